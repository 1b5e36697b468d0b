// SEND-2: without a send buffer, a send is pending until its bytes are taken.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  SO_SNDBUF,
  SOL_SOCKET,
  setsockopt,
  startSend,
  takeAll,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);
setsockopt(ours, SOL_SOCKET, SO_SNDBUF, Buffer.alloc(4), 4);

const data = memory(8 * 1024 * 1024);
const call = startSend(ours, data, new Overlapped('write'));
const untaken = dequeue(port, 100);
takeAll(peer, data.bytes.length);

print({
  call,
  'while nobody receives': untaken,
  'after all was received': dequeue(port, 5000),
});
//#endregion
