// CANC-2: there is nothing to cancel where nothing is pending.
import {
  associate,
  attempt,
  CancelIoEx,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  send,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const read = new Overlapped('read');
const cancel = () => attempt(() => CancelIoEx(ours, read.address));
const before = cancel();

WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);
const other = new Overlapped('other');
const another = attempt(() => CancelIoEx(ours, other.address));

send(peer, Buffer.from('hello'), 5, 0);
dequeue(port, 2000);
const after = cancel();

print({
  'before it was started': before,
  'while only another OVERLAPPED is pending': another,
  'after its packet was dequeued': after,
});
//#endregion
