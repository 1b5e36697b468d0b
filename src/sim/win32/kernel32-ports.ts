import { FileObject } from '../kernel/file-object.ts';
import { objectOf } from '../kernel/handles.ts';
import { Waitable } from '../kernel/object.ts';
import { CompletionPort } from '../kernel/port.ts';
import { isSuccess, STATUS } from '../kernel/status.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { portOf, removeMany, removeOne, wrongHandle } from './dequeue.ts';
import { ERROR, win32Error } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { isWritable } from './pointers.ts';
import { microseconds } from './time.ts';

const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;
const TRUE = 1;
const FALSE = 0;

/** SetFileCompletionNotificationModes' flags. */
const SKIP_PACKET = 1;
const SKIP_SIGNAL = 2;

/** The open file of a handle, a socket's included; undefined when it is none. */
function fileOf(thread: Thread, handle: bigint): FileObject | undefined {
  const object = objectOf(thread, handle);
  return object instanceof FileObject ? object : undefined;
}

/** Fails with what a status becomes in Win32 (GQ-4). */
const failWith = <T>(thread: Thread, status: number, returned: T): T =>
  fail(thread, win32Error(status), returned);

/** The result of a GetOverlappedResult whose wait is over (RES-1, RES-2): byte count and status come from the OVERLAPPED. */
function result(thread: Thread, overlapped: bigint, bytes: bigint): number {
  const { heap } = thread.process;
  const status = heap.readUint32(overlapped);
  heap.writeUint32(bytes, Number(heap.readUint64(overlapped + 8n) & 0xffff_ffffn));
  return isSuccess(status) ? TRUE : failWith(thread, status, FALSE);
}

/**
 * Waits until the OVERLAPPED says something else than pending, or what is waited for is signalled: its event, or the
 * handle itself, which tells nothing where several operations are under way (RES-3). For an operation whose packet is
 * still queued the OVERLAPPED says pending even then (OV-5): that counts as a success, with a byte count that nobody wrote.
 */
function* overlappedResult(
  thread: Thread,
  file: bigint,
  overlapped: bigint,
  bytes: bigint,
  milliseconds: number,
  alertable: boolean,
): Blocking<number> {
  const { heap } = thread.process;
  if (heap.readUint32(overlapped) === STATUS.PENDING) {
    if (milliseconds === 0) return fail(thread, ERROR.IO_INCOMPLETE, FALSE);
    const hEvent = heap.readUint64(overlapped + 24n);
    const object = objectOf(thread, hEvent === 0n ? file : hEvent);
    if (!(object instanceof Waitable)) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    const by = yield* object.waitFor(thread, microseconds(milliseconds), alertable);
    if (by === 'timeout') return fail(thread, ERROR.WAIT_TIMEOUT, FALSE);
    if (by === 'apc') return fail(thread, ERROR.WAIT_IO_COMPLETION, FALSE);
  }
  return result(thread, overlapped, bytes);
}

/** Functions of kernel32.dll for completion ports, and for operations that are on their way. */
export const kernel32Ports: Win32Functions = {
  /** Makes a port (PORT-1), associates a handle with one (PORT-2), or both. */
  CreateIoCompletionPort(
    thread,
    handle: bigint,
    existing: bigint,
    key: bigint,
    limit: number,
  ): bigint {
    const { handles } = thread.process;
    if (handle === INVALID_HANDLE_VALUE) {
      // PORT-3: nothing to make, nothing to associate.
      if (existing !== 0n) return fail(thread, ERROR.INVALID_PARAMETER, 0n);
      return handles.open(new CompletionPort(thread.machine, limit));
    }
    const file = fileOf(thread, handle);
    if (!file) return failWith(thread, wrongHandle(thread, handle), 0n);
    if (existing !== 0n) {
      // PORT-4, PORT-6, PORT-11: the file is looked at before the port.
      const canBeTied = file.overlapped && file.association === null;
      if (!canBeTied) return fail(thread, ERROR.INVALID_PARAMETER, 0n);
      const port = portOf(thread, existing);
      if (!port) return failWith(thread, wrongHandle(thread, existing), 0n);
      file.associate(port, key);
      return existing;
    }
    const port = new CompletionPort(thread.machine, limit);
    return file.associate(port, key)
      ? handles.open(port)
      : fail(thread, ERROR.INVALID_PARAMETER, 0n);
  },

  /**
   * Dequeues one packet. A success leaves the last error alone (GQ-3), a failed operation's packet is FALSE with all three
   * written (GQ-4), and without a packet only *lpOverlapped is written, with NULL (GQ-1, GQ-5, GQ-9).
   */
  *GetQueuedCompletionStatus(
    thread,
    handle: bigint,
    bytes: bigint,
    key: bigint,
    overlapped: bigint,
    milliseconds: number,
  ): Blocking<number> {
    const { heap } = thread.process;
    // The library writes this one and the byte count itself, the kernel the key.
    heap.writeUint64(overlapped, 0n);
    if (!isWritable(heap, key, 8)) return failWith(thread, STATUS.ACCESS_VIOLATION, FALSE);
    const packet = yield* removeOne(thread, handle, microseconds(milliseconds));
    if (typeof packet === 'number') return failWith(thread, packet, FALSE);
    heap.writeUint64(key, packet.key);
    heap.writeUint64(overlapped, packet.overlapped);
    heap.writeUint32(bytes, Number(packet.information & 0xffff_ffffn));
    // GQ-6: a warning is a failure, too.
    return isSuccess(packet.status) ? TRUE : failWith(thread, packet.status, FALSE);
  },

  /** Dequeues several packets; TRUE also when all their operations failed (EX-5). */
  *GetQueuedCompletionStatusEx(
    thread,
    handle: bigint,
    entries: bigint,
    count: number,
    removed: bigint,
    milliseconds: number,
    alertable: number,
  ): Blocking<number> {
    const status = yield* removeMany(
      thread,
      handle,
      entries,
      count,
      removed,
      microseconds(milliseconds),
      alertable !== 0,
    );
    return status === STATUS.SUCCESS ? TRUE : failWith(thread, status, FALSE);
  },

  /** Queues a packet with these values as they are (POST-1) and the status of a success (POST-3). */
  PostQueuedCompletionStatus(
    thread,
    handle: bigint,
    bytes: number,
    key: bigint,
    overlapped: bigint,
  ): number {
    const port = portOf(thread, handle);
    if (!port) return failWith(thread, wrongHandle(thread, handle), FALSE);
    const information = BigInt(bytes);
    const status = STATUS.SUCCESS;
    port.insert({ key, overlapped, status, information, request: null, postedBy: thread });
    return TRUE;
  },

  /** Sets modes, which stay (SKIP-1, SKIP-4). It refuses flags that it does not know, and a handle without FILE_FLAG_OVERLAPPED. */
  SetFileCompletionNotificationModes(thread, handle: bigint, flags: number): number {
    if ((flags & ~(SKIP_PACKET | SKIP_SIGNAL)) !== 0) {
      return fail(thread, ERROR.INVALID_PARAMETER, FALSE);
    }
    const file = fileOf(thread, handle);
    if (!file) return failWith(thread, wrongHandle(thread, handle), FALSE);
    return file.skip(flags) ? TRUE : fail(thread, ERROR.INVALID_PARAMETER, FALSE);
  },

  /** Asks for the end of the operations of an OVERLAPPED, or with NULL of all (CANC-1, CANC-2, CANC-3, CANC-6). */
  CancelIoEx(thread, handle: bigint, overlapped: bigint): number {
    const file = fileOf(thread, handle);
    if (!file) return failWith(thread, wrongHandle(thread, handle), FALSE);
    const { process } = thread;
    const cancelled = file.cancel(overlapped === 0n ? { process } : { process, overlapped });
    return cancelled > 0 ? TRUE : failWith(thread, STATUS.NOT_FOUND, FALSE);
  },

  /** Asks for the end of what the calling thread has started; TRUE also when that is nothing (CANC-3). */
  CancelIo(thread, handle: bigint): number {
    const file = fileOf(thread, handle);
    if (!file) return failWith(thread, wrongHandle(thread, handle), FALSE);
    file.cancel({ thread });
    return TRUE;
  },

  /** Reads how an operation ended; the packet stays where it is (RES-3). 996 while it is pending and bWait is FALSE. */
  *GetOverlappedResult(
    thread,
    file: bigint,
    overlapped: bigint,
    bytes: bigint,
    wait: number,
  ): Blocking<number> {
    const milliseconds = wait === 0 ? 0 : 0xffff_ffff;
    return yield* overlappedResult(thread, file, overlapped, bytes, milliseconds, false);
  },

  /** The same with a time-out: 258 when it passes, 192 when an APC ends the wait. */
  *GetOverlappedResultEx(
    thread,
    file: bigint,
    overlapped: bigint,
    bytes: bigint,
    milliseconds: number,
    alertable: number,
  ): Blocking<number> {
    const isAlertable = alertable !== 0;
    return yield* overlappedResult(thread, file, overlapped, bytes, milliseconds, isAlertable);
  },
};
