import {
  CloseHandle,
  CreateIoCompletionPort,
  ensure,
  GetLastError,
  GetQueuedCompletionStatus,
  INVALID_HANDLE_VALUE,
} from '@iocp/ffi';

const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
// A mistake of some time ago: to tie this handle to a port makes no sense.
CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 0, 0);

const [returned, error] = await new Promise<[number, number]>((resolve) => {
  // In the callback, before anything else can run (THR-3).
  GetQueuedCompletionStatus.async(port, [0], [0], [null], 10, (_, result) =>
    resolve([result, GetLastError()]),
  );
});
console.log(`No packet in 10 ms: returned ${returned}, last error ${error}.`);
ensure('CloseHandle', () => CloseHandle(port));
