import { LOOPBACK } from '../kernel/network.ts';
import { testProgram } from './testing.ts';
import { addressBytes } from './winsock.ts';

/*
 * Sockets as tests use them: a program of testing.ts with the few steps that many tests of sockets begin with. Texts are
 * ASCII, an option is a number.
 */

export const SOL_SOCKET = 0xffff;
export const SO = {
  ACCEPTCONN: 0x0002,
  REUSEADDR: 0x0004,
  KEEPALIVE: 0x0008,
  LINGER: 0x0080,
  SNDBUF: 0x1001,
  RCVBUF: 0x1002,
  ERROR: 0x1007,
  TYPE: 0x1008,
  UPDATE_ACCEPT_CONTEXT: 0x700b,
  CONNECT_TIME: 0x700c,
  UPDATE_CONNECT_CONTEXT: 0x7010,
  EXCLUSIVEADDRUSE: ~0x0004,
  DONTLINGER: ~0x0080,
} as const;

/** What a call shows that has succeeded, or started something. */
export const DONE = { returned: 0, error: 'untouched' };
export const PENDS = { returned: -1, error: 997 };
export const failed = (error: number) => ({ returned: -1, error });

/** A program that uses sockets. */
export function socketProgram(options: Parameters<typeof testProgram>[0] = {}) {
  const program = testProgram(options);
  const { handle, number, memory, heap, attempt, settle } = program;

  const bytesAt = (address: bigint, length: number) =>
    length > 0 ? String.fromCharCode(...heap.bytes(address, length, 'read')) : '';
  const text = (content: string): bigint => {
    const at = memory(Math.max(1, content.length));
    heap.bytes(at, content.length, 'write').set([...content].map((one) => one.charCodeAt(0)));
    return at;
  };
  const address = (port: number, ip: number = LOOPBACK): bigint => {
    const at = memory(16);
    heap.bytes(at, 16, 'write').set(addressBytes({ ip, port }));
    return at;
  };
  const dwordOf = (value: number): bigint => {
    const at = memory(4);
    heap.writeUint32(at, value >>> 0);
    return at;
  };
  /** WSABUFs of so many bytes each, or of texts. */
  const buffers = (...parts: (number | string)[]) => {
    const array = memory(16 * Math.max(1, parts.length));
    const at = parts.map((part, index) => {
      const length = typeof part === 'number' ? part : part.length;
      const room = typeof part === 'number' ? memory(Math.max(1, part)) : text(part);
      heap.writeUint32(array + BigInt(16 * index), length);
      heap.writeUint64(array + BigInt(16 * index + 8), room);
      return room;
    });
    return { array, count: parts.length, at };
  };

  const tcp = () => handle('socket', 2, 1, 6);
  const udp = () => handle('socket', 2, 2, 17);
  const bind = (socket: bigint, port = 0, ip: number = LOOPBACK) =>
    attempt('bind', socket, address(port, ip), 16);
  const named = (name: 'getsockname' | 'getpeername', socket: bigint) => {
    const [at, length] = [memory(16), dwordOf(16)];
    const { returned, error } = attempt(name, socket, at, length);
    if (returned !== 0) return error;
    const view = new DataView(Uint8Array.from(heap.bytes(at, 16, 'read')).buffer);
    return { ip: view.getUint32(4), port: view.getUint16(2) };
  };
  const portOf = (socket: bigint): number => {
    const name = named('getsockname', socket);
    if (typeof name !== 'object') throw new Error(`getsockname failed with ${name}.`);
    return name.port;
  };
  const listener = (port = 0, backlog = 8): bigint => {
    const socket = tcp();
    bind(socket, port);
    number('listen', socket, backlog);
    return socket;
  };
  const connect = (socket: bigint, port: number, ip: number = LOOPBACK) =>
    attempt('connect', socket, address(port, ip), 16);
  const accept = (listening: bigint) => handle('accept', listening, 0n, 0n);
  const close = (socket: bigint) => attempt('closesocket', socket);
  const ioctl = (socket: bigint, command: number, value: number) => {
    const at = dwordOf(value);
    return { ...attempt('ioctlsocket', socket, command, at), value: heap.readUint32(at) };
  };
  const set = (socket: bigint, option: number, value: number, level = SOL_SOCKET) =>
    attempt('setsockopt', socket, level, option, dwordOf(value), 4);
  const get = (socket: bigint, option: number, level = SOL_SOCKET) => {
    const at = dwordOf(0xeeee_eeee);
    const { returned, error } = attempt('getsockopt', socket, level, option, at, dwordOf(4));
    return returned === 0 ? heap.readUint32(at) : { error };
  };

  return {
    ...program,
    text,
    bytesAt,
    address,
    dwordOf,
    buffers,
    tcp,
    udp,
    bind,
    /** A UDP socket that is bound to loopback, and its port. */
    boundUdp: (port = 0) => {
      const socket = udp();
      bind(socket, port);
      return { socket, port: portOf(socket) };
    },
    local: (socket: bigint) => named('getsockname', socket),
    remote: (socket: bigint) => named('getpeername', socket),
    portOf,
    listener,
    connect,
    accept,
    /** Both ends of a connection; the listener is closed again. */
    pair: () => {
      const listening = listener();
      const client = tcp();
      connect(client, portOf(listening));
      const server = accept(listening);
      close(listening);
      return { client, server };
    },
    close,
    /** Closes so that the other end sees a reset. */
    reset: (socket: bigint) => {
      set(socket, SO.LINGER, 1);
      return close(socket);
    },
    unblock: (socket: bigint) => ioctl(socket, 0x8004_667e, 1),
    /** FIONREAD. */
    waiting: (socket: bigint) => ioctl(socket, 0x4004_667f, 0).value,
    ioctl,
    set,
    get,
    send: (socket: bigint, content: string, flags = 0) =>
      attempt('send', socket, text(content), content.length, flags),
    sendTo: (socket: bigint, content: string, port: number, ip: number = LOOPBACK) =>
      attempt('sendto', socket, text(content), content.length, 0, address(port, ip), 16),
    /** What `recv` gives, as text, or its error. */
    recv: (socket: bigint, length: number, flags = 0) => {
      const room = memory(Math.max(1, length));
      const { returned, error } = attempt('recv', socket, room, length, flags);
      return returned === -1 ? { error } : bytesAt(room, Number(returned));
    },
    /** Starts a receive with an OVERLAPPED; what it fills, and the DWORDs that it may write. */
    startRecv: (socket: bigint, lengths: number[], overlapped: bigint, flags = 0) => {
      const { array, count, at } = buffers(...lengths);
      const [bytes, inAndOut] = [memory(4), dwordOf(flags)];
      const call = attempt('WSARecv', socket, array, count, bytes, inAndOut, overlapped, 0n);
      return {
        call,
        at,
        bytes: () => program.dword(bytes),
        flags: () => heap.readUint32(inAndOut),
        got: (length: number) => bytesAt(at[0] ?? 0n, length),
      };
    },
    startSend: (socket: bigint, parts: string[], overlapped: bigint) => {
      const { array, count } = buffers(...parts);
      const bytes = memory(4);
      const call = attempt('WSASend', socket, array, count, bytes, 0, overlapped, 0n);
      return { call, bytes: () => program.dword(bytes) };
    },
    /** A port, and a socket associated with it. */
    associated: (socket: bigint, key = 7n) => {
      const port = program.port();
      handle('CreateIoCompletionPort', socket, port, key, 0);
      return port;
    },
    settle,
  };
}
