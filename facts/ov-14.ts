// OV-14: the packet may be there, and gone, before the call that started it has returned.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
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
// No time passes: what this finds was queued inside the call, and another thread could have had it by then.
const packet = dequeue(port, 0);

print({ 'the call returned': call.returned, 'a dequeue with time-out 0': packet });
//#endregion
