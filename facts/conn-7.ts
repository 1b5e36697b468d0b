// CONN-7: ConnectEx does not bind for you.
import {
  addressOf,
  attempt,
  bindToLoopback,
  connectExOf,
  listener,
  Overlapped,
  print,
  tcpSocket,
} from './win32/index.ts';

//#region program
const address = addressOf(listener());
const socket = tcpSocket();
const ConnectEx = connectExOf(socket);
const connecting = new Overlapped('connect');
const connect = () =>
  attempt(() => ConnectEx(socket, address, 16, null, 0, null, connecting.address));

const unbound = connect();
bindToLoopback(socket);
print({ unbound, bound: connect() });
//#endregion
