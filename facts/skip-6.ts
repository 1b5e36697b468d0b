// SKIP-6: a message that is too long for the buffer: no packet if the warning came at once, a packet if not.
import {
  associate,
  attempt,
  createPort,
  dequeue,
  FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
  memory,
  Overlapped,
  pipeClient,
  pipeServer,
  print,
  ReadFile,
  SetFileCompletionNotificationModes,
  WriteFile,
} from './win32/index.ts';

//#region program
const port = createPort();
const { server, name } = pipeServer('messages');
const client = pipeClient(name);
associate(server, port, 7);
SetFileCompletionNotificationModes(server, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);

WriteFile(client, Buffer.from('testdata'), 8, memory(4).address, null);
const data = memory(1);
const read = new Overlapped('read');
const call = attempt(() => ReadFile(server, data.address, 1, null, read.address));
const { returned, error, bytes } = dequeue(port, 200);

print({
  'the read and the dequeue': { call, dequeue: { returned, error, bytes } },
  Internal: read.status,
  InternalHigh: read.transferred,
});
//#endregion
