import {
  attempt,
  attemptOnThread,
  CancelIoEx,
  CloseHandle,
  CompletionEntries,
  type CompletionEntry,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ERROR_NAMES,
  ERROR_NOT_FOUND,
  ensure,
  FALSE,
  failureOf,
  GetQueuedCompletionStatus,
  GetQueuedCompletionStatusEx,
  INFINITE,
  INVALID_HANDLE_VALUE,
  Operation,
  openTcpSocket,
  PostQueuedCompletionStatus,
  SOCKET_ERROR,
  type Socket,
  send,
  WINSOCK_2_2,
  Win32Error,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';

const CONNECTIONS = 3;
/** Bytes of each receive: an answer takes several. */
const PART = 8;
/** The program stops after so many milliseconds, whatever its peers do. */
const LATEST = 5000;
/** A key that no connection has: its packet says that it is time to stop. */
const STOP = 0;

//#region start
// The peer says nothing until it is asked.
const server = await startDelayServer({ step: 0 });
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
//#endregion

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const entries = new CompletionEntries(4);
//#endregion

//#region connections
interface Connection {
  socket: Socket;
  operation: Operation;
  /** Whether we asked for its end: no error would tell who did (SCLOSE-2). */
  cancelled: boolean;
}
const connections = new Map<number, Connection>();
//#endregion

//#region submit
function receive({ socket, operation }: Connection): void {
  const buffers = [operation.buffer()];
  operation.submit(
    'WSARecv',
    () => WSARecv(socket, buffers, 1, null, [0], operation.address, null) === 0,
  );
}
//#endregion

//#region stop
/** Whether a stop was asked for. Its packet is posted once. */
let asked = false;
const latest = setTimeout(stop, LATEST);

/** Anybody may call this at any time: a packet wakes whoever waits (CLOSE-2). */
function stop(): void {
  if (asked) return;
  asked = true;
  clearTimeout(latest);
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, 0, STOP, null),
  );
}
//#endregion

//#region cancel
/** Whether the packet of a stop has come: from then on no receive is started. */
let stopping = false;

/** Asks for the end of all that is under way. Each brings its packet (CANC-1). */
function cancelAll(): void {
  stopping = true;
  console.log(`Stopping, with ${Operation.outstanding} receives outstanding.`);
  for (const [number, connection] of connections) {
    const { socket, operation } = connection;
    connection.cancelled = true;
    const { value, error } = attempt(() => CancelIoEx(socket, operation.address));
    if (value !== FALSE) console.log(`${number}: asked to end`);
    // It has ended; only its packet is still in the port (CANC-2).
    else if (error === ERROR_NOT_FOUND) console.log(`${number}: has ended already`);
    else throw new Win32Error('CancelIoEx', error);
  }
}
//#endregion

//#region wait
/** Waits on a thread of Node's pool; timers go on, `latest` among them (FFI-12). */
async function dequeue(): Promise<CompletionEntry[]> {
  const removed: [number] = [0];
  const { value, error } = await attemptOnThread(
    GetQueuedCompletionStatusEx,
    port,
    entries.address,
    entries.capacity,
    removed,
    INFINITE,
    FALSE,
  );
  if (value === FALSE) throw new Win32Error('GetQueuedCompletionStatusEx', error);
  return entries.first(removed[0]);
}
//#endregion

/** What is to be done for the packet of a receive, before the stop and after. */
function handle(entry: CompletionEntry): void {
  //#region identify
  const operation = Operation.completed(entry.lpOverlapped);
  const number = operation.context;
  const connection = connections.get(number);
  if (!connection) throw new Error(`No connection ${number} is open.`);
  //#endregion

  try {
    //#region reap-status
    const failure = failureOf(entry);
    if (failure) throw new Error(failure);
    const bytes = entry.dwNumberOfBytesTransferred;
    console.log(`${number}: ${bytes} bytes`);
    //#endregion

    //#region re-arm-or-retire
    if (bytes > 0 && !stopping) {
      // The worst moment: the next receive is over before anybody cancels it.
      stop();
      receive(connection);
      return;
    }
    //#endregion
  } catch (error) {
    //#region ended
    if (connection.cancelled) console.log(`${number}: cancelled`);
    else {
      console.error(`Connection ${number} is lost: ${(error as Error).message}`);
      process.exitCode = 1;
    }
    //#endregion
  }

  //#region take-memory-back
  ensure('closesocket', () => closesocket(connection.socket), SOCKET_ERROR);
  operation.free();
  connections.delete(number);
  //#endregion
}

// Only the first connection asks its peer; the others will have no answer.
for (let number = 1; number <= CONNECTIONS; number++) {
  //#region open-overlapped
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  //#endregion

  //#region associate
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, number, 0),
  );
  //#endregion

  //#region lend-memory
  const operation = new Operation(number, PART);
  const connection = { socket, operation, cancelled: false };
  connections.set(number, connection);
  receive(connection);
  //#endregion

  //#region ask
  if (number === 1) {
    const question = Buffer.from('wait 0\n');
    ensure('send', () => send(socket, question, question.length, 0), SOCKET_ERROR);
  }
  //#endregion
}

//#region drain
// Until the last packet, not until the stop: what was asked to end has not ended yet.
while (!stopping || Operation.outstanding > 0) {
  for (const entry of await dequeue()) {
    if (entry.lpCompletionKey === STOP) cancelAll();
    else handle(entry);
  }
}
//#endregion

//#region nothing-left
const { value, error } = attempt(() =>
  GetQueuedCompletionStatus(port, [0], [0], [null], 0),
);
const left = value === FALSE ? `${error} ${ERROR_NAMES[error]}` : 'a packet';
console.log(`Outstanding: ${Operation.outstanding}. In the port: ${left}.`);
//#endregion

//#region shut-down
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
