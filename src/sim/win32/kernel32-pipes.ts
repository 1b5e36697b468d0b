import type { FileObject } from '../kernel/file-object.ts';
import { pipeName } from '../kernel/path.ts';
import { PipeEnd } from '../kernel/pipe.ts';
import { STATUS } from '../kernel/status.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { ERROR } from './errors.ts';
import { FALSE, failWith, fileOf, newHandle, operate, returned, TRUE } from './file-operation.ts';
import { fail, type Win32Functions } from './function.ts';
import { isReadable, readWide } from './pointers.ts';

const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;

/** dwOpenMode. */
const OPEN = {
  INBOUND: 1,
  OUTBOUND: 2,
  FIRST_INSTANCE: 0x8_0000,
  OVERLAPPED: 0x4000_0000,
} as const;

/** dwPipeMode. PIPE_REJECT_REMOTE_CLIENTS changes nothing: nobody is remote. */
const MODE = { NOWAIT: 1, READ_MESSAGES: 2, MESSAGES: 4, REJECT_REMOTE: 8 } as const;

/** PIPE_UNLIMITED_INSTANCES. */
const UNLIMITED = 255;

/** How many bytes may wait in a pipe whose maker leaves that to Windows. */
const USUAL_QUOTA = 4096;

/** @throws Error for PIPE_NOWAIT, which we don't have */
function refuseNoWait(mode: number): void {
  if ((mode & MODE.NOWAIT) === 0) return;
  throw new Error(
    'PIPE_NOWAIT is not in the simulated Windows. It is there for LAN Manager of 1990; use FILE_FLAG_OVERLAPPED.',
  );
}

/** The end of a pipe that a handle is of, or what the last error is where it is none. */
function endOf(thread: Thread, handle: bigint, otherwise: number): PipeEnd | number {
  const file: FileObject | undefined = fileOf(thread, handle);
  if (!file) return ERROR.INVALID_HANDLE;
  return file instanceof PipeEnd ? file : otherwise;
}

/** ERROR_INVALID_NAME and ERROR_INVALID_FUNCTION. */
const INVALID_NAME = 123;
const INVALID_FUNCTION = 1;

/** Functions of kernel32.dll for named pipes. */
export const kernel32Pipes: Win32Functions = {
  /**
   * Makes the server’s end of a pipe, which waits for a client from now on. The first instance of a name says for all how
   * many there may be, and whether writes are messages; who may read and write has to be the same for all.
   */
  CreateNamedPipeW(
    thread,
    nameAddress: bigint,
    openMode: number,
    pipeMode: number,
    most: number,
    outSize: number,
    inSize: number,
    _defaultTimeOut: number,
    attributes: bigint,
  ): bigint {
    if (nameAddress === 0n) {
      return failWith(thread, STATUS.OBJECT_PATH_NOT_FOUND, INVALID_HANDLE_VALUE);
    }
    const name = pipeName(readWide(thread.process.heap, nameAddress));
    if (name === null) return fail(thread, INVALID_NAME, INVALID_HANDLE_VALUE);
    refuseNoWait(pipeMode);
    const messages = (pipeMode & MODE.MESSAGES) !== 0;
    const readsMessages = (pipeMode & MODE.READ_MESSAGES) !== 0;
    const canRead = (openMode & OPEN.INBOUND) !== 0;
    const canWrite = (openMode & OPEN.OUTBOUND) !== 0;
    const isPossible =
      (canRead || canWrite) && most >= 1 && most <= UNLIMITED && (messages || !readsMessages);
    if (!isPossible) return fail(thread, ERROR.INVALID_PARAMETER, INVALID_HANDLE_VALUE);
    const end = thread.machine.pipes.serve(name, {
      messages,
      readsMessages,
      canRead,
      canWrite,
      overlapped: (openMode & OPEN.OVERLAPPED) !== 0,
      isFirst: (openMode & OPEN.FIRST_INSTANCE) !== 0,
      most: most === UNLIMITED ? Number.POSITIVE_INFINITY : most,
      quota: { in: inSize || USUAL_QUOTA, out: outSize || USUAL_QUOTA },
    });
    if (typeof end === 'number') return failWith(thread, end, INVALID_HANDLE_VALUE);
    thread.lastError = ERROR.SUCCESS;
    return newHandle(thread, end, attributes);
  },

  /** Waits for a client; one that is there already is error 535, and nothing was started (FILE-6). */
  *ConnectNamedPipe(thread, handle: bigint, overlapped: bigint): Blocking<number> {
    if (overlapped !== 0n) thread.process.heap.writeUint32(overlapped, STATUS.PENDING);
    const end = endOf(thread, handle, INVALID_FUNCTION);
    if (typeof end === 'number') return fail(thread, end, FALSE);
    const { status } = yield* operate(
      { thread, file: end, name: 'ConnectNamedPipe' },
      overlapped,
      (request) => end.connect(request),
    );
    return returned(thread, status);
  },

  /** Gives the client up. What it has not read is lost, and what waits at either end ends with error 233. */
  DisconnectNamedPipe(thread, handle: bigint): number {
    const end = endOf(thread, handle, INVALID_FUNCTION);
    if (typeof end === 'number') return fail(thread, end, FALSE);
    return returned(thread, end.disconnect());
  },

  /** Says whether reads of this end are of messages, on a pipe that has messages. */
  SetNamedPipeHandleState(
    thread,
    handle: bigint,
    modeAddress: bigint,
    collection: bigint,
    timeout: bigint,
  ): number {
    const end = endOf(thread, handle, ERROR.INVALID_PARAMETER);
    if (typeof end === 'number') return fail(thread, end, FALSE);
    // These are for clients on other machines.
    if (collection !== 0n || timeout !== 0n) return fail(thread, ERROR.INVALID_PARAMETER, FALSE);
    if (modeAddress === 0n) return TRUE;
    const { heap } = thread.process;
    if (!isReadable(heap, modeAddress, 4)) return fail(thread, ERROR.NOACCESS, FALSE);
    const mode = heap.readUint32(modeAddress);
    const readsMessages = (mode & MODE.READ_MESSAGES) !== 0;
    const isKnown = (mode & ~(MODE.NOWAIT | MODE.READ_MESSAGES)) === 0;
    if (!isKnown || (readsMessages && !end.pipe.messages)) {
      return fail(thread, ERROR.INVALID_PARAMETER, FALSE);
    }
    refuseNoWait(mode);
    if (end.state === 'disconnected' && !end.isServer) {
      return failWith(thread, STATUS.PIPE_DISCONNECTED, FALSE);
    }
    end.readsMessages = readsMessages;
    return TRUE;
  },
};
