// CONN-2: the packet of an accept carries the listener's key.
import {
  acceptExOf,
  associate,
  attempt,
  connectTo,
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
const accepted = tcpSocket();
associate(listening, port, 7);
associate(accepted, port, 8);

const AcceptEx = acceptExOf(listening);
const addresses = memory(64);
const received = memory(4);
const accepting = new Overlapped('accept');
const call = attempt(() =>
  AcceptEx(listening, accepted, addresses.address, 0, 32, 32, received.address, accepting.address),
);

connectTo(listening);
print({ call, packet: dequeue(port, 5000) });
//#endregion
