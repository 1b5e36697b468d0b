import { DatagramSocket, type Sender } from '../kernel/datagram.ts';
import type { Span } from '../kernel/request.ts';
import type { SocketObject } from '../kernel/socket.ts';
import { STATUS } from '../kernel/status.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { fail, type Win32Functions } from './function.ts';
import { isWritable } from './pointers.ts';
import { needsStartup, SOCKADDR_IN, SOCKET_ERROR, WSA, writeAddress } from './winsock.ts';
import {
  argumentsOf,
  type Call,
  MSG,
  NOT_CONNECTED,
  plainArguments,
  returned,
  type Transfer,
  transfer,
  transferNow,
  wrongUrgency,
} from './winsock-transfer.ts';

const NOT_BOUND = { status: STATUS.INVALID_PARAMETER, information: 0 };

const isConnected = (socket: SocketObject): boolean =>
  socket instanceof StreamSocket ? socket.endpoint !== null : socket.local !== null;

/** The Winsock error of a receive's flags; null when they are possible. */
function wrongFlags(socket: SocketObject, flags: number): number | null {
  const waitsForAll = (flags & MSG.WAITALL) !== 0;
  const cannot = socket.type === 'datagram' || socket.nonBlocking || (flags & MSG.PEEK) !== 0;
  return waitsForAll && cannot ? WSA.EOPNOTSUPP : wrongUrgency(socket, flags);
}

/** The receive of a socket. */
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

function* receive(
  thread: Thread,
  call: Call,
  flags: bigint,
  from: { address: bigint; length: bigint } = { address: 0n, length: 0n },
): Blocking<number> {
  const { heap } = thread.process;
  const checked = argumentsOf(thread, call, isWritable, [flags]);
  if (typeof checked === 'number') return fail(thread, checked, SOCKET_ERROR);
  const { socket, spans } = checked;
  const impossible = wrongFlags(socket, heap.readUint32(flags));
  if (impossible !== null) return fail(thread, impossible, SOCKET_ERROR);
  const what = receiving(call.name, socket, spans, heap.readUint32(flags), (sender) => {
    writeAddress(heap, from.address, from.length, sender);
  });
  if (from.address !== 0n) {
    what.beside = [
      { address: from.address, length: SOCKADDR_IN },
      { address: from.length, length: 4 },
    ];
  }
  const { status, information } = yield* transfer(thread, what, call.overlapped, call.routine);
  // RECV-1: while it is pending neither is written.
  if (status === STATUS.SUCCESS || status === STATUS.BUFFER_OVERFLOW) {
    if (call.transferred !== 0n) heap.writeUint32(call.transferred, information ?? 0);
    heap.writeUint32(flags, 0);
  }
  return returned(thread, status);
}

/** Functions of ws2_32.dll that receive. */
export const ws2Receives: Win32Functions = needsStartup({
  *recv(thread, s: bigint, buffer: bigint, length: number, flags: number): Blocking<number> {
    const checked = plainArguments(thread, [s, buffer, length], isWritable);
    if (typeof checked === 'number') return fail(thread, checked, SOCKET_ERROR);
    const { socket, spans } = checked;
    const impossible = wrongFlags(socket, flags);
    if (impossible !== null) return fail(thread, impossible, SOCKET_ERROR);
    return yield* transferNow(thread, receiving('recv', socket, spans, flags));
  },

  WSARecv(
    thread,
    s: bigint,
    buffers: bigint,
    count: number,
    transferred: bigint,
    flags: bigint,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    const call = { name: 'WSARecv', s, buffers, count, transferred, overlapped, routine };
    return receive(thread, call, flags);
  },

  /** A receive that tells who sent the datagram. */
  WSARecvFrom(
    thread,
    s: bigint,
    buffers: bigint,
    count: number,
    transferred: bigint,
    flags: bigint,
    address: bigint,
    length: bigint,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    const call = { name: 'WSARecvFrom', s, buffers, count, transferred, overlapped, routine };
    return receive(thread, call, flags, { address, length });
  },
});
