// SEND-3: sends leave in the order of the calls.
import {
  associate,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  print,
  SO_SNDBUF,
  SOL_SOCKET,
  setsockopt,
  startSend,
  takeAll,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);
setsockopt(ours, SOL_SOCKET, SO_SNDBUF, Buffer.alloc(4), 4);

const LENGTH = 1024 * 1024;
const letters = ['a', 'b', 'c', 'd'];
for (const letter of letters) {
  const data = memory(LENGTH);
  data.bytes.fill(letter);
  startSend(ours, data, new Overlapped(letter));
}

const stream = takeAll(peer, letters.length * LENGTH).toString();
for (const _ of letters) dequeue(port, 5000);

print({
  'runs of letters in the stream': stream.match(/(.)\1*/g)?.map((run) => [run[0], run.length]),
});
//#endregion
