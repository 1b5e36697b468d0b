// PORT-1: a new port needs no file, and takes no notice of the key.
import {
  CreateIoCompletionPort,
  dequeue,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const IGNORED = 999;
const port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, IGNORED, 0);
const other = CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, IGNORED, 0);

PostQueuedCompletionStatus(port, 0, 7, null);
const { key } = dequeue(port);

print({
  'a port was made': port !== null,
  'and another one': other !== null && other !== port,
  'key of a packet': key,
});
//#endregion
