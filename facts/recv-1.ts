// RECV-1: a receive that finds no data has started.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dword,
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

const data = memory(512);
const received = memory(4);
const flags = memory(4);
flags.bytes.fill(0);
const read = new Overlapped('read');
const call = attempt(() =>
  WSARecv(ours, wsabuf(data), 1, received.address, flags.address, read.address, null),
);

print({ ...call, received: dword(received.bytes), flags: dword(flags.bytes), status: read.status });
//#endregion
