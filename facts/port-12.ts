// PORT-12: every thread of the process may use the handle.
import {
  attemptOnThread,
  createPort,
  dequeue,
  dequeueOnThread,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const port = createPort();

const taken = dequeueOnThread(port, 5000);
PostQueuedCompletionStatus(port, 0, 1, null);
const there = await taken;

await attemptOnThread(PostQueuedCompletionStatus, port, 0, 2, null);
const here = dequeue(port);

print({ 'posted here, dequeued there': there.key, 'posted there, dequeued here': here.key });
//#endregion
