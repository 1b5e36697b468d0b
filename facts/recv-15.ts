// RECV-15: a datagram that does not fit is cut off, and that is called a failure.
import {
  addressOf,
  associate,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  sendto,
  startReceive,
  udpSocket,
} from './win32/index.ts';

//#region program
const port = createPort();
const ours = udpSocket();
const peer = udpSocket();
associate(ours, port, 7);

const room = memory(4);
const read = new Overlapped('read');
startReceive(ours, room, read);
sendto(peer, Buffer.from('too long'), 8, 0, addressOf(ours), 16);
const packet = dequeue(port, 5000);
const held = room.bytes.toString();

startReceive(ours, room, new Overlapped('next read'));
sendto(peer, Buffer.from('next'), 4, 0, addressOf(ours), 16);
dequeue(port, 5000);

print({ packet, status: read.status, held, 'the next receive holds': room.bytes.toString() });
//#endregion
