// RECV-4: a receive that fails at once leaves no packet behind.
import {
  associate,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  startReceive,
  tcpSocket,
} from './win32/index.ts';

//#region program
const port = createPort();
const unconnected = tcpSocket();
associate(unconnected, port, 7);

print({
  call: startReceive(unconnected, memory(512), new Overlapped('read')),
  packet: dequeue(port, 100),
});
//#endregion
