// CONN-8: a connection that is made brings a packet, and its bytes are those sent along.
import {
  addressOf,
  associate,
  attempt,
  bindToLoopback,
  connectExOf,
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
const address = addressOf(listener());
const hello = memory(5);
hello.bytes.write('hello');

function connect(key: number, length: number) {
  const socket = tcpSocket();
  bindToLoopback(socket);
  associate(socket, port, key);
  const ConnectEx = connectExOf(socket);
  const connecting = new Overlapped('connect');
  const data = length === 0 ? null : hello.address;
  const call = attempt(() =>
    ConnectEx(socket, address, 16, data, length, null, connecting.address),
  );
  return { call, packet: dequeue(port, 5000) };
}

print({ 'without data': connect(7, 0), 'with 5 bytes': connect(8, 5) });
//#endregion
