// SCLOSE-7: on a UDP socket the error is the documented one.
import {
  associate,
  closesocket,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  udpSocket,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const socket = udpSocket();
associate(socket, port, 7);

const read = new Overlapped('read');
WSARecv(socket, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);

closesocket(socket);
const packet = dequeue(port, 2000);

print({ packet, status: read.status });
//#endregion
