import { objectOf } from '../kernel/handles.ts';
import { CompletionPort, type Packet } from '../kernel/port.ts';
import { STATUS } from '../kernel/status.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { isWritable } from './pointers.ts';

/** Bytes of an OVERLAPPED_ENTRY, which is the kernel's FILE_IO_COMPLETION_INFORMATION (EX-11). */
const ENTRY = 32;

/** The port of a handle; undefined when it is none (GQ-5, POST-4). */
export function portOf(thread: Thread, handle: bigint): CompletionPort | undefined {
  const object = objectOf(thread, handle);
  return object instanceof CompletionPort ? object : undefined;
}

/** What is wrong with a handle that is not what it should be. */
export const wrongHandle = (thread: Thread, handle: bigint): number =>
  objectOf(thread, handle) ? STATUS.OBJECT_TYPE_MISMATCH : STATUS.INVALID_HANDLE;

const ENDINGS = {
  timeout: STATUS.TIMEOUT,
  apc: STATUS.USER_APC,
  abandoned: STATUS.ABANDONED_WAIT_0,
} as const;

/** NtRemoveIoCompletion: one packet, or the status that says why there is none. It is not alertable (EX-7). */
export function* removeOne(
  thread: Thread,
  handle: bigint,
  timeout: number,
): Blocking<Packet | number> {
  const port = portOf(thread, handle);
  if (!port) return wrongHandle(thread, handle);
  const removed = yield* port.remove(thread, 1, timeout, false);
  return 'none' in removed ? ENDINGS[removed.none] : removed.packets[0];
}

/**
 * NtRemoveIoCompletionEx: fills entries, and says how many. Of an entry's Internal it writes the low 4 bytes (EX-6).
 *
 * @param timeout microseconds
 * @returns a status: a success only when there is at least one packet (EX-1)
 */
export function* removeMany(
  thread: Thread,
  handle: bigint,
  entries: bigint,
  count: number,
  removed: bigint,
  timeout: number,
  alertable: boolean,
): Blocking<number> {
  const { heap } = thread.process;
  // EX-4: nothing is written, not even a 0.
  if (count === 0) return STATUS.INVALID_PARAMETER;
  if (!isWritable(heap, entries, ENTRY) || !isWritable(heap, removed, 4)) {
    return STATUS.ACCESS_VIOLATION;
  }
  const port = portOf(thread, handle);
  if (!port) return wrongHandle(thread, handle);
  const result = yield* port.remove(thread, count, timeout, alertable);
  if ('none' in result) {
    // EX-3: some versions of Windows write 0, others 1.
    heap.writeUint32(removed, thread.machine.habit('EX-3', 2));
    return ENDINGS[result.none];
  }
  result.packets.forEach(({ key, overlapped, status, information }, at) => {
    const entry = entries + BigInt(ENTRY * at);
    heap.writeUint64(entry, key);
    heap.writeUint64(entry + 8n, overlapped);
    heap.writeUint32(entry + 16n, status);
    heap.writeUint64(entry + 24n, information);
  });
  heap.writeUint32(removed, result.packets.length);
  return STATUS.SUCCESS;
}
