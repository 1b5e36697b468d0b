import type { SocketObject } from '../kernel/socket.ts';
import { SEND_BUFFER } from '../kernel/stream.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import type { Thread } from '../kernel/thread.ts';
import { fail, type Win32Functions } from './function.ts';
import { isReadable, isWritable } from './pointers.ts';
import { needsStartup, SOCKET_ERROR, socketOf, streamOf, WSA } from './winsock.ts';

const SOL_SOCKET = 0xffff;
const IPPROTO_TCP = 6;

const SO = {
  ACCEPTCONN: 0x0002,
  REUSEADDR: 0x0004,
  KEEPALIVE: 0x0008,
  LINGER: 0x0080,
  SNDBUF: 0x1001,
  RCVBUF: 0x1002,
  ERROR: 0x1007,
  TYPE: 0x1008,
  PROTOCOL_INFOW: 0x2005,
  UPDATE_ACCEPT_CONTEXT: 0x700b,
  CONNECT_TIME: 0x700c,
  UPDATE_CONNECT_CONTEXT: 0x7010,
} as const;
const READ_ONLY: readonly number[] = [SO.ACCEPTCONN, SO.ERROR, SO.TYPE, SO.CONNECT_TIME];
const SO_EXCLUSIVEADDRUSE = ~SO.REUSEADDR;
const TCP_NODELAY = 1;

const FIONBIO = 0x8004_667e;
const FIONREAD = 0x4004_667f;

/** dwServiceFlags1 of Microsoft's TCP and UDP: XP1_IFS_HANDLES is among them (SKIP-7). */
const SERVICE_FLAGS = { stream: 0x0002_0066, datagram: 0x0002_0609 };
const PROTOCOL_INFO_SIZE = 628;

/** What options were set to that change nothing in the simulator. */
const remembered = new WeakMap<SocketObject, Map<number, number>>();

function rememberedOf(socket: SocketObject): Map<number, number> {
  const known = remembered.get(socket) ?? new Map<number, number>();
  remembered.set(socket, known);
  return known;
}

/** An option that is one number; undefined for one that there is not. */
function numberOf(socket: SocketObject, level: number, option: number): number | undefined {
  const stream = socket instanceof StreamSocket ? socket : null;
  if (level === IPPROTO_TCP) {
    return option === TCP_NODELAY ? (rememberedOf(socket).get(TCP_NODELAY) ?? 0) : undefined;
  }
  if (level !== SOL_SOCKET) return undefined;
  switch (option) {
    case SO.ACCEPTCONN:
      return stream?.isListening ? 1 : 0;
    case SO.TYPE:
      return socket.type === 'stream' ? 1 : 2;
    case SO.ERROR:
      return socket.error;
    case SO.SNDBUF:
      return socket.sendBuffer;
    case SO.CONNECT_TIME:
      return stream?.connectedAt === null || stream === null
        ? 0xffff_ffff
        : Math.floor((socket.machine.now - stream.connectedAt) / 1e6);
    case SO.RCVBUF:
      return rememberedOf(socket).get(option) ?? SEND_BUFFER;
    case SO.REUSEADDR:
    case SO.KEEPALIVE:
    case SO_EXCLUSIVEADDRUSE:
      return rememberedOf(socket).get(option) ?? 0;
    default:
      return undefined;
  }
}

function updateContext(thread: Thread, socket: SocketObject, listener: bigint | null): number {
  if (!(socket instanceof StreamSocket) || socket.endpoint === null) {
    return fail(thread, WSA.ENOTCONN, SOCKET_ERROR);
  }
  if (listener !== null && !streamOf(thread, listener)?.isListening) {
    return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
  }
  socket.knowsItsConnection = true;
  return 0;
}

/** Functions of ws2_32.dll for options of sockets. */
export const ws2Options: Win32Functions = needsStartup({
  getsockopt(
    thread,
    s: bigint,
    level: number,
    option: number,
    value: bigint,
    length: bigint,
  ): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const { heap } = thread.process;
    if (!isWritable(heap, length, 4)) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    const room = heap.readUint32(length) | 0;
    const give = (size: number, write: (view: DataView) => void): number => {
      if (room < size || !isWritable(heap, value, size)) {
        return fail(thread, WSA.EFAULT, SOCKET_ERROR);
      }
      const bytes = heap.bytes(value, size, 'write');
      write(new DataView(bytes.buffer, bytes.byteOffset, size));
      heap.writeUint32(length, size);
      return 0;
    };
    if (level === SOL_SOCKET && option === SO.PROTOCOL_INFOW) {
      return give(PROTOCOL_INFO_SIZE, (view) => {
        for (let at = 0; at < PROTOCOL_INFO_SIZE; at++) view.setUint8(at, 0);
        view.setUint32(0, SERVICE_FLAGS[socket.type], true);
      });
    }
    if (level === SOL_SOCKET && option === SO.LINGER) {
      const isOn = socket instanceof StreamSocket && socket.lingersNot;
      return give(4, (view) => view.setUint32(0, isOn ? 1 : 0, true));
    }
    const number = numberOf(socket, level, option);
    // It is told once.
    if (level === SOL_SOCKET && option === SO.ERROR) socket.error = 0;
    if (number === undefined) return fail(thread, WSA.ENOPROTOOPT, SOCKET_ERROR);
    return give(4, (view) => view.setUint32(0, number, true));
  },

  setsockopt(
    thread,
    s: bigint,
    level: number,
    option: number,
    value: bigint,
    length: number,
  ): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const { heap } = thread.process;
    if (level === SOL_SOCKET && option === SO.UPDATE_CONNECT_CONTEXT) {
      return updateContext(thread, socket, null);
    }
    if (length < 4 || !isReadable(heap, value, 4)) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    if (level === SOL_SOCKET && option === SO.UPDATE_ACCEPT_CONTEXT) {
      if (length < 8 || !isReadable(heap, value, 8)) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
      return updateContext(thread, socket, heap.readUint64(value));
    }
    const number = heap.readUint32(value);
    if (level === SOL_SOCKET && option === SO.LINGER) {
      // l_onoff is the lower half, l_linger the upper one.
      if (socket instanceof StreamSocket) {
        socket.lingersNot = (number & 0xffff) !== 0 && number >>> 16 === 0;
      }
      return 0;
    }
    const isReadOnly = level === SOL_SOCKET && READ_ONLY.includes(option);
    if (isReadOnly || numberOf(socket, level, option) === undefined) {
      return fail(thread, WSA.ENOPROTOOPT, SOCKET_ERROR);
    }
    if (level === SOL_SOCKET && option === SO.SNDBUF) socket.sendBuffer = number;
    else rememberedOf(socket).set(option, number);
    return 0;
  },

  ioctlsocket(thread, s: bigint, command: number, argument: bigint): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const { heap } = thread.process;
    if (!isWritable(heap, argument, 4)) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    switch (command >>> 0) {
      case FIONBIO:
        socket.nonBlocking = heap.readUint32(argument) !== 0;
        return 0;
      case FIONREAD:
        heap.writeUint32(argument, socket.available);
        return 0;
      default:
        return fail(thread, WSA.EOPNOTSUPP, SOCKET_ERROR);
    }
  },
});
