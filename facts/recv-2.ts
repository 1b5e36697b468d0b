// RECV-2: a receive is over with the first bytes that arrive.
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

const room = memory(512);
startReceive(ours, room, new Overlapped('read'));
send(peer, Buffer.from('Hello World!'), 12, 0);

print({ room: room.bytes.length, packet: dequeue(port, 5000) });
//#endregion
