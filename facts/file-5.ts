// FILE-5: a pipe whose other end has gone is broken, not empty.
import {
  associate,
  attempt,
  CloseHandle,
  createPort,
  dequeue,
  memory,
  Overlapped,
  pipeClient,
  pipeServer,
  print,
  ReadFile,
} from './win32/index.ts';

//#region program
const port = createPort();
const { server, name } = pipeServer();
const client = pipeClient(name);
associate(server, port, 7);
const data = memory(64);
const before = new Overlapped('before');
const after = new Overlapped('after');
const read = (overlapped: Overlapped) =>
  attempt(() => ReadFile(server, data.address, 64, null, overlapped.address));

const pending = read(before);
CloseHandle(client);
const packet = dequeue(port, 5000);

print({
  'read before': { call: pending, packet, status: before.status },
  'read after': { call: read(after), packet: dequeue(port, 100) },
});
//#endregion
