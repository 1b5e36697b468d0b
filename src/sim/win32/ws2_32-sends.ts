import { DatagramSocket } from '../kernel/datagram.ts';
import { type Address, ANY } from '../kernel/network.ts';
import type { Span } from '../kernel/request.ts';
import type { SocketObject } from '../kernel/socket.ts';
import { STATUS } from '../kernel/status.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import type { Heap } from '../memory/heap.ts';
import { fail, type Win32Functions } from './function.ts';
import { isReadable } from './pointers.ts';
import { needsStartup, readAddress, SOCKET_ERROR, WSA } from './winsock.ts';
import {
  argumentsOf,
  type Call,
  NOT_CONNECTED,
  plainArguments,
  returned,
  type Transfer,
  transfer,
  transferNow,
  wrongUrgency,
} from './winsock-transfer.ts';

/** lpTo and iTolen; a pointer of 0 leaves it to the connection. */
interface To {
  name: bigint;
  length: number;
}

const NOBODY: To = { name: 0n, length: 0 };

/** Where a datagram shall go, or a Winsock error: an address or a port of 0 is none. */
function destination(heap: Heap, name: bigint, length: number): Address | number {
  const to = readAddress(heap, name, length);
  return typeof to !== 'number' && (to.ip === ANY || to.port === 0) ? WSA.EADDRNOTAVAIL : to;
}

/** The send of a socket, or a Winsock error where its flags or its destination are wrong. A stream has its own destination. */
function sending(
  thread: Thread,
  name: string,
  { socket, spans }: { socket: SocketObject; spans: readonly Span[] },
  flags: number,
  to: To,
): Transfer | number {
  const urgent = wrongUrgency(socket, flags);
  if (urgent !== null) return urgent;
  const what = { name, socket, spans, direction: 'out' } as const;
  if (socket instanceof DatagramSocket) {
    const given = to.name === 0n ? null : destination(thread.process.heap, to.name, to.length);
    if (typeof given === 'number') return given;
    return {
      ...what,
      wouldWait: false,
      begin(request) {
        const remote = given ?? socket.remote;
        return remote === null ? NOT_CONNECTED : socket.send(request.gather(), remote);
      },
    };
  }
  const endpoint = socket instanceof StreamSocket ? socket.endpoint : null;
  return {
    ...what,
    wouldWait: endpoint?.isWritable === false,
    begin: (request) => endpoint?.send(request, request.gather()) ?? NOT_CONNECTED,
  };
}

function* send(thread: Thread, call: Call, flags: number, to: To): Blocking<number> {
  const checked = argumentsOf(thread, call, isReadable);
  if (typeof checked === 'number') return fail(thread, checked, SOCKET_ERROR);
  const what = sending(thread, call.name, checked, flags, to);
  if (typeof what === 'number') return fail(thread, what, SOCKET_ERROR);
  const { status, information } = yield* transfer(thread, what, call.overlapped, call.routine);
  if (status === STATUS.SUCCESS && call.transferred !== 0n) {
    thread.process.heap.writeUint32(call.transferred, information ?? 0);
  }
  return returned(thread, status);
}

function* sendNow(
  thread: Thread,
  name: string,
  memory: readonly [s: bigint, buffer: bigint, length: number],
  flags: number,
  to: To,
): Blocking<number> {
  const checked = plainArguments(thread, memory, isReadable);
  if (typeof checked === 'number') return fail(thread, checked, SOCKET_ERROR);
  const what = sending(thread, name, checked, flags, to);
  if (typeof what === 'number') return fail(thread, what, SOCKET_ERROR);
  return yield* transferNow(thread, what);
}

/** Functions of ws2_32.dll that send. */
export const ws2Sends: Win32Functions = needsStartup({
  send: (thread, s: bigint, buffer: bigint, length: number, flags: number) =>
    sendNow(thread, 'send', [s, buffer, length], flags, NOBODY),

  /** Sends one datagram to an address. */
  sendto(
    thread,
    s: bigint,
    buffer: bigint,
    length: number,
    flags: number,
    name: bigint,
    nameLength: number,
  ): Blocking<number> {
    const to = { name, length: nameLength };
    return sendNow(thread, 'sendto', [s, buffer, length], flags, to);
  },

  WSASend(
    thread,
    s: bigint,
    buffers: bigint,
    count: number,
    transferred: bigint,
    flags: number,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    const call = { name: 'WSASend', s, buffers, count, transferred, overlapped, routine };
    return send(thread, call, flags, NOBODY);
  },

  /** Sends a datagram to an address; a stream has its own. */
  WSASendTo(
    thread,
    s: bigint,
    buffers: bigint,
    count: number,
    transferred: bigint,
    flags: number,
    name: bigint,
    length: number,
    overlapped: bigint,
    routine: bigint,
  ): Blocking<number> {
    const call = { name: 'WSASendTo', s, buffers, count, transferred, overlapped, routine };
    return send(thread, call, flags, { name, length });
  },
});
