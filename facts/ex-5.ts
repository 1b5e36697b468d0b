// EX-5: TRUE says that there are packets, not that anything succeeded.
import {
  associate,
  CancelIoEx,
  connectedPair,
  createPort,
  dequeue,
  dequeueMany,
  memory,
  Overlapped,
  print,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);

function cancelledReceive(): void {
  const read = new Overlapped('read');
  WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);
  CancelIoEx(ours, read.address);
}

cancelledReceive();
const { returned, error, entries } = dequeueMany(port, 8, 5000);
cancelledReceive();
const one = dequeue(port, 5000);

print({
  GetQueuedCompletionStatusEx: { returned, error, entries },
  GetQueuedCompletionStatus: { returned: one.returned, error: one.error },
});
//#endregion
