// OV-9: memory that was lent is written to, whoever uses it by then.
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

const slab = memory(16);
const read = new Overlapped('read');
startReceive(ours, slab, read);

// No answer yet. The program loses patience, and uses its memory for something else.
dequeue(port, 0);
slab.bytes.write('my shopping list');
const before = slab.bytes.toString();

// The answer comes late.
send(peer, Buffer.from('data-1'), 6, 0);
dequeue(port, 5000);

print({ before, after: slab.bytes.toString() });
//#endregion
