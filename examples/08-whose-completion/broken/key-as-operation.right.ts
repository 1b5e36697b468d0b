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
  WINSOCK_2_2,
  WSARecv,
  WSASend,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';

const server = await startDelayServer({ step: 200 });
if (WSAStartup(WINSOCK_2_2, {}) !== 0) throw new Error('There is no Winsock.');
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const ANSWER = 1;
const QUESTION = 2;
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(socket, port, ANSWER, 0),
);

const answer = new Operation(ANSWER, 64);
answer.data.fill(' ');
answer.submit(
  'WSARecv',
  () =>
    WSARecv(socket, [answer.buffer()], 1, null, [0], answer.address, null) === 0,
);
const question = new Operation(QUESTION, 'wait 1\n'.length);
question.data.write('wait 1\n');
question.submit(
  'WSASend',
  () =>
    WSASend(socket, [question.buffer()], 1, null, 0, question.address, null) === 0,
);

for (let packet = 1; packet <= 2; packet++) {
  const bytes: [number] = [0];
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  ensure('GetQueuedCompletionStatus', () =>
    GetQueuedCompletionStatus(port, bytes, [0], overlapped, INFINITE),
  );
  const over = Operation.completed(overlapped[0]);
  // The key is the socket’s. What it was says the operation (PORT-9).
  const what = over.context;
  if (what === ANSWER) {
    const text = answer.data.toString('utf8', 0, bytes[0]).replace('\n', '');
    console.log(`packet ${packet}: the answer has ${bytes[0]} bytes: "${text}"`);
  } else {
    console.log(`packet ${packet}: the question has been taken`);
  }
  over.free();
}

ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
