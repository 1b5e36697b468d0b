// OV-6: after an immediate success the status block is final at once.
import {
  associate,
  connectedPair,
  createPort,
  memory,
  Overlapped,
  print,
  startSend,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);

const data = memory(5);
data.bytes.write('hello');
const write = new Overlapped('write');
const call = startSend(ours, data, write);

// Nobody has dequeued anything.
print({ returned: call.returned, Internal: write.status, InternalHigh: write.transferred });
//#endregion
