import {
  CancelIoEx,
  CloseHandle,
  CompletionEntries,
  type CompletionEntry,
  CreateIoCompletionPort,
  closesocket,
  connectToLoopback,
  ensure,
  FALSE,
  failureOf,
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
import { startDelayServer } from '@iocp/peers';

// The peer says nothing until it is asked.
const server = await startDelayServer({ step: 0 });
WSAStartup(WINSOCK_2_2, {});
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const receives = [1, 2].map((number) => {
  const socket = openTcpSocket();
  connectToLoopback(socket, server.port);
  ensure('CreateIoCompletionPort', () =>
    CreateIoCompletionPort(socket, port, 0, 0),
  );
  const operation = new Operation(number, 64);
  const { address } = operation;
  const start = () =>
    WSARecv(socket, [operation.buffer()], 1, null, [0], address, null) === 0;
  operation.submit('WSARecv', start);
  if (number === 1) {
    ensure('send', () => send(socket, Buffer.from('wait 0\n'), 7, 0), SOCKET_ERROR);
  } else {
    ensure('CancelIoEx', () => CancelIoEx(socket, address));
  }
  return { socket, operation };
});

function tell(entry: CompletionEntry): string {
  const { context } = Operation.completed(entry.lpOverlapped);
  // Each entry carries the status of its own operation (EX-5).
  const failure = failureOf(entry);
  const bytes = entry.dwNumberOfBytesTransferred;
  return `${context}: ${failure ?? `an answer of ${bytes} bytes`}`;
}

const entries = new CompletionEntries(2);
const lines: string[] = [];
while (Operation.outstanding > 0) {
  const removed: [number] = [0];
  ensure('GetQueuedCompletionStatusEx', () =>
    GetQueuedCompletionStatusEx(port, entries.address, 2, removed, INFINITE, FALSE),
  );
  lines.push(...entries.first(removed[0]).map(tell));
}
console.log(lines.sort().join('\n'));

for (const { socket, operation } of receives) {
  operation.free();
  ensure('closesocket', () => closesocket(socket), SOCKET_ERROR);
}
entries.free();
ensure('CloseHandle', () => CloseHandle(port));
await server.close();
