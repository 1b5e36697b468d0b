import {
  attempt,
  CancelIoEx,
  CloseHandle,
  CompletionEntries,
  CreateFileW,
  CreateIoCompletionPort,
  ERROR_NOT_FOUND,
  ensure,
  FALSE,
  FILE_ACTION_ADDED,
  FILE_ACTION_REMOVED,
  FILE_FLAG_BACKUP_SEMANTICS,
  FILE_FLAG_OVERLAPPED,
  FILE_LIST_DIRECTORY,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_SHARE_DELETE,
  FILE_SHARE_READ,
  FILE_SHARE_WRITE,
  failureOf,
  GetQueuedCompletionStatusEx,
  INVALID_HANDLE_VALUE,
  OPEN_EXISTING,
  Operation,
  ReadDirectoryChangesW,
  WAIT_TIMEOUT,
  Win32Error,
} from '@iocp/ffi';
import { startFolderWriter } from '@iocp/peers';
import { ACTIONS, changesIn } from './changes.ts';

/** Bytes of changes that we take at once. */
const ROOM = 1024;
/** Milliseconds that we wait for a change. */
const PATIENCE = 5000;

const writer = await startFolderWriter([
  { make: 'draft.txt' },
  { make: 'notes.txt' },
  { rename: 'draft.txt', to: 'letter.txt' },
  { remove: 'notes.txt' },
  { remove: 'letter.txt' },
]);

//#region make-port
const port = ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
);
//#endregion

//#region open-overlapped
const directory = ensure(
  'CreateFileW',
  () =>
    CreateFileW(
      writer.folder,
      FILE_LIST_DIRECTORY,
      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
      null,
      OPEN_EXISTING,
      FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED,
      null,
    ),
  INVALID_HANDLE_VALUE,
);
//#endregion

//#region associate
ensure('CreateIoCompletionPort', () =>
  CreateIoCompletionPort(directory, port, 0, 0),
);
//#endregion

//#region lend-memory
const watching = new Operation(1, ROOM);
//#endregion

//#region submit
function watch(): void {
  const { buf, len } = watching.buffer();
  // Names only: how often a file that is written has changed is anybody's guess.
  const filter = FILE_NOTIFY_CHANGE_FILE_NAME;
  watching.submit(
    'ReadDirectoryChangesW',
    () =>
      ReadDirectoryChangesW(
        directory,
        buf,
        len,
        FALSE,
        filter,
        null,
        watching.address,
        null,
      ) !== 0,
  );
}
//#endregion

//#region stop
let stopping = false;

/** Asks for the end of the watch. Its packet comes all the same (CANC-1). */
function stop(): void {
  stopping = true;
  const { value, error } = attempt(() => CancelIoEx(directory, watching.address));
  if (!value && error !== ERROR_NOT_FOUND) {
    throw new Win32Error('CancelIoEx', error);
  }
}
//#endregion

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

watch();
writer.next();

/** How many files are in the folder. When there are none again, we stop. */
let files = 0;
const entries = new CompletionEntries(1);
while (Operation.outstanding > 0) {
  //#region wait
  const removed: [number] = [0];
  const { value: dequeued, error } = attempt(() =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      entries.capacity,
      removed,
      PATIENCE,
      FALSE,
    ),
  );
  //#endregion

  //#region give-up
  // After a time-out `removed` may hold 1, for no packet: it is not asked (EX-3).
  if (!dequeued) {
    if (error !== WAIT_TIMEOUT) {
      throw new Win32Error('GetQueuedCompletionStatusEx', error);
    }
    fail(`Nothing has happened for ${PATIENCE} milliseconds.`);
    stop();
    continue;
  }
  //#endregion

  for (const entry of entries.first(removed[0])) {
    //#region identify
    const { data } = Operation.completed(entry.lpOverlapped);
    //#endregion

    //#region reap-status
    // No bytes, and no failure: there was no room for what has changed.
    const bytes = data.subarray(0, entry.dwNumberOfBytesTransferred);
    const lost = bytes.length === 0 ? 'too much has changed at once.' : null;
    const trouble = failureOf(entry) ?? lost;
    if (trouble && !stopping) fail(`The watch has broken off: ${trouble}`);
    //#endregion

    //#region changes
    for (const { action, name } of changesIn(bytes)) {
      console.log(`${name} ${ACTIONS[action] ?? `: action ${action}`}`);
      if (action === FILE_ACTION_ADDED) files++;
      if (action === FILE_ACTION_REMOVED) files--;
    }
    //#endregion

    //#region re-arm-or-retire
    // What changes while nobody watches is kept for the next watch.
    if (trouble || stopping) {
      console.log('The watch has ended.');
    } else {
      watch();
      if (files === 0) stop();
      else writer.next();
    }
    //#endregion
  }
}

//#region take-memory-back
watching.free();
entries.free();
//#endregion

//#region shut-down
ensure('CloseHandle', () => CloseHandle(directory));
ensure('CloseHandle', () => CloseHandle(port));
await writer.close();
//#endregion
