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
// What is queued is lost with the port (CLOSE-3).
drain();
ensure('CloseHandle', () => CloseHandle(port));
console.log(`Jobs done: ${done} of 3.`);
