// CLOSE-2: one packet sends one worker home, and then the port may close.
import {
  CloseHandle,
  createPort,
  dequeueOnThread,
  INFINITE,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
const QUIT = 0;
const port = createPort();
const workers = [1, 2, 3].map(() => dequeueOnThread(port, INFINITE));

for (const _ of workers) PostQueuedCompletionStatus(port, 0, QUIT, null);
const ends = await Promise.all(workers);

print({
  'workers that got the packet': ends.filter(({ returned, key }) => returned === 1 && key === QUIT)
    .length,
  CloseHandle: CloseHandle(port),
});
//#endregion
