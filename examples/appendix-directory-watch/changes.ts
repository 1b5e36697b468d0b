import {
  FILE_ACTION_ADDED,
  FILE_ACTION_REMOVED,
  FILE_ACTION_RENAMED_NEW_NAME,
  FILE_ACTION_RENAMED_OLD_NAME,
} from '@iocp/ffi';

/** What can happen to a file, in words. */
export const ACTIONS: Readonly<Record<number, string>> = {
  [FILE_ACTION_ADDED]: 'has come',
  [FILE_ACTION_REMOVED]: 'has gone',
  [FILE_ACTION_RENAMED_OLD_NAME]: 'was renamed',
  [FILE_ACTION_RENAMED_NEW_NAME]: 'is its new name',
};

//#region walk
/**
 * The changes in the bytes of one packet, which may be none. Each is a
 * FILE_NOTIFY_INFORMATION: bytes to the next one, what has happened, bytes of the
 * name, and the name. winnt.h.
 */
export function* changesIn(
  bytes: Buffer,
): Generator<{ action: number; name: string }> {
  let at = 0;
  while (at < bytes.length) {
    const toTheNext = bytes.readUInt32LE(at);
    const action = bytes.readUInt32LE(at + 4);
    const size = bytes.readUInt32LE(at + 8);
    // UTF-16, two bytes for most characters, and no zero at the end.
    const name = bytes.toString('utf16le', at + 12, at + 12 + size);
    yield { action, name };
    if (toTheNext === 0) return;
    at += toTheNext;
  }
}
//#endregion
