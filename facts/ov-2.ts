// OV-2: an operation that is over has left its status and its byte count in the OVERLAPPED.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  send,
  startReceive,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const read = new Overlapped('read');
startReceive(ours, memory(512), read);
send(peer, Buffer.from('Hello World!'), 12, 0);
const packet = dequeue(port, 5000);

print({
  'the packet’s bytes': packet.bytes,
  Internal: read.status,
  InternalHigh: read.transferred,
});
//#endregion
