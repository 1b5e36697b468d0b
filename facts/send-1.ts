// SEND-1: a send is over when Windows has taken the bytes, and it takes many at once.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  dword,
  FIONBIO,
  ioctlsocket,
  memory,
  Overlapped,
  print,
  send,
  WSASend,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);

const sent = memory(4);
const write = new Overlapped('write');
const { returned } = attempt(() =>
  WSASend(ours, wsabuf(memory(1024)), 1, sent.address, 0, write.address, null),
);
const packet = dequeue(port, 5000);

const other = connectedPair();
const on = Buffer.from([1, 0, 0, 0]);
ioctlsocket(other.ours, FIONBIO, on);
const huge = Buffer.alloc(50 * 1024 * 1024);

print({
  call: { returned, sent: dword(sent.bytes) },
  packet,
  'bytes that send takes of 50 MiB': send(other.ours, huge, huge.length, 0),
});
//#endregion
