// RECV-16: a receive that fails with 10040 has taken place.
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
  untilReadable,
} from './win32/index.ts';

//#region program
const port = createPort();
const ours = udpSocket();
const peer = udpSocket();
associate(ours, port, 7);

sendto(peer, Buffer.from('too long'), 8, 0, addressOf(ours), 16);
untilReadable(ours);

const room = memory(4);
const read = new Overlapped('read');
const call = startReceive(ours, room, read);
const { status, transferred } = read;

print({ call, status, transferred, held: room.bytes.toString(), packet: dequeue(port, 100) });
//#endregion
