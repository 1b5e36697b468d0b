// OV-5: the status block is written when the packet is removed, not when the operation completes.
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

// Two receives of five bytes each. They are filled in order, and the second tells by its event when it is over.
const first = new Overlapped('first');
const second = new Overlapped('second');
const event = CreateEventW(null, 1, 0, null) as bigint;
second.event = event;
startReceive(ours, memory(5), first);
startReceive(ours, memory(5), second);
send(peer, Buffer.from('first'), 5, 0);
send(peer, Buffer.from('later'), 5, 0);
WaitForSingleObject(event, 5000);
const queued = { Internal: first.status, InternalHigh: first.transferred };
const { overlapped } = dequeue(port, 5000);

print({
  'its packet is queued': queued,
  'a packet is dequeued, of': overlapped,
  'its packet is dequeued': { Internal: first.status, InternalHigh: first.transferred },
});
//#endregion
