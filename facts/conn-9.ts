// CONN-9: a socket connected by ConnectEx does not know its peer until it has been updated.
import {
  addressOf,
  associate,
  attempt,
  bindToLoopback,
  connectExOf,
  createPort,
  dequeue,
  getpeername,
  listener,
  Overlapped,
  print,
  SO_UPDATE_CONNECT_CONTEXT,
  SOL_SOCKET,
  setsockopt,
  shutdown,
  tcpSocket,
} from './win32/index.ts';

//#region program
const port = createPort();
const listening = listener();
const socket = tcpSocket();
bindToLoopback(socket);
associate(socket, port, 7);
const ConnectEx = connectExOf(socket);
const connecting = new Overlapped('connect');
ConnectEx(socket, addressOf(listening), 16, null, 0, null, connecting.address);
dequeue(port, 5000);

function outcome(call: () => number) {
  const { returned, error } = attempt(call);
  return returned === 0 ? 'works' : error;
}

const SD_SEND = 1;
const name = Buffer.alloc(16);
const length = Buffer.from([16, 0, 0, 0]);
const ask = () => ({
  getpeername: outcome(() => getpeername(socket, name, length)),
  shutdown: outcome(() => shutdown(socket, SD_SEND)),
});

const before = ask();
const update = outcome(() => setsockopt(socket, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, null, 0));
print({ before, SO_UPDATE_CONNECT_CONTEXT: update, after: ask() });
//#endregion
