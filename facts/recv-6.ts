// RECV-6: a reset ends a pending receive with an error.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  reset,
  startReceive,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const read = new Overlapped('read');
startReceive(ours, memory(512), read);
reset(peer);

print({ packet: dequeue(port, 5000), status: read.status });
//#endregion
