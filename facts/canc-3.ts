// CANC-3: any thread cancels, whichever started.
import {
  associate,
  attemptOnThread,
  CancelIo,
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

const own = await attemptOnThread(CancelIo, ours);
const nothing = dequeue(port, 100);
const any = await attemptOnThread(CancelIoEx, ours, read.address);
const { returned, error, overlapped } = dequeue(port, 2000);

print({
  'CancelIo on another thread': { returned: own.returned, 'then the port says': nothing.error },
  'CancelIoEx on another thread': {
    returned: any.returned,
    packet: { returned, error, overlapped },
  },
});
//#endregion
