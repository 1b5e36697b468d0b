// GQ-10: first in, first out, and each once.
import { createPort, dequeue, PostQueuedCompletionStatus, print } from './win32/index.ts';

//#region program
const port = createPort();
const posted = [5, 3, 1, 4, 2];
for (const key of posted) PostQueuedCompletionStatus(port, 0, key, null);

print({
  posted,
  dequeued: posted.map(() => dequeue(port).key),
  'after them': dequeue(port, 0).error,
});
//#endregion
