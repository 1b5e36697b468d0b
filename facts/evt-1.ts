// EVT-1: an event does not replace the packet. Both come.
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

const event = CreateEventW(null, 1, 1, null) as bigint; // Set from the beginning.
const before = WaitForSingleObject(event, 0);
const read = new Overlapped('read');
read.event = event;
startReceive(ours, memory(16), read);
const underWay = WaitForSingleObject(event, 0);
send(peer, Buffer.from('hello'), 5, 0);
const over = WaitForSingleObject(event, 5000);

print({
  'waits for the event': { before, 'under way': underWay, over },
  packet: dequeue(port, 5000),
});
//#endregion
