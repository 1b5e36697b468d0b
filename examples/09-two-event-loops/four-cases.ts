import {
  type Address,
  attempt,
  CancelIoEx,
  CloseHandle,
  CompletionEntries,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ERROR_NAMES,
  ERROR_NOT_FOUND,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  GetQueuedCompletionStatusEx,
  INVALID_HANDLE_VALUE,
  Operation,
  openTcpSocket,
  PostQueuedCompletionStatus,
  SOCKET_ERROR,
  type Socket,
  STATUS_NAMES,
  send,
  statusOf,
  WAIT_TIMEOUT,
  WINSOCK_2_2,
  Win32Error,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';

/** How long a packet may take that is sure to come, in milliseconds. */
const PATIENCE = 5000;

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const entries = new CompletionEntries(1);
//#endregion

//#region start
const server = await startDelayServer({ step: 0 });
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
/** The socket of each receive that is under way. */
const sockets = new Map<Operation, Socket>();
//#endregion

/** Starts a receive from a peer that says nothing until it is asked. */
function receive(): { socket: Socket; operation: Operation } {
  //#region open-overlapped
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  //#endregion

  //#region associate
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, 1, 0),
  );
  //#endregion

  //#region submit
  const operation = new Operation(1, 64);
  const buffers = [operation.buffer()];
  operation.submit(
    'WSARecv',
    () => WSARecv(socket, buffers, 1, null, [0], operation.address, null) === 0,
  );
  sockets.set(operation, socket);
  //#endregion
  return { socket, operation };
}

//#region happenings
/** Four ways for a dequeue to come back. */
const happenings: Record<string, () => void> = {
  'a receive succeeds'() {
    const { socket } = receive();
    const question = Buffer.from('wait 0\n');
    ensure('send', () => send(socket, question, question.length, 0), SOCKET_ERROR);
  },
  'a packet is posted'() {
    ensure('PostQueuedCompletionStatus', () =>
      PostQueuedCompletionStatus(port, 0, 42, null),
    );
  },
  'a receive fails'() {
    const { socket, operation } = receive();
    const { value, error } = attempt(() => CancelIoEx(socket, operation.address));
    // Too late is no failure: the receive ended by itself (CANC-4).
    if (value === FALSE && error !== ERROR_NOT_FOUND) {
      throw new Win32Error('CancelIoEx', error);
    }
  },
  'nothing happens'() {},
};
//#endregion

/** What a dequeue has said: three cells of the table. */
type Said = [returned: 'TRUE' | 'FALSE', found: string, and: string];

/** The last error with its name, such as `error 258 WAIT_TIMEOUT`. */
const named = (error: number) =>
  `error ${error} ${ERROR_NAMES[error] ?? '(no name)'}`;

//#region wait
//#region one-packet
/**
 * Dequeues one packet. Only the return value and the pointer together say what there
 * was (GQ-2).
 */
function dequeueOne(milliseconds: number): Said {
  const bytes: [number] = [0];
  const key: [number | bigint] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  const { value, error } = attempt(() =>
    GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds),
  );
  const [pointer] = overlapped;
  takeBack(pointer);

  //#region reap-status
  if (value !== FALSE && pointer)
    return ['TRUE', 'an address', `bytes ${bytes[0]}`];
  if (value !== FALSE) return ['TRUE', 'NULL', `key ${key[0]}`];
  if (pointer) return ['FALSE', 'an address', named(error)];
  if (error === WAIT_TIMEOUT) return ['FALSE', 'NULL', named(error)];
  throw new Win32Error('GetQueuedCompletionStatus', error);
  //#endregion
}
//#endregion

//#region many-packets
/**
 * Dequeues as many packets as there is room for. TRUE says nothing of them: each
 * carries the status of its own operation (EX-5).
 */
function dequeueMany(milliseconds: number): Said {
  const removed: [number] = [0];
  const { value, error } = attempt(() =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      entries.capacity,
      removed,
      milliseconds,
      FALSE,
    ),
  );
  // `removed` is not asked after a time-out: it may be 1, for no packet (EX-3).
  if (value === FALSE && error === WAIT_TIMEOUT) {
    return ['FALSE', 'none', named(error)];
  }
  if (value === FALSE) throw new Win32Error('GetQueuedCompletionStatusEx', error);

  //#region status-of-each
  const statuses = entries.first(removed[0]).map((entry) => {
    takeBack(entry.lpOverlapped);
    const status = statusOf(entry);
    const hex = status.toString(16).toUpperCase().padStart(8, '0');
    return `status 0x${hex} ${STATUS_NAMES[status] ?? ''}`.trimEnd();
  });
  return ['TRUE', `${removed[0]}`, statuses.join(', ')];
  //#endregion
}
//#endregion
//#endregion

//#region take-memory-back
/** A packet with an OVERLAPPED gives its memory back, failed or not (OV-9). */
function takeBack(overlapped: Address<'OVERLAPPED'> | null): void {
  if (overlapped === null) return;
  const operation = Operation.completed(overlapped);
  const socket = sockets.get(operation);
  if (socket) ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
  sockets.delete(operation);
  operation.free();
}
//#endregion

//#region table
function line(first: string, returned: string, found: string, and: string): void {
  console.log(
    `${first.padEnd(27)}  ${returned.padEnd(7)}  ${found.padEnd(10)}  ${and}`,
  );
}

function rows(dequeue: (milliseconds: number) => Said): void {
  for (const [happening, happen] of Object.entries(happenings)) {
    happen();
    // What was posted is there already; only an operation may take a while.
    const said = dequeue(Operation.outstanding > 0 ? PATIENCE : 0);
    line(`  ${happening}`, ...said);
    if (Operation.outstanding > 0)
      throw new Error('The peer has not answered in time.');
  }
}

line('GetQueuedCompletionStatus', 'returns', 'OVERLAPPED', 'and');
rows(dequeueOne);
line('GetQueuedCompletionStatusEx', 'returns', 'packets', 'and');
rows(dequeueMany);
//#endregion

//#region shut-down
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
