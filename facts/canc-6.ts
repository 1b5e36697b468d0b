// CANC-6: one cancel for all, one packet for each, in no order that is promised.
import {
  associate,
  attempt,
  CancelIoEx,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);

for (const name of ['first', 'second', 'third']) {
  const read = new Overlapped(name);
  WSARecv(ours, wsabuf(memory(512)), 1, null, Buffer.alloc(4), read.address, null);
}

const cancel = attempt(() => CancelIoEx(ours, null));
const packets = [dequeue(port, 2000), dequeue(port, 2000), dequeue(port, 2000)];

print({
  'CancelIoEx returned': cancel.returned,
  errors: packets.map(({ error }) => error),
  order: packets.map(({ overlapped }) => overlapped),
});
//#endregion
