// EVT-2: one bit of hEvent keeps the packet from the port.
import {
  associate,
  CreateEventW,
  connectedPair,
  createPort,
  dequeue,
  dword,
  GetOverlappedResult,
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

const tagged = (CreateEventW(null, 1, 0, null) as bigint) | 1n;
const read = new Overlapped('read');
read.event = tagged;
startReceive(ours, memory(16), read);
send(peer, Buffer.from('hello'), 5, 0);
const waited = WaitForSingleObject(tagged, 5000);
const bytes = memory(4);
const result = GetOverlappedResult(ours, read.address, bytes.address, 0);

print({
  'the wait for the event': waited,
  GetOverlappedResult: { returned: result, bytes: dword(bytes.bytes) },
  'the dequeue': dequeue(port, 200).error,
});
//#endregion
