// RECV-7: a receive of length 0 tells of data, and takes none.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  recv,
  send,
  startReceive,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const { address, bytes } = memory(16);
const nothing = { address, bytes: bytes.subarray(0, 0) };
const call = startReceive(ours, nothing, new Overlapped('probe'));

send(peer, Buffer.from('hello'), 5, 0);
const packet = dequeue(port, 5000);

print({ call, packet, 'bytes that recv takes then': recv(ours, bytes, bytes.length, 0) });
//#endregion
