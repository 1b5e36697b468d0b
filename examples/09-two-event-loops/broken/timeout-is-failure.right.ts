import {
  attemptOnThread,
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  FALSE,
  GetQueuedCompletionStatus,
  INVALID_HANDLE_VALUE,
  PostQueuedCompletionStatus,
  WAIT_TIMEOUT,
} from '@iocp/ffi';

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
let quiet = 0;
for (;;) {
  const key: [number | bigint] = [0];
  const { value, error } = await attemptOnThread(
    GetQueuedCompletionStatus,
    port,
    [0],
    key,
    [null],
    10,
  );
  // A time-out is a tick of the clock; anything else is a failure (GQ-1).
  if (value === FALSE && error !== WAIT_TIMEOUT) {
    console.log(`The port is broken: error ${error}.`);
    break;
  }
  if (value !== FALSE) {
    console.log(`Work came, after a while: key ${key[0]}.`);
    break;
  }
  // The work comes when nothing has come for a while.
  if (++quiet === 3) {
    ensure('PostQueuedCompletionStatus', () =>
      PostQueuedCompletionStatus(port, 0, 7, null),
    );
  }
}
ensure('CloseHandle', () => CloseHandle(port));
