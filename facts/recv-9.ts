// RECV-9: the flags may not be left out.
import {
  associate,
  attempt,
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
const noFlags = null;

print({
  call: attempt(() => WSARecv(ours, wsabuf(memory(512)), 1, null, noFlags, read.address, null)),
  packet: dequeue(port, 100),
});
//#endregion
