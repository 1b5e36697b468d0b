// CANC-4: a cancel that comes too late changes nothing.
import {
  associate,
  attempt,
  CancelIoEx,
  CreateEventW,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  send,
  WaitForSingleObject,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const done = CreateEventW(null, 1, 0, null) as bigint;
const read = new Overlapped('read');
read.event = done;
WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);

// The receive is over as soon as the event is set; its packet waits in the port.
send(peer, Buffer.from('hello'), 5, 0);
WaitForSingleObject(done, 5000);
const cancel = attempt(() => CancelIoEx(ours, read.address));
const { returned, bytes, overlapped } = dequeue(port, 2000);

print({ CancelIoEx: cancel, packet: { returned, bytes, overlapped }, status: read.status });
//#endregion
