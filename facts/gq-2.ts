// GQ-2: the return value alone does not tell whether a packet was dequeued.
import {
  associate,
  CancelIoEx,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  PostQueuedCompletionStatus,
  print,
  send,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const data = memory(512);
function startReceive(name: string): Overlapped {
  const overlapped = new Overlapped(name);
  WSARecv(ours, wsabuf(data), 1, null, Buffer.alloc(4), overlapped.address, null);
  return overlapped;
}

startReceive('first read');
send(peer, Buffer.from('Hello'), 5, 0);
const succeeded = dequeue(port, 5000);

PostQueuedCompletionStatus(port, 3, 9, null);
const posted = dequeue(port);

const nothing = dequeue(port);

const second = startReceive('second read');
CancelIoEx(ours, second.address);
const failed = dequeue(port, 5000);

print({
  'an operation that succeeded': succeeded,
  'a packet posted without an OVERLAPPED': posted,
  'no packet': nothing,
  'an operation that failed': failed,
});
//#endregion
