// EX-4: room for no packet is an error.
import {
  createPort,
  dequeue,
  dequeueMany,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();
PostQueuedCompletionStatus(port, 3, 9, null);
const { returned, error, removed } = dequeueMany(port, 0);
const { key } = dequeue(port);

print({ returned, error, removed, 'the key of the packet that is still there': key });
//#endregion
