// OV-7: with an event the status block is written at completion, whatever happens to the packet.
import {
  associate,
  CreateEventW,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  send,
  startReceive,
  WaitForSingleObject,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const read = new Overlapped('read');
const event = CreateEventW(null, 1, 0, null) as bigint;
read.event = event;
startReceive(ours, memory(16), read);
send(peer, Buffer.from('hello'), 5, 0);
const waited = WaitForSingleObject(event, 5000);
const block = { Internal: read.status, InternalHigh: read.transferred };
const packet = dequeue(port, 5000);

print({ 'the wait for the event': waited, 'before the dequeue': block, packet });
//#endregion
