// CANC-1: a cancelled operation still brings its packet.
import {
  associate,
  attempt,
  CancelIoEx,
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

const flags = Buffer.alloc(4);
const read = new Overlapped('read');
WSARecv(ours, wsabuf(memory(512)), 1, null, flags, read.address, null);

const cancel = attempt(() => CancelIoEx(ours, read.address));
const packet = dequeue(port, 2000);

print({ 'CancelIoEx returned': cancel.returned, packet, status: read.status });
//#endregion
