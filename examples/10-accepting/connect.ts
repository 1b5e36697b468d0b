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
  Operation,
  SO_UPDATE_CONNECT_CONTEXT,
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
  ADDRESS_SIZE,
  associate,
  bindToLoopback,
  cancel,
  close,
  dotted,
  loopback,
  openSocket,
  peerOf,
} from './sockets.ts';

const MESSAGE = 'Is anybody there?';
/** Milliseconds that we wait for the server. */
const PATIENCE = 5_000;

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
const socket = openSocket();
bindToLoopback(socket);
associate(socket, port, 0);
//#endregion

//#region lend-memory
const operation = new Operation(1, 512);
operation.data.write(MESSAGE);
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
  //#region submit
  const ConnectEx = connectExOf(socket);
  const { buf } = operation.buffer();
  operation.submit(
    'ConnectEx',
    () =>
      ConnectEx(
        socket,
        loopback(server.port),
        ADDRESS_SIZE,
        buf,
        MESSAGE.length,
        null,
        operation.address,
      ) !== FALSE,
  );
  // Its bytes are those that were sent along with the connection (CONN-8).
  const sent = over();
  //#endregion

  //#region connect-context
  // Until then the socket does not know that it is connected (CONN-9).
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
  let received = 0;
  while (received < sent) {
    const rest = [operation.buffer(received)];
    operation.submit(
      'WSARecv',
      () => WSARecv(socket, rest, 1, null, [0], operation.address, null) === 0,
    );
    const bytes = over();
    if (bytes === 0) {
      throw new Error(`the server closed after ${received} of ${sent} bytes.`);
    }
    received += bytes;
  }
  console.log(`It answers: ${operation.data.toString('utf8', 0, received)}`);
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
