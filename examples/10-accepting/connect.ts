import {
  attempt,
  CloseHandle,
  CompletionEntries,
  CreateIoCompletionPort,
  connectExOf,
  ensure,
  FALSE,
  failureOf,
  GetQueuedCompletionStatusEx,
  INFINITE,
  INVALID_HANDLE_VALUE,
  loopback,
  Operation,
  openTcpSocket,
  SO_UPDATE_CONNECT_CONTEXT,
  SOCKADDR_IN_SIZE,
  SOCKET_ERROR,
  SOL_SOCKET,
  setsockopt,
  WAIT_TIMEOUT,
  WINSOCK_2_2,
  Win32Error,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startEchoServer } from '@iocp/peers';
import {
  associate,
  bindToLoopback,
  cancel,
  close,
  dotted,
  peerOf,
} from './sockets.ts';

const MESSAGE = 'Is anybody there?';
/** Milliseconds that we wait for the server. */
const PATIENCE = 3_000;

//#region start
const server = await startEchoServer();
const startup = WSAStartup(WINSOCK_2_2, {});
if (startup !== 0) throw new Error(`WSAStartup failed with error ${startup}.`);
//#endregion

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region open-overlapped
// Unlike connect, ConnectEx does not bind the socket by itself (CONN-7).
const socket = openTcpSocket();
bindToLoopback(socket);
associate(socket, port, 0);
//#endregion

//#region lend-memory
/** One operation, which connects first and receives then. */
const operation = new Operation(1, 512);
operation.data.write(MESSAGE);
//#endregion

//#region submit
/** Starts to connect. The first bytes of our memory are sent along (CONN-8). */
function connect(length: number): void {
  // The provider of the socket is asked for the function (CONN-1).
  const ConnectEx = connectExOf(socket);
  const address = loopback(server.port);
  const { buf } = operation.buffer();
  operation.submit(
    'ConnectEx',
    () =>
      ConnectEx(
        socket,
        address,
        SOCKADDR_IN_SIZE,
        buf,
        length,
        null,
        operation.address,
      ) !== FALSE,
  );
}

/** Starts to receive, into our memory from there on. */
function receive(start: number): void {
  const rest = [operation.buffer(start)];
  operation.submit(
    'WSARecv',
    () => WSARecv(socket, rest, 1, null, [0], operation.address, null) === 0,
  );
}
//#endregion

//#region wait
const entries = new CompletionEntries(1);

/** Waits until the operation is over, and gives its byte count. */
function over(): number {
  const removed: [number] = [0];
  const wait = (milliseconds: number) =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      1,
      removed,
      milliseconds,
      FALSE,
    );
  const { value, error } = attempt(() => wait(PATIENCE));
  if (value === FALSE) {
    if (error !== WAIT_TIMEOUT)
      throw new Win32Error('GetQueuedCompletionStatusEx', error);
    // We give up, but not on the packet: until it comes the memory is Windows' (CANC-7).
    cancel(socket, operation);
    ensure('GetQueuedCompletionStatusEx', () => wait(INFINITE));
  }
  const [entry] = entries.first(removed[0]);
  if (!entry) throw new Error('The dequeue brought no packet (EX-2).');
  Operation.completed(entry.lpOverlapped);
  const failure = failureOf(entry);
  if (failure) throw new Error(failure);
  return entry.dwNumberOfBytesTransferred;
}
//#endregion

try {
  //#region connect
  connect(MESSAGE.length);
  const sent = over();
  //#endregion

  //#region connect-context
  // Until then the socket does not know that it is connected (CONN-9). This option has
  // no value.
  ensure(
    'setsockopt',
    () => setsockopt(socket, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, null, 0),
    SOCKET_ERROR,
  );
  console.log(
    `Connected to ${dotted(peerOf(socket))}, with ${sent} bytes sent along.`,
  );
  //#endregion

  //#region receive
  // Behind the question: what stands there already must not pass for its echo
  // (RECV-17).
  let received = 0;
  while (received < sent) {
    receive(sent + received);
    const bytes = over();
    if (bytes === 0) {
      throw new Error(`the server closed after ${received} of ${sent} bytes.`);
    }
    received += bytes;
  }
  const echo = operation.data.toString('utf8', sent, sent + received);
  if (echo !== MESSAGE) throw new Error('the server says something else.');
  console.log(`It echoes: ${echo}`);
  //#endregion
} catch (error) {
  //#region failed
  console.error(`There is no answer: ${(error as Error).message}`);
  process.exitCode = 1;
  //#endregion
}

//#region shut-down
operation.free();
entries.free();
close(socket);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
//#endregion
