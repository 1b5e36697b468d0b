import { CURRENT_PROCESS, CURRENT_THREAD, objectOf } from '../kernel/handles.ts';
import { Process } from '../kernel/process.ts';
import { type Blocking, Thread } from '../kernel/thread.ts';
import { AccessViolation } from '../memory/heap.ts';
import { ERROR } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { isReadable, isWritable } from './pointers.ts';
import { microseconds } from './time.ts';

const TRUE = 1;
const FALSE = 0;
const WAIT_IO_COMPLETION = 192;

/** Sleeps; true when an APC ended the sleep. One of no length lets others run, but waits for nothing. */
function* sleep(thread: Thread, milliseconds: number, alertable: boolean): Blocking<boolean> {
  const { by } = yield* thread.wait<never>({
    for: 'time to pass',
    timeout: microseconds(milliseconds),
    alertable,
    arm: () => () => {},
  });
  if (by === 'timeout' && milliseconds === 0) yield* thread.compute(0);
  return by === 'apc';
}

/** Functions of kernel32.dll for threads and processes. */
export const kernel32Threads: Win32Functions = {
  *Sleep(thread, milliseconds: number): Blocking<undefined> {
    yield* sleep(thread, milliseconds, false);
    return undefined;
  },

  *SleepEx(thread, milliseconds: number, alertable: number): Blocking<number> {
    return (yield* sleep(thread, milliseconds, alertable !== 0)) ? WAIT_IO_COMPLETION : 0;
  },

  /** Queues an APC, which runs when that thread waits alertably (EX-7). Whether there is code is seen only then. */
  QueueUserAPC(thread, code: bigint, handle: bigint, data: bigint): number {
    const target = objectOf(thread, handle);
    if (!(target instanceof Thread)) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    const routine = () => {
      const callable = target.process.code.at(code);
      if (!callable)
        throw new AccessViolation(code, 'read', 'where an APC should be, and no code is');
      return callable.call(target, [data]);
    };
    return target.queueApc(routine) ? TRUE : fail(thread, ERROR.GEN_FAILURE, FALSE);
  },

  GetCurrentThread: () => CURRENT_THREAD,
  GetCurrentThreadId: (thread) => thread.id,
  GetCurrentProcess: () => CURRENT_PROCESS,
  GetCurrentProcessId: (thread) => thread.process.id,

  /** A handle to a process; NULL and 87 when no process has the id. Access rights are not simulated. */
  OpenProcess(thread, _access: number, inherit: number, id: number): bigint {
    const process = thread.machine.processOf(id);
    if (!process) return fail(thread, ERROR.INVALID_PARAMETER, 0n);
    return thread.process.handles.open(process, inherit !== 0);
  },

  /** Reads a process' memory where it is, and fails where none is (299, ERROR_PARTIAL_COPY). Nothing is read in part. */
  ReadProcessMemory(
    thread,
    handle: bigint,
    from: bigint,
    to: bigint,
    size: bigint,
    read: bigint,
  ): number {
    const process = objectOf(thread, handle);
    if (!(process instanceof Process)) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    const { heap } = thread.process;
    const length = Number(size);
    if (!isWritable(heap, to, length)) return fail(thread, ERROR.NOACCESS, FALSE);
    const isThere = isReadable(process.heap, from, length);
    if (read !== 0n) heap.writeUint64(read, isThere ? size : 0n);
    if (!isThere) return fail(thread, ERROR.PARTIAL_COPY, FALSE);
    heap.bytes(to, length, 'write').set(process.heap.bytes(from, length, 'read'));
    return TRUE;
  },
};
