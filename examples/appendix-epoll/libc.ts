/*
 * What the program calls of Linux: functions and structs of libc, as their manual
 * pages have them. Every function here fails with -1 and leaves the reason in
 * `errno`.
 */
import koffi, { type KoffiFunc } from 'koffi';

if (process.platform !== 'linux') {
  throw new Error(
    `This program calls Linux itself, and this is ${process.platform}.`,
  );
}

const libc = koffi.load('libc.so.6');

/** ssize_t, a count of bytes or -1, as wide as a pointer. koffi does not know it. */
koffi.alias('ssize_t', 'intptr_t');

//#region epoll-event
const members = { events: 'uint32_t', data: 'uint64_t' } as const;

/**
 * struct epoll_event: what a descriptor is ready for, and the number that we gave
 * with it. On x86-64 it is packed, 12 bytes: `data` follows at once, so that
 * 32-bit programs have the same layout. Everywhere else, arm64 among it, the
 * compiler's rules hold: 4 bytes of padding, `data` at 8, 16 bytes in all.
 * epoll_event(3type)
 */
const EPOLL_EVENT =
  process.arch === 'x64'
    ? koffi.pack('epoll_event', members)
    : koffi.struct('epoll_event', members);
//#endregion

/** A struct epoll_event as koffi decodes it. */
export interface EpollEvent {
  events: number;
  data: number | bigint;
}

/** struct sockaddr_in, 16 bytes; port and address in network order. ip(7) */
koffi.struct('sockaddr_in', {
  sin_family: 'uint16_t',
  sin_port: 'uint16_be_t',
  sin_addr: 'uint32_be_t',
  sin_zero: koffi.array('uint8_t', 8),
});

/** The address 127.0.0.1 with a port, as `connect` takes it. */
export const loopback = (port: number) => ({
  sin_family: AF_INET,
  sin_port: port,
  sin_addr: 0x7f00_0001,
  sin_zero: [0, 0, 0, 0, 0, 0, 0, 0],
});

export const SOCKADDR_IN_SIZE = 16;
export const AF_INET = 2;
export const SOCK_STREAM = 1;
export const EPOLLIN = 1;
export const EPOLL_CTL_ADD = 1;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;
const EINTR = 4;
const EAGAIN = 11;

//#region epoll
/** epoll_create1(2) makes an epoll, which is a descriptor itself. */
export const epoll_create1 = libc.func('int epoll_create1(int flags)') as KoffiFunc<
  (flags: number) => number
>;

/** epoll_ctl(2) puts a descriptor under watch; the event is copied during the call. */
export const epoll_ctl = libc.func(
  'int epoll_ctl(int epfd, int op, int fd, epoll_event *event)',
) as KoffiFunc<(epfd: number, op: number, fd: number, event: EpollEvent) => number>;

const epoll_wait_ = libc.func(
  'int epoll_wait(int epfd, _Out_ uint8_t *events, int maxevents, int timeout)',
) as KoffiFunc<
  (epfd: number, events: Buffer, capacity: number, milliseconds: number) => number
>;

/**
 * epoll_wait(2) waits until at least one descriptor is ready, for as long as that
 * takes. A signal that comes meanwhile ends the call; then it is made again.
 *
 * @param capacity how many descriptors are told at a time
 */
export function epoll_wait(epfd: number, capacity: number): EpollEvent[] {
  const memory = Buffer.alloc(capacity * koffi.sizeof(EPOLL_EVENT));
  const count = retried('epoll_wait', () =>
    epoll_wait_(epfd, memory, capacity, -1),
  );
  return koffi.decode(memory, EPOLL_EVENT, count);
}
//#endregion

//#region sockets
/** socket(2) makes a socket. */
export const socket = libc.func(
  'int socket(int domain, int type, int protocol)',
) as KoffiFunc<(domain: number, type: number, protocol: number) => number>;

/** connect(2) connects it, and waits for that while the socket may block. */
export const connect = libc.func(
  'int connect(int fd, const sockaddr_in *address, uint32_t size)',
) as KoffiFunc<
  (fd: number, address: ReturnType<typeof loopback>, size: number) => number
>;

const fcntl = libc.func('int fcntl(int fd, int command, ...)') as KoffiFunc<
  (fd: number, command: number, type: 'int', flags: number) => number
>;

/** From now on no call on this descriptor waits: it fails with EAGAIN. fcntl(2) */
export const setNonBlocking = (fd: number) => fcntl(fd, F_SETFL, 'int', O_NONBLOCK);

/** send(2) gives bytes to the kernel, and returns how many it took. */
export const send = libc.func(
  'ssize_t send(int fd, const uint8_t *bytes, size_t length, int flags)',
) as KoffiFunc<
  (fd: number, bytes: Buffer, length: number, flags: number) => number
>;

const recv = libc.func(
  'ssize_t recv(int fd, _Out_ uint8_t *into, size_t length, int flags)',
) as KoffiFunc<(fd: number, into: Buffer, length: number, flags: number) => number>;

/**
 * recv(2) takes what has come, at most as much as fits.
 *
 * @returns how many bytes, 0 when the peer will send no more; null when nothing is
 * there now, which is EAGAIN and no failure
 * @throws LibcError for every other reason
 */
export function receive(fd: number, into: Buffer): number | null {
  try {
    return retried('recv', () => recv(fd, into, into.length, 0));
  } catch (error) {
    if (error instanceof LibcError && error.errno === EAGAIN) return null;
    throw error;
  }
}

/** close(2) gives a descriptor back; an epoll forgets it with that. */
export const close = libc.func('int close(int fd)') as KoffiFunc<
  (fd: number) => number
>;
//#endregion

const strerror = libc.func('const char *strerror(int error)') as KoffiFunc<
  (error: number) => string
>;

/** A call into libc that failed, as a sentence. */
class LibcError extends Error {
  override readonly name = 'LibcError';
  readonly errno: number;

  constructor(functionName: string, errno: number) {
    super(`${functionName} failed with error ${errno} (${strerror(errno)}).`);
    this.errno = errno;
  }
}

//#region ensure
/**
 * Makes a call that has to succeed. `errno` is read right after it: the next call
 * may overwrite it.
 *
 * @throws LibcError with the reason, when the call returns -1
 */
export function ensure(name: string, call: () => number): number {
  const returned = call();
  const errno = koffi.errno();
  if (returned === -1) throw new LibcError(name, errno);
  return returned;
}
//#endregion

/** The same, again and again while a signal breaks it off. */
function retried(name: string, call: () => number): number {
  for (;;) {
    try {
      return ensure(name, call);
    } catch (error) {
      if (!(error instanceof LibcError && error.errno === EINTR)) throw error;
    }
  }
}
