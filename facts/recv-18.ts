// RECV-18: peeking with an OVERLAPPED is not promised, but done.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  MSG_PEEK,
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

const room = memory(16);
startReceive(ours, room, new Overlapped('glimpse'), MSG_PEEK);
send(peer, Buffer.from('hello'), 5, 0);
const packet = dequeue(port, 5000);

print({ packet, 'bytes that recv takes then': recv(ours, room.bytes, room.bytes.length, 0) });
//#endregion
