import {
  CloseHandle,
  CompletionEntries,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FALSE,
  GetQueuedCompletionStatusEx,
  INFINITE,
  INVALID_HANDLE_VALUE,
  Operation,
  openTcpSocket,
  SOCKET_ERROR,
  send,
  WINSOCK_2_2,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startEchoServer } from '@iocp/peers';

const server = await startEchoServer();
WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const entries = new CompletionEntries(1);
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(socket, port, 1, 0));

for (const request of [1, 2]) {
  const operation = new Operation(request, 64);
  operation.submit(
    'WSARecv',
    () =>
      WSARecv(
        socket,
        [operation.buffer()],
        1,
        null,
        [0],
        operation.address,
        null,
      ) === 0,
  );
  ensure('send', () => send(socket, Buffer.from('?'), 1, 0), SOCKET_ERROR);
  const removed: [number] = [0];
  ensure('GetQueuedCompletionStatusEx', () =>
    GetQueuedCompletionStatusEx(port, entries.address, 1, removed, INFINITE, FALSE),
  );
  const [packet] = entries.first(1);
  if (!packet) throw new Error('There is no packet.');
  const over = Operation.completed(packet.lpOverlapped);
  // The key is the socket's for life; the OVERLAPPED tells the request (PORT-9).
  const known = over.context;
  console.log(`request ${over.context}: its packet is taken for request ${known}`);
  operation.free();
}

ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
