// POST-3: a posted packet has the status of a success.
import {
  createPort,
  dequeueMany,
  Overlapped,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();
const made = new Overlapped('made by us');

PostQueuedCompletionStatus(port, 123, 456, made.address);
const { returned, removed, entries } = dequeueMany(port, 2);

print({ returned, removed, entries, 'the OVERLAPPED’s own status': made.status });
//#endregion
