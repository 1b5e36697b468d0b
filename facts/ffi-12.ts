// FFI-12: four waits occupy the whole pool, and a fifth call does not begin.
import {
  attemptOnThread,
  createPort,
  GetCurrentThreadId,
  GetQueuedCompletionStatus,
  INFINITE,
  memory,
  PostQueuedCompletionStatus,
  print,
} from './win32/index.ts';

//#region program
// Far more than a free thread needs for a call that does not wait.
const LONG_ENOUGH = 300;

const port = createPort();
const out = () => memory(8).address;
const waits = Array.from({ length: 4 }, () =>
  attemptOnThread(GetQueuedCompletionStatus, port, out(), out(), out(), INFINITE),
);

let fifth = 'has not begun';
const done = attemptOnThread(GetCurrentThreadId).then(() => {
  fifth = 'done';
});
await new Promise((resolve) => setTimeout(resolve, LONG_ENOUGH));
const whileFourWait = fifth;

PostQueuedCompletionStatus(port, 0, 0, null);
await done;
const afterOnePacket = fifth;

for (let left = 3; left > 0; left--) PostQueuedCompletionStatus(port, 0, 0, null);
await Promise.all(waits);
print({ 'a fifth call, while four wait': whileFourWait, 'after one packet': afterOnePacket });
//#endregion
