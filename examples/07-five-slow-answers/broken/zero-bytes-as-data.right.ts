import {
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  GetQueuedCompletionStatus,
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
import { startDelayServer } from '@iocp/peers';

const server = await startDelayServer({ step: 200 });
if (WSAStartup(WINSOCK_2_2, {}) !== 0) throw new Error('There is no Winsock.');
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(socket, port, 0, 0));
const question = Buffer.from('wait 0\n');
ensure('send', () => send(socket, question, question.length, 0), SOCKET_ERROR);

const operation = new Operation(1, 64);
for (let line = 1; line <= 3; line++) {
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
  const bytes: [number] = [0];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, bytes, [0], [null], INFINITE),
  );
  Operation.completed(operation.address);
  // 0 bytes: the peer has closed in good order (RECV-5).
  if (bytes[0] === 0) {
    console.log('The peer will send no more.');
    break;
  }
  const text = operation.data.toString('utf8', 0, bytes[0]);
  console.log(`line ${line}: ${JSON.stringify(text)}`);
}

operation.free();
ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
