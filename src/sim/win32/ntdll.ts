import { FileObject } from '../kernel/file-object.ts';
import { objectOf } from '../kernel/handles.ts';
import { STATUS } from '../kernel/status.ts';
import { type Blocking, FOR_EVER, type Thread } from '../kernel/thread.ts';
import { portOf, removeMany, wrongHandle } from './dequeue.ts';
import { dosError } from './errors.ts';
import type { Win32Functions } from './function.ts';
import { isReadable, isWritable } from './pointers.ts';

/** Classes of NtSetInformationFile, with the size of what they take. */
const COMPLETION = 30;
const NOTIFICATION = 41;
const REPLACE_COMPLETION = 61;
const SIZES: Readonly<Record<number, number>> = {
  [COMPLETION]: 16,
  [NOTIFICATION]: 4,
  [REPLACE_COMPLETION]: 16,
};

/** A Timeout in microseconds: 100 ns each, negative for a time from now on; NULL never comes. */
function timeoutAt(thread: Thread, address: bigint): number {
  if (address === 0n) return FOR_EVER;
  const ticks = BigInt.asIntN(64, thread.process.heap.readUint64(address));
  if (ticks > 0n) {
    throw new Error(
      'NtRemoveIoCompletionEx was given a positive Timeout, a time of day. The simulated Windows has times from now on only: negate it.',
    );
  }
  return Number(-ticks) / 10;
}

/** Ties a file to a port: {Port, Key}. With class 61 in the place of any port before, and with a NULL port to none (PORT-5). */
function tie(thread: Thread, file: FileObject, information: bigint, replaces: boolean): number {
  const { heap } = thread.process;
  const handle = heap.readUint64(information);
  const key = heap.readUint64(information + 8n);
  if (replaces && handle === 0n) {
    file.reassociate(null);
    return STATUS.SUCCESS;
  }
  const port = portOf(thread, handle);
  if (!port) return wrongHandle(thread, handle);
  if (replaces && file.overlapped) {
    file.reassociate({ port, key });
    return STATUS.SUCCESS;
  }
  return file.associate(port, key) ? STATUS.SUCCESS : STATUS.INVALID_PARAMETER;
}

function setInformation(
  thread: Thread,
  handle: bigint,
  information: bigint,
  length: number,
  kind: number,
): number {
  const size = SIZES[kind];
  if (size === undefined) {
    throw new Error(
      `NtSetInformationFile with class ${kind} is not simulated; 30, 41 and 61 are, those of completion ports.`,
    );
  }
  if (length < size) return STATUS.INFO_LENGTH_MISMATCH;
  if (!isReadable(thread.process.heap, information, size)) return STATUS.ACCESS_VIOLATION;
  const file = objectOf(thread, handle);
  if (!(file instanceof FileObject)) return wrongHandle(thread, handle);
  if (kind === NOTIFICATION) {
    const flags = thread.process.heap.readUint32(information);
    return file.skip(flags) ? STATUS.SUCCESS : STATUS.INVALID_PARAMETER;
  }
  return tie(thread, file, information, kind === REPLACE_COMPLETION);
}

/** Functions of ntdll.dll: below the Win32 functions, they give a status and leave the last error alone. */
export const ntdll: Win32Functions = {
  /** The Win32 error of a status (NUM-1). */
  RtlNtStatusToDosError: (_thread, status: number) => dosError(status),

  /** What GetQueuedCompletionStatusEx calls. */
  *NtRemoveIoCompletionEx(
    thread,
    handle: bigint,
    entries: bigint,
    count: number,
    removed: bigint,
    timeout: bigint,
    alertable: number,
  ): Blocking<number> {
    if (timeout !== 0n && !isReadable(thread.process.heap, timeout, 8)) {
      return STATUS.ACCESS_VIOLATION;
    }
    const time = timeoutAt(thread, timeout);
    return yield* removeMany(thread, handle, entries, count, removed, time, alertable !== 0);
  },

  /** What PostQueuedCompletionStatus calls; here the packet can be that of a failure, and with all 64 bits of a count. */
  NtSetIoCompletion(
    thread,
    handle: bigint,
    key: bigint,
    overlapped: bigint,
    status: number,
    information: bigint,
  ): number {
    const port = portOf(thread, handle);
    if (!port) return wrongHandle(thread, handle);
    port.insert({ key, overlapped, status, information, request: null, postedBy: thread });
    return STATUS.SUCCESS;
  },

  /** What CreateIoCompletionPort and SetFileCompletionNotificationModes call. A success is in the status block, too. */
  NtSetInformationFile(
    thread,
    handle: bigint,
    block: bigint,
    information: bigint,
    length: number,
    kind: number,
  ): number {
    const { heap } = thread.process;
    if (!isWritable(heap, block, 16)) return STATUS.ACCESS_VIOLATION;
    const status = setInformation(thread, handle, information, length, kind);
    if (status === STATUS.SUCCESS) {
      heap.writeUint32(block, STATUS.SUCCESS);
      heap.writeUint64(block + 8n, 0n);
    }
    return status;
  },
};
