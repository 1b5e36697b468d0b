import { objectOf } from '../kernel/handles.ts';
import { Waitable } from '../kernel/object.ts';
import { isSuccess, STATUS } from '../kernel/status.ts';
import { type Blocking, FOR_EVER } from '../kernel/thread.ts';
import { ERROR } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { isReadable, isWritable } from './pointers.ts';
import { failWith, needsStartup, socketOf, WSA } from './winsock.ts';

const TRUE = 1;
const FALSE = 0;

/** The function of ws2_32.dll that tells how an operation ended. */
export const ws2Results: Win32Functions = needsStartup({
  /** How an operation ended, in Winsock's numbers (RES-1); 996 while it is pending and not waited for. */
  *WSAGetOverlappedResult(
    thread,
    s: bigint,
    overlapped: bigint,
    bytes: bigint,
    wait: number,
    flags: bigint,
  ): Blocking<number> {
    const { heap } = thread.process;
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, FALSE);
    const isThere =
      isReadable(heap, overlapped, 32) && isWritable(heap, bytes, 4) && isWritable(heap, flags, 4);
    if (!isThere) return fail(thread, WSA.EFAULT, FALSE);
    if (heap.readUint32(overlapped) === STATUS.PENDING) {
      if (wait === 0) return fail(thread, ERROR.IO_INCOMPLETE, FALSE);
      const hEvent = heap.readUint64(overlapped + 24n);
      const object = hEvent === 0n ? socket : objectOf(thread, hEvent);
      if (!(object instanceof Waitable)) return fail(thread, WSA.ENOTSOCK, FALSE);
      yield* object.waitFor(thread, FOR_EVER, false);
    }
    const status = heap.readUint32(overlapped);
    heap.writeUint32(bytes, Number(heap.readUint64(overlapped + 8n) & 0xffff_ffffn));
    heap.writeUint32(flags, 0);
    return isSuccess(status) ? TRUE : failWith(thread, status, FALSE);
  },
});
