import { prototypes } from '../../abi/prototypes/index.ts';
import { DatagramSocket } from '../kernel/datagram.ts';
import { ANY } from '../kernel/network.ts';
import type { Begun, Request } from '../kernel/request.ts';
import { STATUS } from '../kernel/status.ts';
import { LATENCY } from '../kernel/stream.ts';
import { type Arrival, StreamSocket } from '../kernel/stream-socket.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { ERROR } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { doAndWait, startOverlapped } from './overlapped.ts';
import { isReadable, isWritable } from './pointers.ts';
import {
  addressBytes,
  failWith,
  needsStartup,
  readAddress,
  SOCKADDR_IN,
  SOCKET_ERROR,
  socketOf,
  streamOf,
  WSA,
} from './winsock.ts';

const TRUE = 1;
const FALSE = 0;

const SIO_GET_EXTENSION_FUNCTION_POINTER = 0xc800_0006;
const SIO_UDP_CONNRESET = 0x9800_000c;

/** DisconnectEx' flag that makes the socket usable again. */
const TF_REUSE_SOCKET = 2;

/** Bytes that AcceptEx needs for an address: 16 more than the address has (CONN-3). */
const ADDRESS_AREA = SOCKADDR_IN + 16;

/** The connection is there already, STATUS_CONNECTION_ACTIVE. */
const CONNECTION_ACTIVE = 0xc000_023b;

const refuse = (status: number) => (): Begun => ({ status, information: 0 });

/** The 16 bytes of a GUID in words: three little-endian numbers, then eight bytes as they are written. */
function readGuid(bytes: Uint8Array): string {
  const hex = (from: number, to: number, backwards: boolean) => {
    const part = [...bytes.subarray(from, to)];
    return (backwards ? part.reverse() : part)
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
  };
  return [
    hex(0, 4, true),
    hex(4, 6, true),
    hex(6, 8, true),
    hex(8, 10, false),
    hex(10, 16, false),
  ].join('-');
}

/** What an overlapped call of this family returns: TRUE, or FALSE with the reason, which is 997 for one that pends. */
function returned(thread: Thread, status: number): number {
  if (status === STATUS.PENDING) return fail(thread, ERROR.IO_PENDING, FALSE);
  return status === STATUS.SUCCESS ? TRUE : failWith(thread, status, FALSE);
}

/** The accept of one connection: into which socket, and where the first bytes and the addresses go. */
class Accept {
  readonly #thread: Thread;
  readonly #socket: StreamSocket;
  readonly #buffer: bigint;
  readonly #data: number;
  readonly #local: number;
  readonly #remote: number;

  constructor(
    thread: Thread,
    accepted: StreamSocket,
    memory: { buffer: bigint; data: number; local: number; remote: number },
  ) {
    this.#thread = thread;
    this.#socket = accepted;
    this.#buffer = memory.buffer;
    this.#data = memory.data;
    this.#local = memory.local;
    this.#remote = memory.remote;
  }

  /** Ends for want of room, and leaves the connection to the next that accepts (CONN-3). */
  declines(request: Request): boolean {
    const isTooSmall =
      (this.#local !== 0 && this.#local < ADDRESS_AREA) || this.#remote < ADDRESS_AREA;
    if (isTooSmall) this.#over(request, STATUS.BUFFER_TOO_SMALL, 0);
    return isTooSmall;
  }

  take(request: Request, arrival: Arrival): void {
    const { endpoint } = arrival;
    // With room for data it is over when the first bytes have come, or the end.
    const tryAgain = () => {
      if (request.state === 'over') return;
      if (endpoint.broken !== null) {
        this.#over(request, endpoint.broken, 0);
        return;
      }
      if (this.#data > 0 && !endpoint.isReadable) return;
      endpoint.onArrival = () => {};
      const bytes = endpoint.takeNow(this.#data);
      request.write(this.#buffer, bytes);
      this.#end(request, arrival, bytes.length);
    };
    endpoint.onArrival = tryAgain;
    request.onCancel = () => {
      endpoint.onArrival = () => {};
      endpoint.close(true);
      this.#over(request, STATUS.CANCELLED, 0);
    };
    tryAgain();
  }

  #over(request: Request, status: number, bytes: number): void {
    this.#socket.acceptedBy = null;
    request.complete(status, bytes);
  }

  #end(request: Request, { endpoint, local, remote }: Arrival, bytes: number): void {
    this.#socket.adopt(endpoint, local, remote);
    this.#socket.wasAccepted = true;
    const { heap } = this.#thread.process;
    let area = this.#buffer + BigInt(this.#data);
    for (const [address, room] of [
      [local, this.#local],
      [remote, this.#remote],
    ] as const) {
      if (room > 0) {
        const written = new Uint8Array(4 + SOCKADDR_IN);
        new DataView(written.buffer).setUint32(0, SOCKADDR_IN, true);
        written.set(addressBytes(address), 4);
        if (heap.blockAt(area)) request.write(area, written);
      }
      area += BigInt(room);
    }
    this.#over(request, STATUS.SUCCESS, bytes);
  }
}

const extensions: Win32Functions = {
  /** Accepts a connection into a fresh socket (CONN-2 to CONN-5). */
  AcceptEx(
    thread,
    listening: bigint,
    accepting: bigint,
    buffer: bigint,
    data: number,
    local: number,
    remote: number,
    received: bigint,
    overlapped: bigint,
  ): number {
    const { heap } = thread.process;
    const listener = socketOf(thread, listening);
    const accepted = socketOf(thread, accepting);
    if (overlapped === 0n) {
      return fail(thread, listener ? ERROR.INVALID_PARAMETER : WSA.ENOTSOCK, FALSE);
    }
    if (!listener) {
      heap.writeUint32(overlapped, STATUS.PENDING);
      return fail(thread, WSA.ENOTSOCK, FALSE);
    }
    const size = data + local + remote;
    const isUsable = accepted instanceof StreamSocket && accepted.isFresh;
    const listens = listener instanceof StreamSocket && listener.isListening;
    const wrong = !accepted
      ? STATUS.INVALID_HANDLE
      : remote === 0 || !isWritable(heap, buffer, size)
        ? STATUS.ACCESS_VIOLATION
        : !listens || !isUsable
          ? STATUS.INVALID_PARAMETER
          : null;
    const spans = [{ address: buffer, length: size }];
    const { status, request } = startOverlapped(
      { thread, file: listener, name: 'AcceptEx', overlapped, spans },
      (starting) => {
        if (wrong !== null || !listens || !isUsable) {
          return refuse(wrong ?? STATUS.INVALID_PARAMETER)();
        }
        accepted.acceptedBy = starting;
        const accept = new Accept(thread, accepted, { buffer, data, local, remote });
        const begun = listener.accept({
          request: starting,
          declines: () => accept.declines(starting),
          take: (arrival) => accept.take(starting, arrival),
        });
        if (begun === 'pending') {
          const leave = starting.onCancel;
          starting.onCancel = (request) => {
            accepted.acceptedBy = null;
            leave(request);
          };
        }
        return begun === 'taken' ? 'pending' : begun;
      },
    );
    if (status === STATUS.SUCCESS && received !== 0n) {
      heap.writeUint32(received, request.information);
    }
    return returned(thread, status);
  },

  /** Finds the addresses behind the data of an AcceptEx. */
  GetAcceptExSockaddrs(
    thread,
    buffer: bigint,
    data: number,
    local: number,
    _remote: number,
    localAddress: bigint,
    localLength: bigint,
    remoteAddress: bigint,
    remoteLength: bigint,
  ): undefined {
    const { heap } = thread.process;
    const give = (area: bigint, address: bigint, length: bigint) => {
      heap.writeUint64(address, area + 4n);
      heap.writeUint32(length, heap.readUint32(area));
    };
    const areas = buffer + BigInt(data);
    if (local > 0) give(areas, localAddress, localLength);
    give(areas + BigInt(local), remoteAddress, remoteLength);
    return undefined;
  },

  /** Connects a socket that is bound (CONN-7), and sends data along (CONN-8). */
  ConnectEx(
    thread,
    s: bigint,
    name: bigint,
    length: number,
    buffer: bigint,
    bytes: number,
    _sent: bigint,
    overlapped: bigint,
  ): number {
    const socket = streamOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, FALSE);
    if (overlapped === 0n) return fail(thread, ERROR.INVALID_PARAMETER, FALSE);
    const { heap } = thread.process;
    const address = readAddress(heap, name, length);
    if (typeof address === 'number') return fail(thread, address, FALSE);
    if (address.ip === ANY || address.port === 0) return fail(thread, WSA.EADDRNOTAVAIL, FALSE);
    const hasData = buffer !== 0n && bytes > 0;
    const wrong =
      hasData && !isReadable(heap, buffer, bytes)
        ? STATUS.ACCESS_VIOLATION
        : socket.endpoint !== null
          ? CONNECTION_ACTIVE
          : socket.local === null || socket.isListening || socket.isConnectingBy !== null
            ? STATUS.INVALID_PARAMETER
            : null;
    const spans = hasData ? [{ address: buffer, length: bytes }] : [];
    const { status } = startOverlapped(
      { thread, file: socket, name: 'ConnectEx', overlapped, spans, direction: 'out' },
      (request) => {
        if (wrong !== null) return refuse(wrong)();
        const data = request.gather();
        const over = (how: number) => {
          if (how === STATUS.SUCCESS && data.length > 0) socket.endpoint?.send(request, data);
          request.complete(how, how === STATUS.SUCCESS ? data.length : 0);
        };
        socket.connect(address, over, 'ConnectEx');
        request.onCancel = () => {
          socket.stopConnecting();
          request.complete(STATUS.CANCELLED, 0);
        };
        return 'pending';
      },
    );
    return returned(thread, status);
  },

  /** Ends a connection in order (CONN-10), and with TF_REUSE_SOCKET keeps the socket for another one. */
  *DisconnectEx(
    thread,
    s: bigint,
    overlapped: bigint,
    flags: number,
    reserved: number,
  ): Blocking<number> {
    const socket = streamOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, FALSE);
    const begin = (request: Request): Begun => {
      const { endpoint } = socket;
      if (reserved !== 0 || (flags & ~TF_REUSE_SOCKET) !== 0) {
        return { status: STATUS.INVALID_PARAMETER, information: 0 };
      }
      if (endpoint === null) return { status: STATUS.INVALID_CONNECTION, information: 0 };
      endpoint.shutSend();
      socket.machine.after(2 * LATENCY, () => {
        if (request.state === 'over') return;
        if (flags === TF_REUSE_SOCKET && socket.endpoint === endpoint) socket.reuse();
        request.complete(STATUS.SUCCESS, 0);
      });
      return 'pending';
    };
    const options = { thread, file: socket, name: 'DisconnectEx' };
    if (overlapped === 0n) return returned(thread, (yield* doAndWait(options, begin)).status);
    return returned(thread, startOverlapped({ ...options, overlapped }, begin).status);
  },
};

const control: Win32Functions = {
  /**
   * Gives the address of a function of the socket's provider (CONN-1), or says whether a receive is told of datagrams that
   * found nobody. Nothing else is simulated.
   */
  WSAIoctl(
    thread,
    s: bigint,
    code: number,
    input: bigint,
    inputSize: number,
    output: bigint,
    outputSize: number,
    returnedBytes: bigint,
  ): number {
    const { heap, code: codes } = thread.process;
    const socket = socketOf(thread, s);
    if (!socket) return fail(thread, WSA.ENOTSOCK, SOCKET_ERROR);
    if (code >>> 0 === SIO_UDP_CONNRESET && socket instanceof DatagramSocket) {
      const isGiven = inputSize >= 4 && isReadable(heap, input, 4);
      if (!isGiven || !isWritable(heap, returnedBytes, 4)) {
        return fail(thread, WSA.EFAULT, SOCKET_ERROR);
      }
      socket.tellsUnreachable = heap.readUint32(input) !== 0;
      heap.writeUint32(returnedBytes, 0);
      return 0;
    }
    if (code !== SIO_GET_EXTENSION_FUNCTION_POINTER) {
      return fail(thread, WSA.EOPNOTSUPP, SOCKET_ERROR);
    }
    const isThere =
      inputSize >= 16 &&
      outputSize >= 8 &&
      isReadable(heap, input, 16) &&
      isWritable(heap, output, 8) &&
      isWritable(heap, returnedBytes, 4);
    if (!isThere) return fail(thread, WSA.EFAULT, SOCKET_ERROR);
    const guid = readGuid(heap.bytes(input, 16, 'read'));
    const name = prototypes.find((one) => one.guid === guid)?.name;
    const address = name === undefined ? undefined : codes.addressOf(name);
    // A function that we do not have is one that this provider does not have.
    if (address === undefined) return fail(thread, WSA.EINVAL, SOCKET_ERROR);
    heap.writeUint64(output, address);
    heap.writeUint32(returnedBytes, 8);
    return 0;
  },
};

/** Functions that a socket's provider has of its own, and WSAIoctl, which gives their addresses. */
export const mswsock: Win32Functions = { ...extensions, ...needsStartup(control) };
