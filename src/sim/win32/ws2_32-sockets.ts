import { DatagramSocket } from '../kernel/datagram.ts';
import { objectOf } from '../kernel/handles.ts';
import { ANY, isLoopback, LOOPBACK } from '../kernel/network.ts';
import { EventObject } from '../kernel/object.ts';
import type { SocketObject } from '../kernel/socket.ts';
import { STATUS } from '../kernel/status.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { ERROR, winsockError } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { doAndWait } from './overlapped.ts';
import { isReadable, isWritable } from './pointers.ts';
import {
  AF_INET,
  failWith,
  INVALID_SOCKET,
  needsStartup,
  readAddress,
  SOCKADDR_IN,
  SOCKET_ERROR,
  setStartups,
  socketOf,
  startupsOf,
  WSA,
  writeAddress,
} from './winsock.ts';
import { inheritOptions } from './ws2_32-options.ts';

const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const WSA_FLAG_OVERLAPPED = 1;
const SD_SEND = 1;
const SD_BOTH = 2;

/** 2.2, the version that there is. */
const VERSION = 0x0202;

/** Bytes of a WSADATA and where its texts are, on 64-bit Windows (FFI-4). */
const WSADATA = { size: 408, description: 16, status: 273 };

/** Bytes of a WSAPROTOCOL_INFOW, and the member that is the provider's own: it says which socket is meant. */
const PROTOCOL_INFO = { size: 628, reserved: 112n };

/** Sockets that were offered to be opened once more, by their numbers. */
const offered = new WeakMap<object, Map<number, SocketObject>>();

function offers(thread: Thread): Map<number, SocketObject> {
  const { machine } = thread;
  const known = offered.get(machine) ?? new Map<number, SocketObject>();
  offered.set(machine, known);
  return known;
}

function open(thread: Thread, type: number, protocol: number, overlapped: boolean): bigint {
  const { machine, process } = thread;
  if (type === SOCK_STREAM && (protocol === 0 || protocol === IPPROTO_TCP)) {
    return process.handles.open(new StreamSocket(machine, overlapped));
  }
  if (type === SOCK_DGRAM && (protocol === 0 || protocol === IPPROTO_UDP)) {
    return process.handles.open(new DatagramSocket(machine, overlapped));
  }
  return fail(thread, WSA.EPROTONOSUPPORT, INVALID_SOCKET);
}

/** A new socket, after Windows' order of checks: type, family, protocol. What is 0 follows from the rest. */
function openAs(
  thread: Thread,
  af: number,
  type: number,
  protocol: number,
  overlapped: boolean,
): bigint {
  if (![0, SOCK_STREAM, SOCK_DGRAM].includes(type)) {
    return fail(thread, WSA.ESOCKTNOSUPPORT, INVALID_SOCKET);
  }
  if (af !== 0 && af !== AF_INET) return fail(thread, WSA.EAFNOSUPPORT, INVALID_SOCKET);
  if (af === 0 && protocol === 0) return fail(thread, WSA.EINVAL, INVALID_SOCKET);
  const ofProtocol = protocol === IPPROTO_UDP ? SOCK_DGRAM : SOCK_STREAM;
  return open(thread, type || ofProtocol, protocol, overlapped);
}

/** Whether an address says that a datagram socket shall be connected no more: AF_UNSPEC, or nothing but zeros. */
function endsDatagrams(thread: Thread, name: bigint, length: number): boolean {
  const { heap } = thread.process;
  if (length < SOCKADDR_IN || !isReadable(heap, name, SOCKADDR_IN)) return false;
  const [low = 0, high = 0, ...rest] = heap.bytes(name, 8, 'read');
  const family = low | (high << 8);
  return family === 0 || (family === AF_INET && rest.every((byte) => byte === 0));
}

/** Whether closing the socket has to wait for what it has sent. */
const lingers = ({ linger, endpoint }: StreamSocket): boolean =>
  linger !== null && linger > 0 && endpoint?.isDelivered === false;

/** Waits, after closing, for as long as SO_LINGER says; what has not arrived then breaks the connection off. */
function* untilDelivered(thread: Thread, { endpoint, linger }: StreamSocket): Blocking<number> {
  if (endpoint === null || endpoint.isDelivered) return 0;
  const delivered = new EventObject(true, false);
  endpoint.onDelivery = () => delivered.signal();
  const by = yield* delivered.waitFor(thread, 1_000_000 * (linger ?? 0), false);
  if (by === 'timeout') endpoint.abandon();
  return 0;
}

/** Functions of ws2_32.dll that need no WSAStartup. */
const always: Win32Functions = {
  /** Starts Winsock (FFI-6); the reason of a failure is what it returns. */
  WSAStartup(thread, version: number, data: bigint): number {
    const { heap } = thread.process;
    if ((version & 0xff) === 0) return WSA.VERNOTSUPPORTED;
    if (!isWritable(heap, data, WSADATA.size)) return WSA.EFAULT;
    const bytes = heap.bytes(data, WSADATA.size, 'write');
    bytes.fill(0);
    const view = new DataView(bytes.buffer, bytes.byteOffset, WSADATA.size);
    const isOlder = (version & 0xff) < 2;
    view.setUint16(0, isOlder ? version : VERSION, true);
    view.setUint16(2, VERSION, true);
    const write = (text: string, at: number) =>
      bytes.set(
        [...text].map((letter) => letter.charCodeAt(0)),
        at,
      );
    write('WinSock 2.0', WSADATA.description);
    write('Running', WSADATA.status);
    setStartups(thread.process, startupsOf(thread.process) + 1);
    return 0;
  },

  WSACleanup(thread): number {
    const count = startupsOf(thread.process);
    if (count === 0) return fail(thread, WSA.NOTINITIALISED, SOCKET_ERROR);
    setStartups(thread.process, count - 1);
    return 0;
  },

  /** The same number as GetLastError's (FFI-5). */
  WSAGetLastError: (thread) => thread.lastError,

  WSASetLastError(thread, error: number): undefined {
    thread.lastError = error >>> 0;
    return undefined;
  },
};

const sockets: Win32Functions = {
  /** SetEvent by another name, with the same error for what is no event (NUM-5). */
  WSASetEvent(thread, handle: bigint): number {
    const event = objectOf(thread, handle);
    if (!(event instanceof EventObject)) return fail(thread, ERROR.INVALID_HANDLE, 0);
    event.signal();
    return 1;
  },

  /** A socket; overlapped only if it is asked for (RECV-13). From a WSAPROTOCOL_INFOW it is the other one again (SCLOSE-6). */
  WSASocketW(
    thread,
    af: number,
    type: number,
    protocol: number,
    info: bigint,
    _group: number,
    flags: number,
  ): bigint {
    const { heap, handles } = thread.process;
    if (info !== 0n) {
      if (!isReadable(heap, info, PROTOCOL_INFO.size)) {
        return fail(thread, WSA.EFAULT, INVALID_SOCKET);
      }
      const number = heap.readUint32(info + PROTOCOL_INFO.reserved);
      const socket = offers(thread).get(number);
      if (socket) {
        // Nobody has it any more: it is closed.
        if (socket.handleCount === 0) return fail(thread, WSA.EINVAL, INVALID_SOCKET);
        return handles.open(socket);
      }
    }
    return openAs(thread, af, type, protocol, (flags & WSA_FLAG_OVERLAPPED) !== 0);
  },

  /** A socket, overlapped (RECV-13). */
  socket(thread, af: number, type: number, protocol: number): bigint {
    return openAs(thread, af, type, protocol, true);
  },

  /** Offers a socket to be opened once more, by this process or another one (SCLOSE-6). */
  WSADuplicateSocketW(thread, s: bigint, process: number, info: bigint): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const { heap } = thread.process;
    if (!isWritable(heap, info, PROTOCOL_INFO.size)) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    if (!thread.machine.processOf(process)) return fail(thread, WSA.EINVAL, SOCKET_ERROR);
    const all = offers(thread);
    const number = all.size + 1;
    all.set(number, socket);
    heap.writeUint32(info + PROTOCOL_INFO.reserved, number);
    return 0;
  },

  bind(thread, s: bigint, name: bigint, length: number): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const address = readAddress(thread.process.heap, name, length);
    if (typeof address === 'number') return fail(thread, address, SOCKET_ERROR);
    if (socket.local !== null) return fail(thread, WSA.EINVAL, SOCKET_ERROR);
    if (address.ip !== ANY && !isLoopback(address.ip)) {
      return fail(thread, WSA.EADDRNOTAVAIL, SOCKET_ERROR);
    }
    const status = socket.bind(address);
    return status === STATUS.SUCCESS ? 0 : failWith(thread, status, SOCKET_ERROR);
  },

  listen(thread, s: bigint, backlog: number): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    if (!(socket instanceof StreamSocket)) return fail(thread, WSA.EOPNOTSUPP, SOCKET_ERROR);
    if (socket.endpoint !== null) return fail(thread, WSA.EISCONN, SOCKET_ERROR);
    if (socket.local === null) return fail(thread, WSA.EINVAL, SOCKET_ERROR);
    socket.listen(backlog);
    return 0;
  },

  /** Takes a connection, or waits for one. The new socket is overlapped and has no port (PORT-7, RECV-13). */
  *accept(thread, s: bigint, name: bigint, length: bigint): Blocking<bigint> {
    const listener = socketOf(thread, s);
    if (!listener) return fail(thread, WSA.ENOTSOCK, INVALID_SOCKET);
    if (!(listener instanceof StreamSocket)) return fail(thread, WSA.EOPNOTSUPP, INVALID_SOCKET);
    const { heap } = thread.process;
    // A connection that nobody can be told of stays where it is.
    if (name !== 0n) {
      const room = isWritable(heap, length, 4) ? heap.readUint32(length) | 0 : 0;
      if (room < SOCKADDR_IN || !isWritable(heap, name, SOCKADDR_IN)) {
        return fail(thread, WSA.EFAULT, INVALID_SOCKET);
      }
    }
    if (!listener.isListening) return fail(thread, WSA.EINVAL, INVALID_SOCKET);
    if (listener.nonBlocking && !listener.isReadable) {
      return fail(thread, WSA.EWOULDBLOCK, INVALID_SOCKET);
    }
    const accepted = new StreamSocket(thread.machine, true);
    const { status } = yield* doAndWait({ thread, file: listener, name: 'accept' }, (request) => {
      const begun = listener.accept({
        request,
        take({ endpoint, local, remote }) {
          if (endpoint.broken !== null) {
            request.complete(endpoint.broken, 0);
            return;
          }
          accepted.adopt(endpoint, local, remote);
          accepted.knowsItsConnection = true;
          request.complete(STATUS.SUCCESS, 0);
        },
      });
      return begun === 'taken' ? 'pending' : begun;
    });
    if (status !== STATUS.SUCCESS) return failWith(thread, status, INVALID_SOCKET);
    accepted.nonBlocking = listener.nonBlocking;
    inheritOptions(listener, accepted);
    const { remote } = accepted;
    if (remote) writeAddress(heap, name, length, remote);
    return thread.process.handles.open(accepted);
  },

  /** Connects, and waits until that is done; a datagram socket only keeps the address. */
  *connect(thread, s: bigint, name: bigint, length: number): Blocking<number> {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    if (socket instanceof DatagramSocket && endsDatagrams(thread, name, length)) {
      socket.remote = null;
      return 0;
    }
    const address = readAddress(thread.process.heap, name, length);
    if (typeof address === 'number') return fail(thread, address, SOCKET_ERROR);
    if (socket instanceof DatagramSocket) {
      if (address.ip === ANY || address.port === 0) {
        return fail(thread, WSA.EADDRNOTAVAIL, SOCKET_ERROR);
      }
      const bound = socket.local === null ? socket.bind({ ip: ANY, port: 0 }) : STATUS.SUCCESS;
      if (bound !== STATUS.SUCCESS) return failWith(thread, bound, SOCKET_ERROR);
      socket.remote = address;
      return 0;
    }
    if (!(socket instanceof StreamSocket)) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    if (socket.endpoint !== null) {
      return fail(thread, socket.knowsItsConnection ? WSA.EISCONN : WSA.EINVAL, SOCKET_ERROR);
    }
    if (socket.isConnectingBy === 'connect') return fail(thread, WSA.EALREADY, SOCKET_ERROR);
    if (socket.isListening || socket.acceptedBy !== null || socket.isConnectingBy !== null) {
      return fail(thread, WSA.EINVAL, SOCKET_ERROR);
    }
    if (address.ip === ANY || address.port === 0) {
      return fail(thread, WSA.EADDRNOTAVAIL, SOCKET_ERROR);
    }
    socket.error = 0;
    if (socket.nonBlocking) {
      socket.connect(address, (status) => {
        if (status === STATUS.SUCCESS) socket.knowsItsConnection = true;
        else socket.error = winsockError(status);
      });
      return fail(thread, WSA.EWOULDBLOCK, SOCKET_ERROR);
    }
    const { status } = yield* doAndWait({ thread, file: socket, name: 'connect' }, (request) => {
      socket.connect(address, (over) => request.complete(over, 0));
      return 'pending';
    });
    if (status !== STATUS.SUCCESS) return failWith(thread, status, SOCKET_ERROR);
    socket.knowsItsConnection = true;
    return 0;
  },

  getsockname(thread, s: bigint, name: bigint, length: bigint): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const stream = socket instanceof StreamSocket ? socket : null;
    if (socket.local === null) return fail(thread, WSA.EINVAL, SOCKET_ERROR);
    if (stream?.wasAccepted && !stream.knowsItsConnection) {
      return fail(thread, WSA.ENOTCONN, SOCKET_ERROR);
    }
    // A connected socket knows which of the machine's addresses it uses.
    const isWhole = !stream?.endpoint || socket.local.ip !== ANY;
    const local = isWhole ? socket.local : { ...socket.local, ip: LOOPBACK };
    if (name === 0n) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    const status = writeAddress(thread.process.heap, name, length, local);
    return status === STATUS.SUCCESS ? 0 : failWith(thread, status, SOCKET_ERROR);
  },

  /** The other end's address; 10057 when the socket does not know that it is connected (CONN-6, CONN-9). */
  getpeername(thread, s: bigint, name: bigint, length: bigint): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const knows = socket instanceof StreamSocket ? socket.knowsItsConnection : true;
    const remote = (socket as StreamSocket | DatagramSocket).remote;
    if (!knows || remote === null) return fail(thread, WSA.ENOTCONN, SOCKET_ERROR);
    if (name === 0n) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    const status = writeAddress(thread.process.heap, name, length, remote);
    return status === STATUS.SUCCESS ? 0 : failWith(thread, status, SOCKET_ERROR);
  },

  /** Ends one direction or both; 10057 when the socket does not know that it is connected (CONN-6, CONN-9). */
  shutdown(thread, s: bigint, how: number): number {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    if (how < 0 || how > SD_BOTH) return fail(thread, WSA.EINVAL, SOCKET_ERROR);
    const [receive, send] = [how !== SD_SEND, how >= SD_SEND];
    if (socket instanceof DatagramSocket) {
      socket.shut({ receive, send });
      return 0;
    }
    if (!(socket instanceof StreamSocket)) return 0;
    if (socket.endpoint === null || !socket.knowsItsConnection) {
      return fail(thread, WSA.ENOTCONN, SOCKET_ERROR);
    }
    if (send) socket.endpoint.shutSend();
    if (receive) socket.endpoint.shutReceive();
    return 0;
  },

  /**
   * Closes a socket; with its last handle its operations end (SCLOSE-1, SCLOSE-3, SCLOSE-6, SCLOSE-7). With a time in
   * SO_LINGER it waits until what was sent has arrived; a non-blocking socket stays open instead, with 10035.
   */
  closesocket(thread, s: bigint): number | Blocking<number> {
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    const waits = socket instanceof StreamSocket && socket.handleCount === 1 && lingers(socket);
    if (waits && socket.nonBlocking) return fail(thread, WSA.EWOULDBLOCK, SOCKET_ERROR);
    thread.process.handles.close(s);
    return waits ? untilDelivered(thread, socket) : 0;
  },
};

/** Functions of ws2_32.dll that make, name and close sockets. */
export const ws2Sockets: Win32Functions = { ...always, ...needsStartup(sockets) };
