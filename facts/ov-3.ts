// OV-3: the status is the low half of Internal; the upper half may be anything.
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

const read = new Overlapped('read'); // Not zeroed: its first 16 bytes hold 0xCC.
startReceive(ours, memory(16), read);
const pending = { 'all 8 bytes': read.internal, 'the low 4': read.status };
send(peer, Buffer.from('hello'), 5, 0);
dequeue(port, 5000);

print({ pending, over: { 'all 8 bytes': read.internal, 'the low 4': read.status } });
//#endregion
