// PORT-7: an accepted socket has no port, though the listening one has.
import {
  accept,
  associate,
  connectTo,
  createPort,
  dequeue,
  listener,
  memory,
  Overlapped,
  print,
  send,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const LISTENER = 1;
const CONNECTION = 2;
const port = createPort();
const listening = listener();
associate(listening, port, LISTENER);
const peer = connectTo(listening);
const accepted = accept(listening, null, null);

function receive(name: string) {
  const flags = Buffer.alloc(4);
  WSARecv(accepted, wsabuf(memory(1)), 1, null, flags, new Overlapped(name).address, null);
}

receive('before');
send(peer, Buffer.from('a'), 1, 0);
const before = dequeue(port, 200);

associate(accepted, port, CONNECTION);
receive('after');
send(peer, Buffer.from('b'), 1, 0);
const after = dequeue(port, 5000);

print({
  'before it is associated': before.error,
  'and then': { key: after.key, overlapped: after.overlapped },
});
//#endregion
