import { EventObject } from '../kernel/object.ts';
import { type Begun, type CompletionRoutine, Request, type Span } from '../kernel/request.ts';
import type { SocketObject } from '../kernel/socket.ts';
import { isSuccess, STATUS } from '../kernel/status.ts';
import { type Blocking, FOR_EVER, type Thread } from '../kernel/thread.ts';
import { ERROR, winsockError } from './errors.ts';
import { fail } from './function.ts';
import { doAndWait, startOverlapped } from './overlapped.ts';
import { isReadable, isWritable } from './pointers.ts';
import { failWith, SOCKET_ERROR, socketOf, WSA } from './winsock.ts';

/** Bytes of a WSABUF, and where its pointer is (FFI-4). */
const WSABUF = { size: 16, buf: 8n };

/** dwFlags of transfers. */
export const MSG = { OOB: 1, PEEK: 2, WAITALL: 8 } as const;

export const NOT_CONNECTED = { status: STATUS.INVALID_CONNECTION, information: 0 };

/** The memory of an array of WSABUF, which is read during the call only (OV-10); null where it leads nowhere. */
function spansOf(thread: Thread, buffers: bigint, count: number): Span[] | null {
  const { heap } = thread.process;
  if (!isReadable(heap, buffers, WSABUF.size * count)) return null;
  return Array.from({ length: count }, (_, at) => {
    const buffer = buffers + BigInt(WSABUF.size * at);
    return {
      length: heap.readUint32(buffer),
      address: heap.readUint64(buffer + WSABUF.buf),
    };
  });
}

const areThere = (thread: Thread, spans: readonly Span[], isThere: typeof isReadable): boolean =>
  spans.every(
    ({ address, length }) => length === 0 || isThere(thread.process.heap, address, length),
  );

const NONE: readonly Span[] = [];

/** What is asked of a socket. */
export interface Transfer {
  name: string;
  socket: SocketObject;
  spans: readonly Span[];
  direction: 'in' | 'out';
  /** Whether it would wait, were it done now. */
  wouldWait: boolean;
  begin: (request: Request) => Begun;
  /** Memory besides the spans that is written at the end. */
  beside?: readonly Span[];
}

/** lpCompletionRoutine as something that the kernel can run on the thread. */
function routineAt(thread: Thread, code: bigint): CompletionRoutine | null {
  if (code === 0n) return null;
  return (status, information, overlapped) => {
    const callable = thread.process.code.at(code);
    callable?.call(thread, [winsockError(status), information, overlapped, 0]);
  };
}

/**
 * Does a transfer the way the call asks for it: with an OVERLAPPED it is started, without one it is over when the call
 * returns (RECV-14). On a socket that is not overlapped it is over in any case (RECV-13).
 *
 * @returns what the call ended with, and the bytes where it is over
 */
export function* transfer(
  thread: Thread,
  what: Transfer,
  overlapped: bigint,
  routine: bigint,
): Blocking<{ status: number; information: number | null }> {
  const { name, socket, spans, direction, begin, beside = NONE } = what;
  const options = { thread, file: socket, name, spans, direction, beside };
  if (overlapped === 0n) {
    if (socket.nonBlocking && what.wouldWait) {
      return { status: STATUS.DEVICE_NOT_READY, information: null };
    }
    return yield* doAndWait(options, begin);
  }
  if (!isWritable(thread.process.heap, overlapped, 32)) {
    return { status: STATUS.ACCESS_VIOLATION, information: null };
  }
  if (!socket.overlapped) {
    const over = new EventObject(true, false);
    const request = new Request({ ...options, overlapped, event: over });
    if (request.start(begin) === STATUS.PENDING) yield* over.waitFor(thread, FOR_EVER, false);
    return request;
  }
  const { status, request } = startOverlapped(
    { ...options, overlapped, routine: routineAt(thread, routine) },
    begin,
  );
  return { status, information: request.state === 'over' ? request.information : null };
}

/** What a call with a WSABUF array returns for a status: 0, or -1 with Winsock's error. A warning is a failure, too (RECV-16). */
export function returned(thread: Thread, status: number): number {
  if (status === STATUS.PENDING) return fail(thread, ERROR.IO_PENDING, SOCKET_ERROR);
  return isSuccess(status) ? 0 : failWith(thread, status, SOCKET_ERROR);
}

/**
 * The Winsock error of MSG_OOB; null where it is not set. Datagrams know nothing of it.
 *
 * @throws Error on a stream: Windows can do it and the simulator cannot
 */
export function wrongUrgency(socket: SocketObject, flags: number): number | null {
  if ((flags & MSG.OOB) === 0) return null;
  if (socket.type === 'datagram') return WSA.EOPNOTSUPP;
  throw new Error(
    'MSG_OOB is not in the simulated Windows: urgent bytes beside a stream are left out. Send them in the stream, or run the program on Windows or on Wine.',
  );
}

/** What WSARecv, WSASend and their relatives are called with. */
export interface Call {
  name: string;
  s: bigint;
  buffers: bigint;
  count: number;
  /** Where the number of bytes goes. */
  transferred: bigint;
  overlapped: bigint;
  routine: bigint;
}

/**
 * The socket and the memory of a call.
 *
 * @param isThere whether memory can be used as the call needs it
 * @param written DWORDs besides that the call writes
 * @returns a Winsock error where something is wrong with them
 */
export function argumentsOf(
  thread: Thread,
  { s, buffers, count, transferred, overlapped }: Call,
  isThere: typeof isReadable,
  written: readonly bigint[] = [],
): { socket: SocketObject; spans: readonly Span[] } | number {
  const { heap } = thread.process;
  const socket = socketOf(thread, s);
  if (!socket) return WSA.ENOTSOCK;
  // RECV-9, and RECV-10: without an OVERLAPPED the count has to go somewhere.
  const isCounted = transferred === 0n ? overlapped !== 0n : isWritable(heap, transferred, 4);
  if (!isCounted || !written.every((at) => isWritable(heap, at, 4))) return WSA.EFAULT;
  // RECV-8.
  if (count === 0) return WSA.EINVAL;
  const spans = spansOf(thread, buffers, count);
  return spans !== null && areThere(thread, spans, isThere) ? { socket, spans } : WSA.EFAULT;
}

/** The same for a call with one buffer and without an OVERLAPPED. */
export function plainArguments(
  thread: Thread,
  [s, address, length]: readonly [s: bigint, buffer: bigint, length: number],
  isThere: typeof isReadable,
): { socket: SocketObject; spans: readonly Span[] } | number {
  const socket = socketOf(thread, s);
  if (!socket) return WSA.ENOTSOCK;
  const spans = [{ address, length }];
  return length >= 0 && areThere(thread, spans, isThere) ? { socket, spans } : WSA.EFAULT;
}

/** Does a transfer and waits for its end. @returns how many bytes, or -1 */
export function* transferNow(thread: Thread, what: Transfer): Blocking<number> {
  const { status, information } = yield* transfer(thread, what, 0n, 0n);
  return status === STATUS.SUCCESS ? (information ?? 0) : failWith(thread, status, SOCKET_ERROR);
}
