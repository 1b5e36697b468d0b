// RECV-3: a receive that finds data succeeds at once, and its packet comes all the same.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  dword,
  memory,
  Overlapped,
  print,
  send,
  untilReadable,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

send(peer, Buffer.from('Hello World!'), 12, 0);
untilReadable(ours);

const received = memory(4);
const flags = Buffer.alloc(4);
const read = new Overlapped('read');
const { returned } = attempt(() =>
  WSARecv(ours, wsabuf(memory(512)), 1, received.address, flags, read.address, null),
);

print({
  call: { returned, received: dword(received.bytes) },
  packet: dequeue(port, 5000),
});
//#endregion
