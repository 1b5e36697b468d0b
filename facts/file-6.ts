// FILE-6: waiting for a pipe's client brings a packet, unless the client is there already.
import {
  associate,
  attempt,
  ConnectNamedPipe,
  createPort,
  dequeue,
  Overlapped,
  pipeClient,
  pipeServer,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();

const awaited = pipeServer();
associate(awaited.server, port, 7);
const first = new Overlapped('first');
const waits = attempt(() => ConnectNamedPipe(awaited.server, first.address));
pipeClient(awaited.name);
const packet = dequeue(port, 5000);

const taken = pipeServer();
associate(taken.server, port, 8);
pipeClient(taken.name);
const second = new Overlapped('second');
const late = attempt(() => ConnectNamedPipe(taken.server, second.address));

print({
  'before the client': { call: waits, packet },
  'after the client': { call: late, packet: dequeue(port, 100) },
});
//#endregion
