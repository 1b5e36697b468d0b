import {
  type Address,
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
  type Socket,
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

const sockets: Socket[] = [];
for (const steps of [2, 1, 0]) {
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, 0, 0),
  );
  const operation = new Operation(sockets.length, 64);
  sockets.push(socket);
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
  const question = Buffer.from(`wait ${steps}\n`);
  ensure('send', () => send(socket, question, question.length, 0), SOCKET_ERROR);
}

const answers: string[] = [];
for (let packet = 0; packet < 3; packet++) {
  const bytes: [number] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, bytes, [0], overlapped, INFINITE),
  );
  const operation = Operation.completed(overlapped[0]);
  // Packets come as operations complete; each says whose it is (GQ-10).
  const question = operation.context;
  answers[question] = operation.data.toString('utf8', 0, bytes[0]).trim();
  operation.free();
}
for (const [question, answer] of answers.entries()) {
  console.log(`wait ${2 - question}: ${answer}`);
}

for (const socket of sockets) closesocket(socket);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
