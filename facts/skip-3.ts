// SKIP-3: an immediate success queues a packet as well.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  dword,
  memory,
  Overlapped,
  print,
  WSASend,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);

const data = memory(5);
data.bytes.write('hello');
const sent = memory(4);
const write = new Overlapped('write');
const call = attempt(() => WSASend(ours, wsabuf(data), 1, sent.address, 0, write.address, null));

print({
  'WSASend returned': call.returned,
  bytes: dword(sent.bytes),
  packet: dequeue(port, 5000),
});
//#endregion
