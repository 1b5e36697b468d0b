// EVT-3: the bit alone is no event.
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
read.event = 1n;
const call = startReceive(ours, memory(16), read);
send(peer, Buffer.from('hello'), 5, 0);

print({ call, 'the dequeue': dequeue(port, 200).error });
//#endregion
