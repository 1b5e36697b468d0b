// GQ-4: the packet of a failed operation says 64, where Winsock would say 10054.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  reset,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const read = new Overlapped('read');
WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);
reset(peer);

print({ 'the packet': dequeue(port, 5000), 'the next call': dequeue(port) });
//#endregion
