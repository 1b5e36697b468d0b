// OV-11: two operations that share an OVERLAPPED cannot be told apart, and one result hides the other.
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
const shared = new Overlapped('shared');
const start = (key: number) => {
  const { ours, peer } = connectedPair();
  associate(ours, port, key);
  startReceive(ours, memory(16), shared);
  return peer;
};
const seen = () => {
  const { key, overlapped, bytes } = dequeue(port, 5000);
  return { key, overlapped, bytes, Internal: shared.status, InternalHigh: shared.transferred };
};

const one = start(1);
const two = start(2);
send(one, Buffer.from('hello'), 5, 0);
const first = seen(); // Its status says "over" while the other receive is under way.
send(two, Buffer.from('bye'), 3, 0);
const second = seen();

// By now both packets are dequeued, and the OVERLAPPED may be used again.
send(start(3), Buffer.from('again'), 5, 0);
print({ first, second, 'used again': seen() });
//#endregion
