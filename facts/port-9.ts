// PORT-9: the key says which handle, the OVERLAPPED which operation.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  type Socket,
  send,
  WSARecv,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const small = connectedPair();
const large = connectedPair();
associate(small.ours, port, 7);
associate(large.ours, port, 0x8877_6655_4433_2211n);

function receive(socket: Socket, name: string) {
  const read = new Overlapped(name);
  WSARecv(socket, wsabuf(memory(1)), 1, null, Buffer.alloc(4), read.address, null);
}

/** Sends one byte, and waits for the packet of the receive that gets it. */
function arrival(peer: Socket) {
  send(peer, Buffer.from('!'), 1, 0);
  const { key, overlapped } = dequeue(port, 5000);
  return { key, overlapped };
}

receive(small.ours, 'first');
receive(small.ours, 'second');
receive(large.ours, 'third');

print({ packets: [arrival(small.peer), arrival(large.peer), arrival(small.peer)] });
//#endregion
