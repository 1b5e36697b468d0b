import { objectOf } from '../kernel/handles.ts';
import type { Address } from '../kernel/network.ts';
import type { Process } from '../kernel/process.ts';
import { SocketObject } from '../kernel/socket.ts';
import { STATUS } from '../kernel/status.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Heap } from '../memory/heap.ts';
import { winsockError } from './errors.ts';
import { fail, type Win32Function, type Win32Functions } from './function.ts';
import { isReadable, isWritable } from './pointers.ts';

export const SOCKET_ERROR = -1;
export const INVALID_SOCKET = 0xffff_ffff_ffff_ffffn;
export const AF_INET = 2;

/** Winsock's errors that no status of the kernel stands behind. */
export const WSA = {
  EFAULT: 10014,
  EINVAL: 10022,
  EWOULDBLOCK: 10035,
  ENOTSOCK: 10038,
  ENOPROTOOPT: 10042,
  EPROTONOSUPPORT: 10043,
  ESOCKTNOSUPPORT: 10044,
  EOPNOTSUPP: 10045,
  EAFNOSUPPORT: 10047,
  EADDRNOTAVAIL: 10049,
  EISCONN: 10056,
  ENOTCONN: 10057,
  EALREADY: 10037,
  VERNOTSUPPORTED: 10092,
  NOTINITIALISED: 10093,
} as const;

/** How often WSAStartup was called and not taken back. Node itself has called it before the program begins. */
const startups = new WeakMap<Process, number>();

export const startupsOf = (process: Process): number => startups.get(process) ?? 1;

export function setStartups(process: Process, count: number): void {
  startups.set(process, count);
}

/** The open socket of a handle; undefined when it is none. */
export function socketOf(thread: Thread, handle: bigint): SocketObject | undefined {
  const object = objectOf(thread, handle);
  return object instanceof SocketObject ? object : undefined;
}

export const streamOf = (thread: Thread, handle: bigint): StreamSocket | undefined => {
  const socket = socketOf(thread, handle);
  return socket instanceof StreamSocket ? socket : undefined;
};

/** Fails with what a status becomes in Winsock (RES-1). */
export const failWith = <T>(thread: Thread, status: number, returned: T): T =>
  fail(thread, winsockError(status), returned);

/** Functions that need a WSAStartup that was not taken back: without one they fail with 10093 (FFI-6). */
export function needsStartup(functions: Win32Functions): Win32Functions {
  return Object.fromEntries(
    Object.entries(functions).map(([name, run]): [string, Win32Function] => {
      const failed = ['WSASocketW', 'socket', 'accept'].includes(name)
        ? INVALID_SOCKET
        : ['WSAGetOverlappedResult', 'WSASetEvent'].includes(name)
          ? 0
          : SOCKET_ERROR;
      return [
        name,
        (thread, ...args) =>
          startupsOf(thread.process) > 0
            ? run(thread, ...args)
            : fail(thread, WSA.NOTINITIALISED, failed),
      ];
    }),
  );
}

/** Bytes of a SOCKADDR_IN. */
export const SOCKADDR_IN = 16;

/**
 * Reads a SOCKADDR_IN, whose port and address are in network byte order.
 *
 * @returns a Winsock error where there is none
 */
export function readAddress(heap: Heap, address: bigint, length: number): Address | number {
  if (address === 0n || length < SOCKADDR_IN || !isReadable(heap, address, SOCKADDR_IN)) {
    return WSA.EFAULT;
  }
  const bytes = heap.bytes(address, SOCKADDR_IN, 'read');
  const view = new DataView(bytes.buffer, bytes.byteOffset, SOCKADDR_IN);
  if (view.getUint16(0, true) !== AF_INET) return WSA.EAFNOSUPPORT;
  return { ip: view.getUint32(4), port: view.getUint16(2) };
}

/** A SOCKADDR_IN as bytes. */
export function addressBytes({ ip, port }: Address): Uint8Array {
  const bytes = new Uint8Array(SOCKADDR_IN);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, port);
  view.setUint32(4, ip);
  return bytes;
}

/**
 * Writes an address where a caller wants it, if it does, and its length.
 *
 * @returns a status: STATUS_ACCESS_VIOLATION where there is no room for it
 */
export function writeAddress(heap: Heap, to: bigint, length: bigint, address: Address): number {
  if (to === 0n) return STATUS.SUCCESS;
  if (!isWritable(heap, length, 4)) return STATUS.ACCESS_VIOLATION;
  if ((heap.readUint32(length) | 0) < SOCKADDR_IN || !isWritable(heap, to, SOCKADDR_IN)) {
    return STATUS.ACCESS_VIOLATION;
  }
  heap.bytes(to, SOCKADDR_IN, 'write').set(addressBytes(address));
  heap.writeUint32(length, SOCKADDR_IN);
  return STATUS.SUCCESS;
}
