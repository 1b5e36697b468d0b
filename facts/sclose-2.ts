// SCLOSE-2: cancel, dequeue, then close: then the reason is known.
import {
  associate,
  attempt,
  CancelIoEx,
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

CancelIoEx(ours, read.address);
const { returned, error, overlapped } = dequeue(port, 2000);
const close = attempt(() => closesocket(ours));
const after = dequeue(port, 100);

print({
  'the packet of the cancelled receive': { returned, error, overlapped },
  'closesocket returned': close.returned,
  'the port after it': { error: after.error, overlapped: after.overlapped },
});
//#endregion
