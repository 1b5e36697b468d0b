// FFI-3: one OVERLAPPED serves Winsock and files alike.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  ReadFile,
  send,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);
const data = memory(64);
const flags = Buffer.alloc(4);
const read = new Overlapped('read');

WSARecv(ours, wsabuf(data), 1, null, flags, read.address, null);
send(peer, Buffer.from('one'), 3, 0);
const fromWSARecv = { packet: dequeue(port, 5000), status: read.status };

ReadFile(ours, data.address, 64, null, read.address);
send(peer, Buffer.from('three'), 5, 0);
const fromReadFile = { packet: dequeue(port, 5000), status: read.status };

print({ WSARecv: fromWSARecv, ReadFile: fromReadFile });
//#endregion
