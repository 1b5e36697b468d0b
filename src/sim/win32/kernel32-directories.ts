import { Directory } from '../kernel/directory.ts';
import { NOTIFY } from '../kernel/disk.ts';
import { type CompletionRoutine, Request } from '../kernel/request.ts';
import { STATUS } from '../kernel/status.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { ERROR, win32Error } from './errors.ts';
import { FALSE, failWith, fileOf, operate, returned, TRUE } from './file-operation.ts';
import { fail, type Win32Functions } from './function.ts';
import { isWritable, readWide } from './pointers.ts';

/** What the address of the records has to be a multiple of. */
const ALIGNMENT = 4n;

const pathAt = (thread: Thread, address: bigint): string =>
  address === 0n ? '' : readWide(thread.process.heap, address);

/** lpCompletionRoutine as something that the kernel can run on the thread. */
function routineAt(thread: Thread, code: bigint): CompletionRoutine {
  return (status, information, overlapped) => {
    const error = win32Error(status);
    thread.process.code.at(code)?.call(thread, [error, information, overlapped]);
  };
}

/** Why a watch cannot be begun, as a status; null where it can. */
function wrong(
  thread: Thread,
  file: Directory,
  memory: { address: bigint; length: number },
  filter: number,
): number | null {
  if (filter === 0 || (filter & ~NOTIFY.ALL) !== 0) return STATUS.INVALID_PARAMETER;
  if (!file.canList) return STATUS.ACCESS_DENIED;
  const { address, length } = memory;
  if (length === 0) return null;
  const isThere = isWritable(thread.process.heap, address, length);
  return isThere && address % ALIGNMENT === 0n ? null : STATUS.ACCESS_VIOLATION;
}

/** Functions of kernel32.dll for folders. */
export const kernel32Directories: Win32Functions = {
  CreateDirectoryW(thread, name: bigint): number {
    return returned(thread, thread.machine.disk.createFolder(pathAt(thread, name)));
  },

  /** Removes a folder in which nothing is. */
  RemoveDirectoryW(thread, name: bigint): number {
    return returned(thread, thread.machine.disk.removeFolder(pathAt(thread, name)));
  },

  /**
   * Starts to watch a folder, or goes on watching: the first call says which changes are told, how deep, and how many
   * bytes of them are kept while nobody reads. Beside an OVERLAPPED, TRUE says that it has begun.
   */
  *ReadDirectoryChangesW(
    thread,
    handle: bigint,
    buffer: bigint,
    length: number,
    subtree: number,
    filter: number,
    count: bigint,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    const { heap } = thread.process;
    if (overlapped !== 0n) heap.writeUint32(overlapped, STATUS.PENDING);
    const file = fileOf(thread, handle);
    if (!file) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    if (!(file instanceof Directory)) return fail(thread, ERROR.INVALID_PARAMETER, FALSE);
    const spans = [{ address: buffer, length }];
    const error = wrong(thread, file, { address: buffer, length }, filter);
    if (error !== null) return failWith(thread, error, FALSE);
    const name = 'ReadDirectoryChangesW';
    const begin = (request: Request) => file.read(request, subtree !== 0, filter);
    if (overlapped !== 0n && routine !== 0n) {
      // Who has a port is told by it, and by nothing else.
      if (file.association !== null) return fail(thread, ERROR.INVALID_PARAMETER, FALSE);
      // hEvent is the program's own then.
      const request = new Request({
        thread,
        file,
        name,
        spans,
        overlapped,
        routine: routineAt(thread, routine),
      });
      const status = request.start(begin);
      return status === STATUS.PENDING ? TRUE : returned(thread, status);
    }
    const { status, information } = yield* operate(
      { thread, file, name, spans },
      overlapped,
      begin,
    );
    if (status === STATUS.PENDING) return TRUE;
    if (overlapped === 0n && count !== 0n) heap.writeUint32(count, information);
    return returned(thread, status);
  },
};
