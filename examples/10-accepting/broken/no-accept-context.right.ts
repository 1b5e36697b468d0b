import {
  acceptExOf,
  attempt,
  bind,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  getpeername,
  getsockname,
  INFINITE,
  INVALID_HANDLE_VALUE,
  listen,
  loopback,
  Operation,
  openTcpSocket,
  SO_UPDATE_ACCEPT_CONTEXT,
  SOCKADDR_IN_SIZE,
  SOCKET_ERROR,
  SOL_SOCKET,
  type SockaddrIn,
  setsockopt,
  WINSOCK_2_2,
  WSAStartup,
} from '@iocp/ffi';

WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const listener = openTcpSocket();
ensure('bind', () => bind(listener, loopback(0), SOCKADDR_IN_SIZE), SOCKET_ERROR);
ensure('listen', () => listen(listener, 1), SOCKET_ERROR);
const here = {} as SockaddrIn;
ensure(
  'getsockname',
  () => getsockname(listener, here, [SOCKADDR_IN_SIZE]),
  SOCKET_ERROR,
);
ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(listener, port, 0, 0),
);

const ROOM = SOCKADDR_IN_SIZE + 16;
const operation = new Operation(1, 2 * ROOM);
const accepted = openTcpSocket();
const AcceptEx = acceptExOf(listener);
const { buf } = operation.buffer();
operation.submit(
  'AcceptEx',
  () =>
    AcceptEx(listener, accepted, buf, 0, ROOM, ROOM, null, operation.address) !==
    FALSE,
);
const client = openTcpSocket();
connectToLoopback(client, here.sin_port);
const overlapped: [typeof operation.address | null] = [null];
ensure('GetQueuedCompletionStatus', () =>
  GetQueuedCompletionStatus(port, [0], [0], overlapped, INFINITE),
);
Operation.completed(overlapped[0]);
console.log('The accept is over.');
// The socket takes over what the listener knows (CONN-6).
const context = Buffer.alloc(8);
context.writeBigUInt64LE(BigInt(listener));
ensure(
  'setsockopt',
  () => setsockopt(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, context, 8),
  SOCKET_ERROR,
);
const peer = {} as SockaddrIn;
const { value, error } = attempt(() =>
  getpeername(accepted, peer, [SOCKADDR_IN_SIZE]),
);
console.log(
  value === 0 ? 'It knows its client.' : `It is not connected: error ${error}.`,
);

operation.free();
for (const socket of [client, accepted, listener]) {
  ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
}
ensure('CloseHandle', () => CloseHandle(port));
