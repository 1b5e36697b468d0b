// SCLOSE-5: CloseHandle ends the operations of a socket, too, behind Winsock's back.
import {
  associate,
  attempt,
  CloseHandle,
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

const close = attempt(() => CloseHandle(ours));
const { returned, error, bytes, key, overlapped } = dequeue(port, 2000);

print({
  'CloseHandle returned': close.returned,
  packet: { returned, bytes, key, overlapped },
  reason: { error, status: read.status },
});
//#endregion
