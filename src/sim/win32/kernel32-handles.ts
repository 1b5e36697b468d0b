import { objectOf } from '../kernel/handles.ts';
import { Process } from '../kernel/process.ts';
import { ERROR } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { isWritable } from './pointers.ts';

const TRUE = 1;
const FALSE = 0;

/** Handles from here up are not handles but names for "the one who asks", such as the current process. */
const PSEUDO = 0xffff_ffff_ffff_fffan;

const DUPLICATE_CLOSE_SOURCE = 1;
const HANDLE_FLAG_INHERIT = 1;

/** Functions of kernel32.dll for handles and the last error. */
export const kernel32Handles: Win32Functions = {
  /** Closes a handle, with the last one the object (CLOSE-1). One that names the current process or thread stays. */
  CloseHandle(thread, handle: bigint): number {
    if (handle >= PSEUDO) return TRUE;
    return thread.process.handles.close(handle) ? TRUE : fail(thread, ERROR.INVALID_HANDLE, FALSE);
  },

  /**
   * A handle to the same object (PORT-5), for this process or another one. Access rights are not simulated: whoever has
   * a handle may do everything with it.
   */
  DuplicateHandle(
    thread,
    sourceProcess: bigint,
    source: bigint,
    targetProcess: bigint,
    target: bigint,
    _access: number,
    inherit: number,
    options: number,
  ): number {
    const from = objectOf(thread, sourceProcess);
    if (!(from instanceof Process)) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    // What names "the current one" means the one who calls.
    const object = source >= PSEUDO ? objectOf(thread, source) : from.handles.get(source);
    const to = objectOf(thread, targetProcess);
    const closesSource = (options & DUPLICATE_CLOSE_SOURCE) !== 0;
    if (closesSource && targetProcess === 0n && target === 0n) {
      return from.handles.close(source) ? TRUE : fail(thread, ERROR.INVALID_HANDLE, FALSE);
    }
    if (target !== 0n && !isWritable(thread.process.heap, target, 8)) {
      return fail(thread, ERROR.NOACCESS, FALSE);
    }
    const isPossible = object !== undefined && to instanceof Process && !to.hasEnded;
    const handle = isPossible ? to.handles.open(object, inherit !== 0) : null;
    if (closesSource) from.handles.close(source);
    if (handle === null) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    if (target !== 0n) thread.process.heap.writeUint64(target, handle);
    return TRUE;
  },

  /** HANDLE_FLAG_INHERIT, or nothing. */
  GetHandleInformation(thread, handle: bigint, flags: bigint): number {
    if (!objectOf(thread, handle)) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    const isInherited = thread.process.handles.isInherited(handle) ?? false;
    thread.process.heap.writeUint32(flags, isInherited ? HANDLE_FLAG_INHERIT : 0);
    return TRUE;
  },

  /** The last error of the calling thread (THR-3). */
  GetLastError: (thread) => thread.lastError,

  SetLastError(thread, error: number): undefined {
    thread.lastError = error;
  },
};
