// You see: three jobs are posted, the port is closed in good order, and none was done.
// Behind it: M20.
// Refuted by: CLOSE-3.
import {
  attempt,
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
} from '@iocp/ffi';

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
for (const job of [1, 2, 3]) {
  ensure('PostQueuedCompletionStatus', () =>
    PostQueuedCompletionStatus(port, 0, job, null),
  );
}

let done = 0;
function drain(): void {
  for (;;) {
    const key: [number | bigint] = [0];
    const { value, error } = attempt(() =>
      GetQueuedCompletionStatus(port, [0], key, [null], 0),
    );
    if (value === FALSE) {
      console.log(`No more: error ${error}.`);
      return;
    }
    done++;
  }
}
//#region defect
// First no more can come in, then the rest is done.
ensure('CloseHandle', () => CloseHandle(port));
drain();
//#endregion
console.log(`Jobs done: ${done} of 3.`);
