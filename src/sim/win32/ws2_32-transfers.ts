import { DatagramSocket, type Sender } from '../kernel/datagram.ts';
import { objectOf } from '../kernel/handles.ts';
import { type Address, ANY } from '../kernel/network.ts';
import { EventObject, Waitable } from '../kernel/object.ts';
import { type Begun, type CompletionRoutine, Request, type Span } from '../kernel/request.ts';
import type { SocketObject } from '../kernel/socket.ts';
import { isSuccess, STATUS } from '../kernel/status.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import { type Blocking, FOR_EVER, type Thread } from '../kernel/thread.ts';
import type { Heap } from '../memory/heap.ts';
import { ERROR, winsockError } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { doAndWait, startOverlapped } from './overlapped.ts';
import { isReadable, isWritable } from './pointers.ts';
import {
  failWith,
  needsStartup,
  readAddress,
  SOCKADDR_IN,
  SOCKET_ERROR,
  socketOf,
  WSA,
  writeAddress,
} from './winsock.ts';

/** Bytes of a WSABUF, and where its pointer is (FFI-4). */
const WSABUF = { size: 16, buf: 8n };

const MSG = { OOB: 1, PEEK: 2, WAITALL: 8 } as const;

const TRUE = 1;
const FALSE = 0;

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

/** What is asked of a socket. */
interface Transfer {
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
function* transfer(
  thread: Thread,
  what: Transfer,
  overlapped: bigint,
  routine: bigint,
): Blocking<{ status: number; information: number | null }> {
  const { name, socket, spans, direction, begin, beside = [] } = what;
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

/** What a call returns for a status: 0, or -1 with Winsock's error. A warning is a failure, too (RECV-16). */
function returned(thread: Thread, status: number): number {
  if (status === STATUS.PENDING) return fail(thread, ERROR.IO_PENDING, SOCKET_ERROR);
  return isSuccess(status) ? 0 : failWith(thread, status, SOCKET_ERROR);
}

const isConnected = (socket: SocketObject): boolean =>
  socket instanceof StreamSocket ? socket.endpoint !== null : socket.local !== null;

/** The Winsock error of a receive's flags; null when they are possible. Out-of-band data is not simulated. */
function wrongFlags(socket: SocketObject, flags: number): number | null {
  if ((flags & MSG.OOB) !== 0) return WSA.EOPNOTSUPP;
  const waitsForAll = (flags & MSG.WAITALL) !== 0;
  const cannot = socket.type === 'datagram' || socket.nonBlocking || (flags & MSG.PEEK) !== 0;
  return waitsForAll && cannot ? WSA.EOPNOTSUPP : null;
}

/** The receive of a socket; null for one of a kind that has none. */
function receiving(
  name: string,
  socket: SocketObject,
  spans: readonly Span[],
  flags: number,
  sender?: Sender,
): Transfer {
  const mode = { peek: (flags & MSG.PEEK) !== 0, waitAll: (flags & MSG.WAITALL) !== 0 };
  return {
    name,
    socket,
    spans,
    direction: 'in',
    wouldWait: isConnected(socket) && !socket.isReadable,
    begin: (request) => {
      if (socket instanceof DatagramSocket) {
        return socket.local === null ? NOT_BOUND : socket.receive(request, mode, sender);
      }
      const endpoint = socket instanceof StreamSocket ? socket.endpoint : null;
      return endpoint?.receive(request, mode) ?? NOT_CONNECTED;
    },
  };
}

const NOT_BOUND = { status: STATUS.INVALID_PARAMETER, information: 0 };
const NOT_CONNECTED = { status: STATUS.INVALID_CONNECTION, information: 0 };

function sending(name: string, socket: SocketObject, spans: readonly Span[]): Transfer {
  const stream = socket instanceof StreamSocket ? socket : null;
  return {
    name,
    socket,
    spans,
    direction: 'out',
    wouldWait: stream?.endpoint?.isWritable === false,
    begin: (request) => {
      if (socket instanceof DatagramSocket && socket.remote !== null) {
        return socket.send(request.gather(), socket.remote);
      }
      return stream?.endpoint?.send(request, request.gather()) ?? NOT_CONNECTED;
    },
  };
}

/** Where a datagram shall go, or a Winsock error: an address or a port of 0 is none. */
function destination(heap: Heap, name: bigint, length: number): Address | number {
  const to = readAddress(heap, name, length);
  return typeof to !== 'number' && (to.ip === ANY || to.port === 0) ? WSA.EADDRNOTAVAIL : to;
}

/** The Winsock error of a call's arguments; null when they are in order. */
function wrongBuffers(
  thread: Thread,
  spans: readonly Span[] | null,
  count: number,
  isThere: typeof isReadable,
): number | null {
  // RECV-8.
  if (count === 0) return WSA.EINVAL;
  return spans === null || !areThere(thread, spans, isThere) ? WSA.EFAULT : null;
}

function* receive(
  thread: Thread,
  name: string,
  s: bigint,
  buffers: bigint,
  count: number,
  received: bigint,
  flags: bigint,
  overlapped: bigint,
  routine: bigint,
  from: { address: bigint; length: bigint } = { address: 0n, length: 0n },
): Blocking<number> {
  const { heap } = thread.process;
  const socket = socketOf(thread, s);
  if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
  // RECV-9, and RECV-10: without an OVERLAPPED the count has to go somewhere.
  const isCounted = received === 0n ? overlapped !== 0n : isWritable(heap, received, 4);
  if (!isWritable(heap, flags, 4) || !isCounted) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
  const spans = spansOf(thread, buffers, count);
  const wrong = wrongBuffers(thread, spans, count, isWritable);
  if (wrong !== null || spans === null) return fail(thread, wrong ?? WSA.EFAULT, SOCKET_ERROR);
  const impossible = wrongFlags(socket, heap.readUint32(flags));
  if (impossible !== null) return fail(thread, impossible, SOCKET_ERROR);
  const what = receiving(name, socket, spans, heap.readUint32(flags), (sender) => {
    writeAddress(heap, from.address, from.length, sender);
  });
  if (from.address !== 0n) {
    what.beside = [
      { address: from.address, length: SOCKADDR_IN },
      { address: from.length, length: 4 },
    ];
  }
  const { status, information } = yield* transfer(thread, what, overlapped, routine);
  // RECV-1: while it is pending neither is written.
  if (status === STATUS.SUCCESS || status === STATUS.BUFFER_OVERFLOW) {
    if (received !== 0n) heap.writeUint32(received, information ?? 0);
    heap.writeUint32(flags, 0);
  }
  return returned(thread, status);
}

function* send(
  thread: Thread,
  name: string,
  s: bigint,
  buffers: bigint,
  count: number,
  sent: bigint,
  overlapped: bigint,
  routine: bigint,
): Blocking<number> {
  const { heap } = thread.process;
  const socket = socketOf(thread, s);
  if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
  const isCounted = sent === 0n ? overlapped !== 0n : isWritable(heap, sent, 4);
  if (!isCounted) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
  const spans = spansOf(thread, buffers, count);
  const wrong = wrongBuffers(thread, spans, count, isReadable);
  if (wrong !== null || spans === null) return fail(thread, wrong ?? WSA.EFAULT, SOCKET_ERROR);
  const { status, information } = yield* transfer(
    thread,
    sending(name, socket, spans),
    overlapped,
    routine,
  );
  if (status === STATUS.SUCCESS && sent !== 0n) heap.writeUint32(sent, information ?? 0);
  return returned(thread, status);
}

/** Functions of ws2_32.dll that send and receive. */
export const ws2Transfers: Win32Functions = needsStartup({
  *recv(thread, s: bigint, buffer: bigint, length: number, flags: number): Blocking<number> {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    if (length < 0 || (length > 0 && !isWritable(thread.process.heap, buffer, length))) {
      return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    }
    const impossible = wrongFlags(socket, flags);
    if (impossible !== null) return fail(thread, impossible, SOCKET_ERROR);
    const what = receiving('recv', socket, [{ address: buffer, length }], flags);
    const { status, information } = yield* transfer(thread, what, 0n, 0n);
    return status === STATUS.SUCCESS ? (information ?? 0) : failWith(thread, status, SOCKET_ERROR);
  },

  *send(thread, s: bigint, buffer: bigint, length: number): Blocking<number> {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    if (length < 0 || (length > 0 && !isReadable(thread.process.heap, buffer, length))) {
      return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    }
    const what = sending('send', socket, [{ address: buffer, length }]);
    const { status, information } = yield* transfer(thread, what, 0n, 0n);
    return status === STATUS.SUCCESS ? (information ?? 0) : failWith(thread, status, SOCKET_ERROR);
  },

  /** Sends one datagram to an address. */
  *sendto(
    thread,
    s: bigint,
    buffer: bigint,
    length: number,
    _flags: number,
    name: bigint,
    nameLength: number,
  ): Blocking<number> {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const { heap } = thread.process;
    if (length < 0 || (length > 0 && !isReadable(heap, buffer, length))) {
      return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    }
    const spans = [{ address: buffer, length }];
    const what = sending('sendto', socket, spans);
    if (socket instanceof DatagramSocket) {
      const to = destination(heap, name, nameLength);
      if (typeof to === 'number') return fail(thread, to, SOCKET_ERROR);
      what.begin = (request) => socket.send(request.gather(), to);
    }
    const { status, information } = yield* transfer(thread, what, 0n, 0n);
    return status === STATUS.SUCCESS ? (information ?? 0) : failWith(thread, status, SOCKET_ERROR);
  },

  *WSARecv(
    thread,
    s: bigint,
    buffers: bigint,
    count: number,
    received: bigint,
    flags: bigint,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    return yield* receive(
      thread,
      'WSARecv',
      s,
      buffers,
      count,
      received,
      flags,
      overlapped,
      routine,
    );
  },

  *WSARecvFrom(
    thread,
    s: bigint,
    buffers: bigint,
    count: number,
    received: bigint,
    flags: bigint,
    address: bigint,
    length: bigint,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    return yield* receive(
      thread,
      'WSARecvFrom',
      s,
      buffers,
      count,
      received,
      flags,
      overlapped,
      routine,
      { address, length },
    );
  },

  *WSASend(
    thread,
    s: bigint,
    buffers: bigint,
    count: number,
    sent: bigint,
    _flags: number,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    return yield* send(thread, 'WSASend', s, buffers, count, sent, overlapped, routine);
  },

  /** Sends a datagram to an address; a stream has its own. */
  *WSASendTo(
    thread,
    s: bigint,
    buffers: bigint,
    count: number,
    sent: bigint,
    _flags: number,
    name: bigint,
    length: number,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    const socket = socketOf(thread, s);
    if (!(socket instanceof DatagramSocket) || name === 0n) {
      return yield* send(thread, 'WSASendTo', s, buffers, count, sent, overlapped, routine);
    }
    const { heap } = thread.process;
    const isCounted = sent === 0n ? overlapped !== 0n : isWritable(heap, sent, 4);
    if (!isCounted) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    const to = destination(heap, name, length);
    if (typeof to === 'number') return fail(thread, to, SOCKET_ERROR);
    const spans = spansOf(thread, buffers, count);
    const wrong = wrongBuffers(thread, spans, count, isReadable);
    if (wrong !== null || spans === null) return fail(thread, wrong ?? WSA.EFAULT, SOCKET_ERROR);
    const what: Transfer = {
      ...sending('WSASendTo', socket, spans),
      begin: (request) => socket.send(request.gather(), to),
    };
    const { status, information } = yield* transfer(thread, what, overlapped, routine);
    if (status === STATUS.SUCCESS && sent !== 0n) heap.writeUint32(sent, information ?? 0);
    return returned(thread, status);
  },

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
