// EX-8: a thread that is new to the port runs its APC, and leaves the packet where it is.
import { Apc, createPort, dequeueMany, PostQueuedCompletionStatus, print } from './win32/index.ts';

//#region program
const port = createPort();
PostQueuedCompletionStatus(port, 0, 9, null);
const apc = new Apc();

function ask() {
  const { returned, error, entries } = dequeueMany(port, 1, 0, 1);
  return { returned, error, keys: entries.map(({ key }) => key), 'the APC ran': apc.ran };
}

print({ 'the first call': ask(), 'the second call': ask() });
//#endregion
