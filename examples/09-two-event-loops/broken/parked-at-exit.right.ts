import {
  attemptOnThread,
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  GetQueuedCompletionStatus,
  INFINITE,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const waiting = () =>
  attemptOnThread(GetQueuedCompletionStatus, port, [0], [0], [null], INFINITE);
const post = () =>
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, 0, 0, null),
  );

// The loop: while one packet is handled, the next wait is on its way.
let parked = waiting();
for (let packets = 1; packets <= 3; packets++) {
  post();
  await parked;
  console.log(`packet ${packets}`);
  parked = waiting();
}
// A packet of our own ends the last wait, and then nothing keeps the process (FFI-13).
post();
await parked;
ensure('CloseHandle', () => CloseHandle(port));
console.log('Good-bye.');
