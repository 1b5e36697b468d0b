// RECV-5: the end of a stream is a success with 0 bytes.
import {
  associate,
  closesocket,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  startReceive,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const before = new Overlapped('started before the end');
startReceive(ours, memory(512), before);
closesocket(peer);
const atTheEnd = dequeue(port, 5000);

startReceive(ours, memory(512), new Overlapped('started after the end'));

print({
  'at the end': { ...atTheEnd, status: before.status },
  'once more': dequeue(port, 5000),
});
//#endregion
