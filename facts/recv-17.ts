// RECV-17: nothing is written behind the bytes that arrived.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  send,
  startReceive,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const room = memory(16);
room.bytes.fill('.');
startReceive(ours, room, new Overlapped('read'));
send(peer, Buffer.from('hello'), 5, 0);
const { bytes } = dequeue(port, 5000);

print({ bytes, room: room.bytes.toString() });
//#endregion
