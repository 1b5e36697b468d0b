// RECV-11: buffers are filled in the order in which they were lent.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  send,
  startReceive,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);

const lent = ['first', 'second', 'third'].map((name) => {
  const room = memory(4);
  const { error } = startReceive(ours, room, new Overlapped(name));
  return { name, error, room };
});

send(peer, Buffer.from('abcdefghijkl'), 12, 0);
for (const _ of lent) dequeue(port, 5000);

print({
  receives: lent.map(({ name, error, room }) => ({ name, error, holds: room.bytes.toString() })),
});
//#endregion
