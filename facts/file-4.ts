// FILE-4: a message that does not fit is a failure that has read something.
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
const { server, name } = pipeServer('messages');
const client = pipeClient(name);
associate(server, port, 7);
WriteFile(client, Buffer.from('abcdefghij'), 10, Buffer.alloc(4), null);

function read(length: number) {
  const data = memory(length);
  const reading = new Overlapped('read');
  const call = attempt(() => ReadFile(server, data.address, length, null, reading.address));
  const packet = dequeue(port, 2000);
  const text = data.bytes.toString('latin1', 0, Number(packet.bytes));
  return { call, packet, status: reading.status, text };
}

print({ 'into 4 bytes': read(4), 'once more, into 6': read(6) });
//#endregion
