// RES-2: FALSE is how a failed operation is reported, not a failure to report.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  dword,
  GetOverlappedResult,
  memory,
  Overlapped,
  print,
  reset,
  WSAGetOverlappedResult,
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
dequeue(port, 2000);

const bytes = memory(4);
const win32 = attempt(() => GetOverlappedResult(ours, read.address, bytes.address, 0));
const winsock = attempt(() =>
  WSAGetOverlappedResult(ours, read.address, Buffer.alloc(4), 0, Buffer.alloc(4)),
);

print({
  GetOverlappedResult: { ...win32, bytes: dword(bytes.bytes) },
  WSAGetOverlappedResult: winsock,
});
//#endregion
