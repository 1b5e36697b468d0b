// OV-4: HasOverlappedIoCompleted says yes of an operation that never was.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  STATUS_PENDING,
  send,
  startReceive,
} from './win32/index.ts';

//#region program
/** What the macro of winbase.h does. */
const hasOverlappedIoCompleted = ({ bytes }: Overlapped) =>
  bytes.readUInt32LE(0) !== STATUS_PENDING;

const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const read = new Overlapped('read');
read.bytes.fill(0);
const neverUsed = hasOverlappedIoCompleted(read);
startReceive(ours, memory(16), read);
const underWay = hasOverlappedIoCompleted(read);
send(peer, Buffer.from('hello'), 5, 0);
dequeue(port, 5000);

print({ 'never used': neverUsed, 'under way': underWay, dequeued: hasOverlappedIoCompleted(read) });
//#endregion
