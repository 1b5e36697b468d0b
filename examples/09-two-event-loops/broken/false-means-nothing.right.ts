import {
  type Address,
  CancelIoEx,
  CloseHandle,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  INVALID_HANDLE_VALUE,
  Operation,
  openTcpSocket,
  SOCKET_ERROR,
  WINSOCK_2_2,
  WSARecv,
  WSAStartup,
} from '@iocp/ffi';
import { startDelayServer } from '@iocp/peers';

// The peer says nothing until it is asked.
const server = await startDelayServer({ step: 0 });
WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const socket = openTcpSocket();
connectToLoopback(socket, server.port);
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(socket, port, 0, 0));
const operation = new Operation(1, 64);
const { address } = operation;
const start = () =>
  WSARecv(socket, [operation.buffer()], 1, null, [0], address, null) === 0;
operation.submit('WSARecv', start);
ensure('CancelIoEx', () => CancelIoEx(socket, address));

// Three waits stand for a program that would go on for ever.
for (let round = 1; round <= 3 && operation.submitted; round++) {
  const overlapped: [Address<'OVERLAPPED'> | null] = [null];
  const returned = GetQueuedCompletionStatus(port, [0], [0], overlapped, 500);
  // With an OVERLAPPED there was one, even where FALSE says that it failed (GQ-4).
  const wasPacket = returned !== FALSE || overlapped[0] !== null;
  if (wasPacket) Operation.completed(overlapped[0]);
  console.log(`wait ${round}: ${wasPacket ? 'a packet' : 'no packet'}`);
}
console.log(`The receive is ${operation.submitted ? 'still under way' : 'over'}.`);

if (!operation.submitted) operation.free();
ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
