// SKIP-8: one flag that is none, and the others are not set either.
import {
  associate,
  attempt,
  connectedPair,
  createPort,
  dequeue,
  FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
  memory,
  Overlapped,
  print,
  SetFileCompletionNotificationModes,
  startSend,
} from './win32/index.ts';

//#region program
const port = createPort();
const { ours } = connectedPair();
associate(ours, port, 7);
const set = (flags: number) => attempt(() => SetFileCompletionNotificationModes(ours, flags));

const unknown = set(0x10);
const both = set(0x10 | FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);

const data = memory(5);
startSend(ours, data, new Overlapped('write'));

print({
  'a flag that is none': unknown,
  'with one that is': both,
  'the packet of a send at once': dequeue(port, 200),
});
//#endregion
