import type { Sharing } from '../kernel/network.ts';
import type { SocketObject } from '../kernel/socket.ts';
import { SEND_BUFFER } from '../kernel/stream.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Heap } from '../memory/heap.ts';
import { fail, type Win32Functions } from './function.ts';
import { isReadable, isWritable } from './pointers.ts';
import { needsStartup, SOCKET_ERROR, socketOf, streamOf, WSA } from './winsock.ts';

const SOL_SOCKET = 0xffff;
const IPPROTO_TCP = 6;
/** Levels that Windows knows for these sockets: IP, TCP, UDP, IPv6 and the socket's own. */
const LEVELS: readonly number[] = [0, IPPROTO_TCP, 17, 41, SOL_SOCKET];

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
/** The opposites of two options, with numbers of their own. */
const SO_EXCLUSIVEADDRUSE = ~SO.REUSEADDR;
const SO_DONTLINGER = ~SO.LINGER;
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

const streamed = (socket: SocketObject): StreamSocket | null =>
  socket instanceof StreamSocket ? socket : null;

/** An option that is a number, or yes or no. */
interface Option {
  /** Whether it is only on or off; then any number but 0 is on, and a shorter one will do. */
  isFlag: boolean;
  get(socket: SocketObject): number;
  /** @returns a Winsock error, or 0; without it the option can only be read */
  set?(socket: SocketObject, value: number): number;
}

const kept = (option: number, isFlag: boolean, otherwise: number): Option => ({
  isFlag,
  get: (socket) => rememberedOf(socket).get(option) ?? otherwise,
  set(socket, value) {
    rememberedOf(socket).set(option, value);
    return 0;
  },
});

/** SO_REUSEADDR or SO_EXCLUSIVEADDRUSE, of which a socket can have one. */
const sharing = (own: Sharing, other: Sharing): Option => ({
  isFlag: true,
  get: (socket) => (socket.sharing === own ? 1 : 0),
  set(socket, value) {
    if (value !== 0 && socket.sharing === other) return WSA.EINVAL;
    if (value !== 0) socket.sharing = own;
    else if (socket.sharing === own) socket.sharing = 'default';
    return 0;
  },
});

const OF_SOCKETS: ReadonlyMap<number, Option> = new Map([
  [SO.ACCEPTCONN, { isFlag: true, get: (socket) => (streamed(socket)?.isListening ? 1 : 0) }],
  [SO.TYPE, { isFlag: false, get: ({ type }) => (type === 'stream' ? 1 : 2) }],
  [
    SO.ERROR,
    {
      isFlag: false,
      get(socket) {
        // It is told once.
        const { error } = socket;
        socket.error = 0;
        return error;
      },
      set(socket, value) {
        socket.error = value;
        return 0;
      },
    },
  ],
  [
    SO.SNDBUF,
    {
      isFlag: false,
      get: ({ sendBuffer }) => sendBuffer,
      set(socket, value) {
        socket.sendBuffer = value;
        return 0;
      },
    },
  ],
  [
    SO.CONNECT_TIME,
    {
      isFlag: false,
      get(socket) {
        const since = streamed(socket)?.connectedAt ?? null;
        return since === null ? 0xffff_ffff : Math.floor((socket.machine.now - since) / 1e6);
      },
    },
  ],
  [SO.RCVBUF, kept(SO.RCVBUF, false, SEND_BUFFER)],
  [SO.KEEPALIVE, kept(SO.KEEPALIVE, true, 0)],
  [SO.REUSEADDR, sharing('reuse', 'exclusive')],
  [SO_EXCLUSIVEADDRUSE, sharing('exclusive', 'reuse')],
] as [number, Option][]);

/** Those that a UDP socket does not have. */
const OF_STREAMS: ReadonlyMap<number, Option> = new Map([
  [
    SO.LINGER,
    {
      isFlag: false,
      // l_onoff is the lower half, l_linger the upper one.
      get(socket) {
        const linger = streamed(socket)?.linger ?? null;
        return linger === null ? 0 : 1 | (linger << 16);
      },
      set(socket, value) {
        const stream = streamed(socket);
        if (stream) stream.linger = (value & 0xffff) === 0 ? null : value >>> 16;
        return 0;
      },
    },
  ],
  [
    SO_DONTLINGER,
    {
      isFlag: true,
      get: (socket) => (streamed(socket)?.linger === null ? 1 : 0),
      set(socket, value) {
        const stream = streamed(socket);
        if (stream) stream.linger = value === 0 ? (stream.linger ?? 0) : null;
        return 0;
      },
    },
  ],
]);

const NODELAY = kept(TCP_NODELAY, true, 0);

/**
 * An option of a socket, or a Winsock error where it has none.
 *
 * @throws Error for an option that the simulator does not have; Windows may
 */
function optionOf(socket: SocketObject, level: number, option: number): Option | number {
  if (!LEVELS.includes(level)) return WSA.EINVAL;
  if (level === IPPROTO_TCP && option === TCP_NODELAY) return NODELAY;
  const ofStreams = level === SOL_SOCKET ? OF_STREAMS.get(option) : undefined;
  if (ofStreams) return socket.type === 'stream' ? ofStreams : WSA.ENOPROTOOPT;
  const known = level === SOL_SOCKET ? OF_SOCKETS.get(option) : undefined;
  if (known) return known;
  const number = `0x${(option >>> 0).toString(16).toUpperCase()}`;
  throw new Error(
    `The socket option ${number} of level ${level} is not in the simulated Windows. Do without it, or run the program on Windows or on Wine.`,
  );
}

/** An accepted socket begins with the options of the listener; after AcceptEx when it is told of it (CONN-6). */
export function inheritOptions(from: StreamSocket, to: StreamSocket): void {
  to.sendBuffer = from.sendBuffer;
  to.linger = from.linger;
  to.sharing = from.sharing;
  const known = remembered.get(from);
  if (known) remembered.set(to, new Map(known));
}

function updateContext(thread: Thread, socket: SocketObject, listening: bigint | null): number {
  if (!(socket instanceof StreamSocket) || socket.endpoint === null) {
    return fail(thread, WSA.ENOTCONN, SOCKET_ERROR);
  }
  if (listening !== null) {
    const listener = streamOf(thread, listening);
    if (!listener?.isListening) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    inheritOptions(listener, socket);
  }
  socket.knowsItsConnection = true;
  return 0;
}

/** The number at an address, of 1 byte up to 4; what is longer counts for 4. */
function readValue(heap: Heap, at: bigint, length: number): number {
  const bytes = heap.bytes(at, Math.min(length, 4), 'read');
  return bytes.reduce((sum, byte, place) => sum + byte * 2 ** (8 * place), 0);
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
    const known = optionOf(socket, level, option);
    if (typeof known === 'number') return fail(thread, known, SOCKET_ERROR);
    // One that is on or off fits into a byte, too.
    if (known.isFlag && room >= 1 && room < 4) {
      return give(1, (view) => view.setUint8(0, known.get(socket)));
    }
    return give(4, (view) => view.setUint32(0, known.get(socket), true));
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
    if (level === SOL_SOCKET && option === SO.UPDATE_ACCEPT_CONTEXT) {
      if (length < 8 || !isReadable(heap, value, 8)) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
      return updateContext(thread, socket, heap.readUint64(value));
    }
    const known = optionOf(socket, level, option);
    if (typeof known === 'number') return fail(thread, known, SOCKET_ERROR);
    if (!known.set) return fail(thread, WSA.ENOPROTOOPT, SOCKET_ERROR);
    const size = known.isFlag ? 1 : 4;
    if (length < size || !isReadable(heap, value, Math.min(length, 4))) {
      return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    }
    const number = readValue(heap, value, length);
    const error = known.set(socket, known.isFlag && number !== 0 ? 1 : number);
    return error === 0 ? 0 : fail(thread, error, SOCKET_ERROR);
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
