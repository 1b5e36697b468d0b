// FILE-3: a pipe that has data answers at once, and with a packet.
import {
  associate,
  attempt,
  createPort,
  dequeue,
  memory,
  Overlapped,
  pipeClient,
  pipeServer,
  print,
  ReadFile,
  WriteFile,
} from './win32/index.ts';

//#region program
const port = createPort();
const { server, name } = pipeServer();
const client = pipeClient(name);
associate(server, port, 7);
WriteFile(client, Buffer.from('hello'), 5, Buffer.alloc(4), null);

const data = memory(64);
const read = new Overlapped('read');
const call = attempt(() => ReadFile(server, data.address, 64, null, read.address));

print({ call, packet: dequeue(port) });
//#endregion
