// CANC-5: a cancel ends the operation, not the handle.
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

const receive = (read: Overlapped) =>
  attempt(() => WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null));
const first = new Overlapped('first');
receive(first);
CancelIoEx(ours, first.address);
const cancelled = dequeue(port, 2000);

const next = receive(new Overlapped('next'));
send(peer, Buffer.from('hello'), 5, 0);
const { returned, bytes, key, overlapped } = dequeue(port, 2000);

print({
  'the first ended with': cancelled.error,
  'the next WSARecv': next,
  'its packet': { returned, bytes, key, overlapped },
});
//#endregion
