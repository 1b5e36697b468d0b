// You see: the port is closed to end the wait, and the wait ends with an error, or not at all.
// Behind it: M20.
// Refuted by: CLOSE-1.
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
} from '@iocp/ffi';

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
const key: [number | bigint] = [0];
const wait = async () => {
  const { value, error } = await attemptOnThread(
    GetQueuedCompletionStatus,
    port,
    [0],
    key,
    [null],
    INFINITE,
  );
  return value === FALSE ? `error ${error}` : `a packet, key ${key[0]}`;
};

// The first packet shows that the wait has begun to work.
ensure('PostQueuedCompletionStatus', () =>
  PostQueuedCompletionStatus(port, 0, 7, null),
);
console.log(`The first wait: ${await wait()}.`);

const last = wait();
await new Promise((resolve) => setTimeout(resolve, 100));
//#region defect
// Who closes the port ends its waits.
ensure('CloseHandle', () => CloseHandle(port));
console.log(`The last wait: ${await last}.`);
//#endregion
