import {
  attemptOnThread,
  CloseHandle,
  CompletionEntries,
  type CompletionEntry,
  CreateIoCompletionPort,
  ensure,
  FALSE,
  failureOf,
  GetQueuedCompletionStatusEx,
  INFINITE,
  INVALID_HANDLE_VALUE,
  Operation,
  PostQueuedCompletionStatus,
  type SockaddrIn,
  type Socket,
  WINSOCK_2_2,
  Win32Error,
  WSAStartup,
} from '@iocp/ffi';
import { dismiss, startClients, tell } from './clients.ts';
import { Echo } from './echo.ts';
import { Listener } from './listener.ts';
import { associate, cancel, close, dotted, isSame, peerOf } from './sockets.ts';

/** Accepts that are under way at any time. */
const ACCEPTS = 3;

//#region keys
// A packet's key says what it is about: the end, an accept, or a connection. Which
// one of them, its operation knows (PORT-9).
const STOP = 0;
const LISTENER = 1;
const CONNECTION = 2;
//#endregion

//#region start
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
//#endregion

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region three-accepts
const listener = new Listener(port, LISTENER);
for (let number = 1; number <= ACCEPTS; number++) {
  listener.accept(Listener.operation(number));
}
tell(`Listening, with ${Operation.outstanding} accepts under way.`);
//#endregion

//#region clients
const clients = startClients(listener.tcpPort);
// When they are done, a packet of our own says so: it is posted, and belongs to no
// operation (POST-2).
const postStop = () =>
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, 0, STOP, null),
  );
clients.report.then(postStop, postStop);
//#endregion

//#region connections
/** The connections that are open, by their numbers. */
const connections = new Map<number, Echo>();
let accepted = 0;
/** Bytes that went back to clients that have left. */
let sentBack = 0;
/** Whether the clients are done: what ends now is not started again. */
let stopping = false;
//#endregion

//#region accepted
/** An accept is over: its socket becomes a connection, and the next accept starts. */
function onAccept(operation: Operation, failure: string | null): void {
  const socket = listener.take(operation);
  if (stopping) {
    close(socket);
    operation.free();
    return;
  }
  if (failure) {
    close(socket);
    tell(`A client was lost before it was accepted: ${failure}`);
  } else {
    welcome(socket, listener.clientOf(operation));
  }
  listener.accept(operation);
}
//#endregion

//#region welcome
/**
 * Makes a connection of a socket that was accepted, and starts to receive on it.
 *
 * @param written the client's address, as AcceptEx wrote it into the lent memory
 */
function welcome(socket: Socket, written: SockaddrIn): void {
  const connection = new Echo(++accepted, socket);
  const { number } = connection;
  connections.set(number, connection);
  advance(connection, () => {
    // First of all, or the socket does not know its peer (CONN-6).
    listener.complete(socket);
    const peer = peerOf(socket);
    const which = isSame(peer, written) ? 'the same' : 'another';
    tell(
      `${number} is connected, from ${dotted(peer)}; AcceptEx wrote ${which} address.`,
    );

    associate(socket, port, CONNECTION);
    connection.receive();
  });
}
//#endregion

//#region advance
/**
 * Takes a connection's next step, which starts its next operation. When it starts
 * none, the client has left. When it fails, this connection is over; whatever a
 * client does, the server is not.
 */
function advance(connection: Echo, step: () => void): void {
  try {
    step();
    if (connection.operation.submitted) return;
    retire(connection, `has left; ${connection.sent} bytes went back.`);
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    retire(connection, `was lost: ${error.message}`);
  }
}
//#endregion

//#region take-memory-back
/** Ends a connection, none of whose memory is lent any more. */
function retire({ number, socket, operation, sent }: Echo, end: string): void {
  tell(`${number} ${end}`);
  sentBack += sent;
  connections.delete(number);
  close(socket);
  operation.free();
}
//#endregion

//#region wait
const entries = new CompletionEntries(16);

/** Waits on a thread of Node's pool, so that ours hears of the clients (FFI-12). */
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

//#region stop
/** Asks for the end of everything that is under way. The packets come (CANC-1). */
function stop(): void {
  tell(`The clients are done, with ${Operation.outstanding} operations under way.`);
  stopping = true;
  listener.cancel();
  for (const { socket, operation } of connections.values())
    cancel(socket, operation);
}
//#endregion

//#region re-arm-or-retire
/** What is next for a connection whose operation is over. */
function onEcho(operation: Operation, failure: string | null, bytes: number): void {
  const connection = connections.get(operation.context);
  if (!connection) throw new Error(`There is no connection ${operation.context}.`);
  if (stopping) retire(connection, 'was still there, and is let go.');
  else if (failure) retire(connection, `was lost: ${failure}`);
  else advance(connection, () => connection.goOn(bytes));
}
//#endregion

while (Operation.outstanding > 0) {
  for (const entry of await dequeue()) {
    if (entry.lpCompletionKey === STOP) {
      stop();
      continue;
    }

    //#region identify
    const operation = Operation.completed(entry.lpOverlapped);
    //#endregion

    //#region reap-status
    const failure = failureOf(entry);
    const bytes = entry.dwNumberOfBytesTransferred;
    //#endregion

    // The packet of an accept has the listener's key (CONN-2).
    if (entry.lpCompletionKey === LISTENER) onAccept(operation, failure);
    else onEcho(operation, failure, bytes);
  }
}

//#region shut-down
listener.close();
entries.free();
ensure('CloseHandle', () => CloseHandle(port));

console.log(
  `${accepted} connections, ${sentBack} bytes went back, ${Operation.outstanding} operations under way.`,
);
await dismiss(clients);
//#endregion
