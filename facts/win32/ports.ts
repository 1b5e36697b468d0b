import koffi from 'koffi';
import { INVALID_HANDLE_VALUE } from './constants.ts';
import {
  CreateIoCompletionPort,
  GetQueuedCompletionStatus,
  GetQueuedCompletionStatusEx,
} from './kernel32.ts';
import { attempt, attemptOnThread, dword, hex, memory, qword, UNTOUCHED } from './observe.ts';
import { overlappedAt } from './overlapped.ts';
import type { Handle, Socket } from './types.ts';

/** A new port. */
export function createPort(concurrency = 0): bigint {
  const port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, concurrency);
  if (port === null) throw new Error('CreateIoCompletionPort made no port.');
  return port;
}

/** Ties a handle to a port. */
export function associate(handle: Handle | Socket, port: bigint, key: number | bigint): void {
  const { returned, error } = attempt(() => CreateIoCompletionPort(handle, port, key, 0));
  if (returned !== port) throw new Error(`The handle was not associated: error ${error}.`);
}

/** GetQueuedCompletionStatus' three out-parameters. To have seen them frees them. */
function outParameters() {
  const bytes = memory(4);
  const key = memory(8);
  const overlapped = memory(8);
  return {
    bytes: bytes.address,
    key: key.address,
    overlapped: overlapped.address,
    seen() {
      const seen = {
        bytes: dword(bytes.bytes),
        key: qword(key.bytes),
        overlapped: overlappedAt(overlapped.bytes.readBigUInt64LE()),
      };
      for (const { address } of [bytes, key, overlapped]) koffi.free(address);
      return seen;
    },
  };
}

/**
 * GetQueuedCompletionStatus, with all that it told: what it returned, the last error, and its three out-parameters,
 * each "untouched" where it was left alone.
 *
 * @param milliseconds 0 asks only what is there already
 */
export function dequeue(port: Handle, milliseconds = 0) {
  const { bytes, key, overlapped, seen } = outParameters();
  const result = attempt(() =>
    GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds),
  );
  return { ...result, ...seen() };
}

/**
 * The same on a thread of Node's pool, while this thread goes on. After a success the last error is whatever that
 * thread had before.
 */
export async function dequeueOnThread(port: Handle, milliseconds: number) {
  const { bytes, key, overlapped, seen } = outParameters();
  const result = await attemptOnThread(
    GetQueuedCompletionStatus,
    port,
    bytes,
    key,
    overlapped,
    milliseconds,
  );
  return { ...result, ...seen() };
}

/** What one OVERLAPPED_ENTRY says. */
function entryAt(bytes: Buffer, at: number) {
  const status = bytes.readUInt32LE(at + 16);
  return {
    key: qword(bytes, at),
    overlapped: overlappedAt(bytes.readBigUInt64LE(at + 8)),
    status: status === 0xcccc_cccc ? UNTOUCHED : hex(status),
    bytes: dword(bytes, at + 24),
  };
}

/**
 * GetQueuedCompletionStatusEx with room for `count` packets: what it returned, the last error, the number in
 * *ulNumEntriesRemoved, and that many entries.
 */
export function dequeueMany(port: Handle, count: number, milliseconds = 0, alertable = 0) {
  const entries = memory(32 * Math.max(count, 1));
  const removed = memory(4);
  const result = attempt(() =>
    GetQueuedCompletionStatusEx(
      port,
      entries.address,
      count,
      removed.address,
      milliseconds,
      alertable,
    ),
  );
  const number = dword(removed.bytes);
  const seen = {
    ...result,
    removed: number,
    entries:
      result.returned !== 0 && typeof number === 'number'
        ? Array.from({ length: Math.min(number, count) }, (_, at) =>
            entryAt(entries.bytes, 32 * at),
          )
        : [],
  };
  for (const { address } of [entries, removed]) koffi.free(address);
  return seen;
}
