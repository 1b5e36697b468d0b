// SCLOSE-1: closesocket ends what is pending, with an error that nobody should rely on.
import {
  associate,
  closesocket,
  connectedPair,
  createPort,
  dequeue,
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

const read = new Overlapped('read');
WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);

closesocket(ours);
const { returned, error, bytes, key, overlapped } = dequeue(port, 2000);

print({
  packet: { returned, bytes, key, overlapped },
  reason: { error, status: read.status },
});
//#endregion
