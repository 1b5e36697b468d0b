import {
  type Address,
  attempt,
  CancelIoEx,
  CloseHandle,
  CompletionEntries,
  CreateIoCompletionPort,
  closesocket,
  ERROR_NAMES,
  ERROR_NOT_FOUND,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  GetQueuedCompletionStatusEx,
  INVALID_HANDLE_VALUE,
  Operation,
  PostQueuedCompletionStatus,
  SOCKET_ERROR,
  type Socket,
  STATUS_NAMES,
  send,
  statusOf,
  WAIT_TIMEOUT,
  Win32Error,
  WSARecv,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';
import { connected } from './connection.ts';

/** How long a packet may take that is sure to come, in milliseconds. */
const PATIENCE = 5000;

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const entries = new CompletionEntries(1);
//#endregion

const server = await startDelayServer({ step: 0 });
const sockets = new Map<Operation, Socket>();

//#region submit
/** A receive from a peer that says nothing until it is asked. */
function receive(): { socket: Socket; operation: Operation } {
  const socket = connected(server.port, port, 1);
  const operation = new Operation(1, 64);
  const all = [operation.buffer()];
  operation.submit(
    'WSARecv',
    () => WSARecv(socket, all, 1, null, [0], operation.address, null) === 0,
  );
  sockets.set(operation, socket);
  return { socket, operation };
}
//#endregion

//#region happenings
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

/** An error and its name, such as `258 WAIT_TIMEOUT`. */
const named = (error: number) => `${error} ${ERROR_NAMES[error] ?? '(no name)'}`;

//#region wait
//#region one-packet
/**
 * Dequeues one packet. Only the return value and the pointer together say what there
 * was (GQ-2).
 */
function dequeueOne(milliseconds: number): string {
  const bytes: [number] = [0];
  const key: [number | bigint] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  const { value, error } = attempt(() =>
    GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds),
  );
  const [pointer] = overlapped;
  takeBack(pointer);

  //#region reap-status
  if (value !== FALSE && pointer) return `TRUE   OVERLAPPED  ${bytes[0]} bytes`;
  if (value !== FALSE) return `TRUE   NULL        key ${key[0]}`;
  if (pointer) return `FALSE  OVERLAPPED  ${named(error)}`;
  if (error === WAIT_TIMEOUT) return `FALSE  NULL        ${named(error)}`;
  throw new Win32Error('GetQueuedCompletionStatus', error);
  //#endregion
}
//#endregion

//#region many-packets
/**
 * Dequeues as many packets as there is room for. TRUE says nothing of them: each
 * carries the status of its own operation (EX-5).
 */
function dequeueMany(milliseconds: number): string {
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
  if (value === FALSE && error === WAIT_TIMEOUT) return `FALSE  ${named(error)}`;
  if (value === FALSE) throw new Win32Error('GetQueuedCompletionStatusEx', error);

  const packets = entries.first(removed[0]).map((entry) => {
    takeBack(entry.lpOverlapped);
    const status = statusOf(entry);
    const hex = status.toString(16).toUpperCase().padStart(8, '0');
    return `0x${hex} ${STATUS_NAMES[status] ?? ''}`.trimEnd();
  });
  return `TRUE   ${packets.join(', ')}`;
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
const functions = {
  GetQueuedCompletionStatus: dequeueOne,
  GetQueuedCompletionStatusEx: dequeueMany,
};
for (const [name, dequeue] of Object.entries(functions)) {
  console.log(`${name}:`);
  for (const [happening, happen] of Object.entries(happenings)) {
    happen();
    // What was posted is there already; only an operation may take a while.
    const result = dequeue(Operation.outstanding > 0 ? PATIENCE : 0);
    console.log(`  ${happening.padEnd(20)} ${result}`);
    if (Operation.outstanding > 0)
      throw new Error('The peer has not answered in time.');
  }
}
//#endregion

//#region shut-down
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
