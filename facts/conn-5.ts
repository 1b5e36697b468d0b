// CONN-5: a connection that waits already is taken at once, and there is a packet all the same.
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
associate(listening, port, 7);
connectTo(listening);

const AcceptEx = acceptExOf(listening);
const addresses = memory(64);
const received = memory(4);
const accepting = new Overlapped('accept');
const call = attempt(() =>
  AcceptEx(
    listening,
    tcpSocket(),
    addresses.address,
    0,
    32,
    32,
    received.address,
    accepting.address,
  ),
);

print({ call, packet: dequeue(port, 5000), 'another packet': dequeue(port, 100).error });
//#endregion
