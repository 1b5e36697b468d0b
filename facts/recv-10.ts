// RECV-10: beside an OVERLAPPED the byte count may be NULL; the packet has it.
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
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const noCount = null;
const flags = Buffer.alloc(4);
const read = new Overlapped('read');
const call = attempt(() =>
  WSARecv(ours, wsabuf(memory(512)), 1, noCount, flags, read.address, null),
);

send(peer, Buffer.from('hello'), 5, 0);
print({ call, packet: dequeue(port, 5000) });
//#endregion
