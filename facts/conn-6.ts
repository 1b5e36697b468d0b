// CONN-6: an accepted socket does not know its peer until it has been told of the listener.
import {
  acceptExOf,
  associate,
  attempt,
  connectTo,
  createPort,
  dequeue,
  getpeername,
  listener,
  memory,
  Overlapped,
  print,
  SO_UPDATE_ACCEPT_CONTEXT,
  SOL_SOCKET,
  setsockopt,
  shutdown,
  tcpSocket,
} from './win32/index.ts';

//#region program
const port = createPort();
const listening = listener();
associate(listening, port, 7);
const accepted = tcpSocket();
const AcceptEx = acceptExOf(listening);
const output = memory(64).address;
const accepting = new Overlapped('accept');
AcceptEx(listening, accepted, output, 0, 32, 32, memory(4).address, accepting.address);
connectTo(listening);
dequeue(port, 5000);

function outcome(call: () => number) {
  const { returned, error } = attempt(call);
  return returned === 0 ? 'works' : error;
}

const SD_SEND = 1;
const name = Buffer.alloc(16);
const length = Buffer.from([16, 0, 0, 0]);
const ask = () => ({
  getpeername: outcome(() => getpeername(accepted, name, length)),
  shutdown: outcome(() => shutdown(accepted, SD_SEND)),
});

const before = ask();
const context = Buffer.alloc(8);
context.writeBigUInt64LE(BigInt(listening));
const update = outcome(() =>
  setsockopt(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, context, 8),
);
print({ before, SO_UPDATE_ACCEPT_CONTEXT: update, after: ask() });
//#endregion
