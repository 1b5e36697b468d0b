import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  attemptOnThread,
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  INFINITE,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
  Win32Error,
} from '@iocp/ffi';

/** Far more than reading a small file takes, in milliseconds. */
const PATIENCE = 1000;

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region wait
/** Parks a thread of Node's pool until a packet comes (FFI-12). */
async function park(): Promise<void> {
  const { value, error } = await attemptOnThread(
    GetQueuedCompletionStatus,
    port,
    [0],
    [0],
    [null],
    INFINITE,
  );
  if (value === FALSE) throw new Win32Error('GetQueuedCompletionStatus', error);
}
//#endregion

//#region release
/** One packet ends one wait; while one lasts, no process ends (FFI-13). */
function release(): void {
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, 0, 0, null),
  );
}
//#endregion

for (const count of [1, 4]) {
  //#region share-the-pool
  console.log(`Parked threads: ${count}`);
  const parked = Array.from({ length: count }, park);

  // Node reads files on threads of the same pool, and the pool has four. We wait for
  // the file, but not for ever: with four threads parked nobody reads it. With
  // `ref: false` Node does not stay for a sleep that nobody needs any more.
  const reading = readFile(new URL(import.meta.url)).then(() =>
    console.log('  the file is read'),
  );
  await Promise.race([reading, sleep(PATIENCE, null, { ref: false })]);
  //#endregion

  //#region one-packet
  console.log('  a packet is posted');
  release();
  await Promise.race(parked);
  await reading;
  //#endregion

  //#region release-the-others
  for (let left = count - 1; left > 0; left--) release();
  await Promise.all(parked);
  //#endregion
}

//#region shut-down
ensure('CloseHandle', () => CloseHandle(port));
//#endregion
