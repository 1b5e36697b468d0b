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
import { startEchoClients } from '@iocp/peers';
import { Echo } from './echo.ts';
import { Listener } from './listener.ts';
import { clientCount, manners, tell } from './options.ts';
import { associate, cancel, close, dotted, peerOf } from './sockets.ts';

/** Accepts that are under way at any time. */
const ACCEPTS = 3;
/** The listener's completion key. Connections have their numbers, from 1. */
const LISTENER = 0;

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
const clients = startEchoClients({
  port: listener.tcpPort,
  clients: clientCount,
  rounds: 3,
  bytes: 64,
  manners,
});
// When they are done, a packet of our own says so: it is posted, and has no
// OVERLAPPED (POST-2).
const farewell = () =>
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, 0, LISTENER, null),
  );
clients.report.then(farewell, farewell);
//#endregion

//#region connections
const connections = new Map<number, Echo>();
let accepted = 0;
let sentBack = 0;
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
/** @param written the client's address, as AcceptEx wrote it into the lent memory */
function welcome(socket: Socket, written: SockaddrIn): void {
  const connection = new Echo(++accepted, socket);
  const { number } = connection;
  connections.set(number, connection);
  advance(connection, () => {
    // First of all, or the socket does not know its peer (CONN-6).
    listener.complete(socket);
    const peer = peerOf(socket);
    const same =
      peer.sin_port === written.sin_port && peer.sin_addr === written.sin_addr;
    tell(
      `${number} is connected, from ${dotted(peer)}; AcceptEx wrote ${same ? 'the same' : 'another'} address.`,
    );

    associate(socket, port, number);
    connection.receive();
    return true;
  });
}
//#endregion

//#region advance
/**
 * Takes the next step of a connection. Where there is none, or it cannot be taken,
 * this connection is over; whatever a client does, the server is not.
 */
function advance(connection: Echo, step: () => boolean): void {
  try {
    if (!step())
      retire(connection, `has left; ${connection.sent} bytes went back.`);
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    retire(connection, `was lost: ${error.message}`);
  }
}
//#endregion

//#region take-memory-back
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

while (Operation.outstanding > 0) {
  for (const entry of await dequeue()) {
    //#region identify
    if (entry.lpOverlapped === null) {
      stop();
      continue;
    }
    const operation = Operation.completed(entry.lpOverlapped);
    //#endregion

    //#region reap-status
    const failure = failureOf(entry);
    const bytes = entry.dwNumberOfBytesTransferred;
    //#endregion

    //#region re-arm-or-retire
    // The packet of an accept has the listener's key (CONN-2).
    if (entry.lpCompletionKey === LISTENER) {
      onAccept(operation, failure);
      continue;
    }
    const connection = connections.get(operation.context);
    if (!connection)
      throw new Error(`There is no connection ${operation.context}.`);
    if (stopping) retire(connection, 'was still there, and is let go.');
    else if (failure) retire(connection, `was lost: ${failure}`);
    else advance(connection, () => connection.goOn(bytes));
    //#endregion
  }
}

//#region shut-down
listener.close();
entries.free();
ensure('CloseHandle', () => CloseHandle(port));

const { served, rude, problems } = await clients.report;
await clients.close();
console.log(
  `${accepted} connections, ${sentBack} bytes went back, ${Operation.outstanding} operations under way.`,
);
console.log(
  `${served} of ${clientCount} clients were served right${rude ? `, ${rude} did not wait for it` : ''}.`,
);
for (const problem of problems)
  console.error(`A client was not served right: ${problem}.`);
if (problems.length > 0) process.exitCode = 1;
//#endregion
