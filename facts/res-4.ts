// RES-4: cancelled is 995, whoever is asked.
import {
  associate,
  attempt,
  CancelIoEx,
  connectedPair,
  createPort,
  dequeue,
  GetOverlappedResult,
  memory,
  Overlapped,
  print,
  WSAGetOverlappedResult,
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
const { error } = dequeue(port, 2000);

const bytes = Buffer.alloc(4);
const flags = Buffer.alloc(4);
print({
  status: read.status,
  GetQueuedCompletionStatus: error,
  GetOverlappedResult: attempt(() => GetOverlappedResult(ours, read.address, bytes, 0)).error,
  WSAGetOverlappedResult: attempt(() => WSAGetOverlappedResult(ours, read.address, bytes, 0, flags))
    .error,
});
//#endregion
