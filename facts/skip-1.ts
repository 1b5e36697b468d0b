// SKIP-1: told so, an immediate success queues nothing.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  dword,
  FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
  memory,
  Overlapped,
  print,
  SetFileCompletionNotificationModes,
  WSASend,
  wsabuf,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);
const told = SetFileCompletionNotificationModes(ours, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);

const data = memory(5);
data.bytes.write('hello');
const sent = memory(4);
const write = new Overlapped('write');
const call = attempt(() => WSASend(ours, wsabuf(data), 1, sent.address, 0, write.address, null));

print({
  told,
  'WSASend returned': call.returned,
  bytes: dword(sent.bytes),
  'the dequeue': dequeue(port, 200).error,
});
//#endregion
