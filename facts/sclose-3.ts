// SCLOSE-3: closing the listener ends its AcceptEx.
import {
  acceptExOf,
  associate,
  attempt,
  closesocket,
  createPort,
  dequeue,
  listener,
  memory,
  Overlapped,
  print,
  tcpSocket,
} from './win32/index.ts';

//#region program
const port = createPort();
const listening = listener();
associate(listening, port, 125);

const AcceptEx = acceptExOf(listening);
const addresses = memory(64);
const accepting = new Overlapped('accepting');
const start = attempt(() =>
  AcceptEx(listening, tcpSocket(), addresses.address, 0, 32, 32, null, accepting.address),
);

closesocket(listening);
const packet = dequeue(port, 2000);

print({ AcceptEx: start, packet, status: accepting.status });
//#endregion
