// PORT-8: an operation that began before there was a port brings its packet all the same.
import {
  associate,
  attempt,
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
const { ours, peer } = connectedPair();
const read = new Overlapped('read');
const started = attempt(() =>
  WSARecv(ours, wsabuf(memory(16)), 1, null, Buffer.alloc(4), read.address, null),
);

const port = createPort();
associate(ours, port, 7);
send(peer, Buffer.from('hello'), 5, 0);

print({ 'the receive': started, 'the packet': dequeue(port, 5000) });
//#endregion
