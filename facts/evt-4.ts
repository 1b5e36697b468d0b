// EVT-4: whoever silences the packet can post one of his own, to a port of his own.
import {
  associate,
  CreateEventW,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  PostQueuedCompletionStatus,
  print,
  send,
  startReceive,
  WaitForSingleObject,
} from './win32/index.ts';

//#region program
const theirs = createPort();
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, theirs, 1); // Somebody was first; the socket will never be associated with our port.

const event = CreateEventW(null, 1, 0, null) as bigint;
const read = new Overlapped('read');
read.event = event | 1n;
startReceive(ours, memory(16), read);
send(peer, Buffer.from('hello'), 5, 0);
WaitForSingleObject(event, 5000);
PostQueuedCompletionStatus(port, Number(read.transferred), 7, read.address);

print({ 'their port': dequeue(theirs, 200).error, 'our port': dequeue(port, 0) });
//#endregion
