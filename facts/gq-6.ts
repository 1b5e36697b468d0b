// GQ-6: a warning counts as a failure, and yet has bytes.
import {
  associate,
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
const { server, name } = pipeServer('messages');
const client = pipeClient(name);
associate(server, port, 7);

const data = memory(4);
const read = new Overlapped('read');
ReadFile(server, data.address, 4, null, read.address);
WriteFile(client, Buffer.from('a message'), 9, Buffer.alloc(4), null);
const packet = dequeue(port, 5000);

print({ ...packet, status: read.status, data: data.bytes.toString() });
//#endregion
