import { fileURLToPath } from 'node:url';
import {
  attempt,
  CloseHandle,
  CompletionEntries,
  CreateFileW,
  CreateIoCompletionPort,
  ERROR_HANDLE_EOF,
  ensure,
  FALSE,
  FILE_FLAG_OVERLAPPED,
  FILE_SHARE_READ,
  GENERIC_READ,
  GetOverlappedResult,
  GetQueuedCompletionStatusEx,
  INFINITE,
  INVALID_HANDLE_VALUE,
  OPEN_EXISTING,
  Operation,
  ReadFile,
  statusOf,
  Win32Error,
} from '@iocp/ffi';

const FILE = fileURLToPath(new URL('./three-lines.txt', import.meta.url));
/** Bytes of a line, its end included. The last line is shorter. */
const LINE = 32;

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region open-overlapped
// Without the flag the file could have no port (PORT-6). With it, the file has no
// position of its own (OV-12).
const file = ensure(
  'CreateFileW',
  () =>
    CreateFileW(
      FILE,
      GENERIC_READ,
      FILE_SHARE_READ,
      null,
      OPEN_EXISTING,
      FILE_FLAG_OVERLAPPED,
      null,
    ),
  INVALID_HANDLE_VALUE,
);
//#endregion

//#region associate
// Both reads will bring the same key, 0, so it cannot tell them apart (PORT-9).
ensure('CreateIoCompletionPort', () => CreateIoCompletionPort(file, port, 0, 0));
//#endregion

//#region lend-memory
const first = new Operation(1, LINE);
first.offset = 0;
const third = new Operation(3, LINE);
third.offset = 2 * LINE;
//#endregion

//#region submit
/**
 * Starts a read where the operation's offset says. Whether it is over at once or
 * under way, a packet will come (FILE-1).
 */
function read(operation: Operation): void {
  const { buf, len } = operation.buffer();
  try {
    operation.submit('ReadFile', () => {
      // As Windows will find it: zeroed, but for the offset.
      show('before', operation);
      return ReadFile(file, buf, len, null, operation.address) !== FALSE;
    });
  } catch (error) {
    // It has not started, and no packet will come. The end of a file could be told
    // so as well (FILE-2).
    if (!(error instanceof Win32Error)) throw error;
    over(operation, 0, error);
  }
}
//#endregion

//#region show
/**
 * Prints what stands on an OVERLAPPED before Windows owns it, or after. In between
 * it is not ours to look at (OV-9).
 */
function show(when: 'before' | 'after', operation: Operation, outcome = ''): void {
  const { Offset, InternalHigh } = operation.overlapped;
  const status = statusOf(operation.overlapped).toString(16).toUpperCase();
  console.log(
    `${when.padEnd(6)}  Offset ${String(Offset).padStart(2)}` +
      `  Internal 0x${status.padStart(8, '0')}` +
      `  InternalHigh ${String(InternalHigh).padStart(2)}  ${outcome}`.trimEnd(),
  );
}
//#endregion

//#region re-arm-or-retire
/**
 * A read is over. One that got less than it asked for reads on from there, until an
 * error says that the file has ended: on a file 0 bytes never do (FILE-2).
 */
function over(
  operation: Operation,
  bytes: number,
  failure: Win32Error | null,
): void {
  const text = JSON.stringify(operation.data.toString('latin1', 0, bytes));
  show('after', operation, failure?.message ?? text);
  if (failure && failure.code !== ERROR_HANDLE_EOF) process.exitCode = 1;

  if (failure === null && bytes < LINE) {
    operation.offset += bytes;
    read(operation);
  } else {
    //#region take-memory-back
    operation.free();
    //#endregion
  }
}
//#endregion

read(first);
read(third);

const entries = new CompletionEntries(2);
console.log(`while   Windows owns ${Operation.outstanding} OVERLAPPEDs`);
while (Operation.outstanding > 0) {
  //#region wait
  const removed: [number] = [0];
  ensure('GetQueuedCompletionStatusEx', () =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      entries.capacity,
      removed,
      INFINITE,
      FALSE,
    ),
  );
  //#endregion

  for (const { lpOverlapped } of entries.first(removed[0])) {
    //#region identify
    const operation = Operation.completed(lpOverlapped);
    //#endregion

    //#region reap-status
    // The OVERLAPPED holds an NTSTATUS and a byte count. This call reads both, and
    // makes of the status the error that ReadFile itself would have left (RES-1): so
    // `over` gets one kind of failure. FALSE: do not wait, for the packet has come.
    const bytes: [number] = [0];
    const { value: succeeded, error } = attempt(() =>
      GetOverlappedResult(file, operation.address, bytes, FALSE),
    );
    over(operation, bytes[0], succeeded ? null : new Win32Error('ReadFile', error));
    //#endregion
  }
}

//#region shut-down
entries.free();
ensure('CloseHandle', () => CloseHandle(file));
ensure('CloseHandle', () => CloseHandle(port));
//#endregion
