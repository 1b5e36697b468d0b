// CANC-8: asking for the end of all is a failure where there is nothing.
import {
  associate,
  attempt,
  CancelIoEx,
  connectedPair,
  createPort,
  dequeue,
  memory,
  Overlapped,
  pipeServer,
  print,
  send,
  startReceive,
  temporaryFile,
} from './win32/index.ts';

//#region program
const cancelAll = (handle: number | bigint) => attempt(() => CancelIoEx(handle, null));

const port = createPort();
const { ours, peer } = connectedPair();
associate(ours, port, 7);
const before = cancelAll(ours);

startReceive(ours, memory(16), new Overlapped('read'));
send(peer, Buffer.from('hello'), 5, 0);
dequeue(port, 2000);

print({
  'a socket, before an operation': before,
  'a socket, after its packet was dequeued': cancelAll(ours),
  'a pipe': cancelAll(pipeServer().server),
  'a file': cancelAll(temporaryFile()),
});
//#endregion
