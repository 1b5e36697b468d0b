// You see: a server that has nothing to do for a moment says that its port is broken.
// Behind it: M18.
// Refuted by: GQ-1.
import {
  attemptOnThread,
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
  //#region defect
  // The call has failed, so something is wrong with the port.
  if (value === FALSE) {
    console.log(`The port is broken: error ${error}.`);
    break;
  }
  //#endregion
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
