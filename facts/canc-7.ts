// CANC-7: after a cancel the kernel still writes into the OVERLAPPED.
import {
  associate,
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

const read = new Overlapped('read');
WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);

CancelIoEx(ours, read.address);
const cancelled = { status: read.status, transferred: read.transferred };
dequeue(port, 2000);
const dequeued = { status: read.status, transferred: read.transferred };

print({ 'after CancelIoEx': cancelled, 'after the packet was dequeued': dequeued });
//#endregion
