import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
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
// A wait keeps one of the pool’s four threads (FFI-12).
const waits = 1;
const parked = Array.from({ length: waits }, () =>
  attemptOnThread(GetQueuedCompletionStatus, port, [0], [0], [null], INFINITE),
);

/** Far more than reading a small file takes, in milliseconds. */
const PATIENCE = 1000;
const reading = readFile(new URL(import.meta.url)).then(() => 'the file is read');
console.log(await Promise.race([reading, sleep(PATIENCE, 'the file is not read')]));

for (let left = waits; left > 0; left--) {
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, 0, 0, null),
  );
}
await Promise.all([...parked, reading]);
ensure('CloseHandle', () => CloseHandle(port));
