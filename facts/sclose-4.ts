// SCLOSE-4: the packet of a socket that is gone names its OVERLAPPED and its old key.
import {
  associate,
  attempt,
  closesocket,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  tcpSocket,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);

const read = new Overlapped('read of the first socket');
WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);

const close = attempt(() => closesocket(ours));
// It may have been given the number of the first.
associate(tcpSocket(), port, 8);
const { returned, key, overlapped } = dequeue(port, 2000);

print({ 'closesocket returned': close.returned, packet: { returned, key, overlapped } });
//#endregion
