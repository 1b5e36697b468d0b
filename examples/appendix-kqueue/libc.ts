/*
 * What the program calls of macOS: functions and structs of its libc, as their manual
 * pages have them. Every function here fails with -1 and leaves the reason in
 * `errno`.
 */
import koffi, { type KoffiFunc } from 'koffi';

if (process.platform !== 'darwin') {
  throw new Error(
    `This program calls macOS itself, and this is ${process.platform}.`,
  );
}

const libc = koffi.load('/usr/lib/libSystem.B.dylib');

/** ssize_t, a count of bytes or -1, as wide as a pointer. koffi does not know it. */
koffi.alias('ssize_t', 'intptr_t');

//#region kevent
/**
 * struct kevent, 32 bytes: a descriptor, what it is watched for, and the number that
 * we gave with it. One struct for both ways: what is to be watched, and what has
 * happened; then `data` is how many bytes can be read. kevent(2)
 */
const KEVENT = koffi.struct('kevent', {
  ident: 'uintptr_t',
  filter: 'int16_t',
  flags: 'uint16_t',
  fflags: 'uint32_t',
  data: 'intptr_t',
  udata: 'uintptr_t',
});
//#endregion

/** A struct kevent as koffi decodes it. */
export interface Kevent {
  ident: number | bigint;
  filter: number;
  flags: number;
  fflags: number;
  data: number | bigint;
  udata: number | bigint;
}

/**
 * struct sockaddr_in, 16 bytes; port and address in network order. Before the family
 * stands its size, as on all BSDs. ip(4)
 */
koffi.struct('sockaddr_in', {
  sin_len: 'uint8_t',
  sin_family: 'uint8_t',
  sin_port: 'uint16_be_t',
  sin_addr: 'uint32_be_t',
  sin_zero: koffi.array('uint8_t', 8),
});

/** The address 127.0.0.1 with a port, as `connect` takes it. */
export const loopback = (port: number) => ({
  sin_len: SOCKADDR_IN_SIZE,
  sin_family: AF_INET,
  sin_port: port,
  sin_addr: 0x7f00_0001,
  sin_zero: [0, 0, 0, 0, 0, 0, 0, 0],
});

export const SOCKADDR_IN_SIZE = 16;
export const AF_INET = 2;
export const SOCK_STREAM = 1;
const EVFILT_READ = -1;
const EV_ADD = 1;
const F_SETFL = 4;
const O_NONBLOCK = 4;
const EINTR = 4;
const EAGAIN = 35;

//#region kqueue
/** kqueue(2) makes a kqueue, which is a descriptor itself. */
export const kqueue = libc.func('int kqueue()') as KoffiFunc<() => number>;

const kevent = libc.func(
  'int kevent(int kq, const kevent *changes, int count, _Out_ uint8_t *events, int capacity, const void *timeout)',
) as KoffiFunc<
  (
    kq: number,
    changes: Kevent[] | null,
    count: number,
    events: Buffer | null,
    capacity: number,
    timeout: null,
  ) => number
>;

/**
 * kevent(2), the half that puts a descriptor under watch for reading; the change is
 * copied during the call.
 *
 * @param number comes back with what happens to it
 */
export function watch(kq: number, fd: number, number: number): number {
  const change = { filter: EVFILT_READ, flags: EV_ADD, fflags: 0, data: 0 };
  return kevent(kq, [{ ident: fd, ...change, udata: number }], 1, null, 0, null);
}

/**
 * kevent(2), the half that waits until at least one descriptor is ready, for as long
 * as that takes. A signal that comes meanwhile ends the call; then it is made again.
 *
 * @param capacity how many descriptors are told at a time
 */
export function wait(kq: number, capacity: number): Kevent[] {
  const memory = Buffer.alloc(capacity * koffi.sizeof(KEVENT));
  const count = retried('kevent', () =>
    kevent(kq, null, 0, memory, capacity, null),
  );
  return koffi.decode(memory, KEVENT, count);
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

/** close(2) gives a descriptor back; a kqueue forgets it with that. */
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
