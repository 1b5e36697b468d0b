// The buffer is written between two turns of the event loop, while the receive is under way (OV-9).
import { setTimeout as sleep } from 'node:timers/promises';
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
  send,
  WINSOCK_2_2,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';

const server = await startDelayServer({ step: 10 });
WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
CreateIoCompletionPort(socket, port, 0, 0);
const question = Buffer.from('wait 1\n');
send(socket, question, question.length, 0);

const operation = new Operation(1, 64);
const { data } = operation;
operation.submit(
  'WSARecv',
  () => WSARecv(socket, [operation.buffer()], 1, null, [0], operation.address, null) === 0, // since
);
await sleep(1);
data[0] = 7;
await sleep(1);
GetQueuedCompletionStatus(port, [0], [0], [null], INFINITE); // at
Operation.completed(operation.address).free();
closesocket(socket);
CloseHandle(port);
await server.close();
