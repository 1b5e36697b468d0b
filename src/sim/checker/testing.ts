import type { Ending } from '../node/ending.ts';
import { simulateProgram } from '../node/program.ts';
import type { Report } from './report.ts';

export const INFINITE = 0xffff_ffff;
const INVALID = 0xffff_ffff_ffff_ffffn;
const AF_INET = 2;
const SOCK_STREAM = 1;
const IPPROTO_TCP = 6;
const SOCK_DGRAM = 2;
const IPPROTO_UDP = 17;
const LOOPBACK = 0x7f00_0001;

/** What a platform's end does here: the program comes no further. */
export class Ended extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(ending.sentence);
    this.ending = ending;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: functions of Windows as koffi gives them.
type Native = ((...values: any[]) => any) & { async: (...values: any[]) => void };

/** A program of which the test says in which line it is, on a machine of its own. */
export function checkedProgram() {
  let line = 0;
  const url = 'file:///program.ts';
  const turns: (() => void)[] = [];
  const simulated = simulateProgram({
    platform: {
      turn: (run) => void turns.push(run),
      isLoading: () => false,
      end(ending) {
        simulated.checker.exit(ending.how);
        throw new Ended(ending);
      },
      readFile: () => null,
      idle: () => {},
      places: {
        place: () => (line === 0 ? null : { url, line }),
        name: (place) => `line ${place.line}`,
      },
    },
  });
  const { koffi, checker, loop } = simulated;
  const OVERLAPPED = koffi.struct('OVERLAPPED', {
    Internal: 'uintptr_t',
    InternalHigh: 'uintptr_t',
    Offset: 'uint32_t',
    OffsetHigh: 'uint32_t',
    hEvent: 'void *',
  });
  const ENTRY = koffi.struct('OVERLAPPED_ENTRY', {
    lpCompletionKey: 'uintptr_t',
    lpOverlapped: 'void *',
    Internal: 'uintptr_t',
    dwNumberOfBytesTransferred: 'uint32_t',
  });
  koffi.struct('WSABUF', { len: 'uint32_t', buf: 'void *' });
  koffi.struct('SOCKADDR_IN', {
    sin_family: 'uint16_t',
    sin_port: 'uint16_be_t',
    sin_addr: 'uint32_be_t',
    sin_zero: koffi.array('uint8_t', 8),
  });
  const MAKE = ['CreateIoCompletionPort', 'WSASocketW', 'accept'];
  const from = (library: string, prototypes: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(prototypes).map(([name, parameters]) => {
        const returns = MAKE.includes(name) ? 'uintptr_t' : 'int';
        const prototype = `${returns} __stdcall ${name}(${parameters})`;
        return [name, koffi.load(library).func(prototype) as unknown as Native];
      }),
    );
  const win = {
    ...from('kernel32.dll', {
      CreateIoCompletionPort: 'uintptr_t h, uintptr_t p, uintptr_t key, uint32_t threads',
      GetQueuedCompletionStatus:
        'uintptr_t p, _Out_ uint32_t *bytes, _Out_ uintptr_t *key, _Out_ void **overlapped, uint32_t ms',
      GetQueuedCompletionStatusEx:
        'uintptr_t p, OVERLAPPED_ENTRY *entries, uint32_t count, _Out_ uint32_t *removed, uint32_t ms, int alertable',
      PostQueuedCompletionStatus: 'uintptr_t p, uint32_t bytes, uintptr_t key, void *overlapped',
      CancelIoEx: 'uintptr_t h, OVERLAPPED *overlapped',
      GetOverlappedResult: 'uintptr_t h, OVERLAPPED *overlapped, _Out_ uint32_t *bytes, int wait',
      SetFileCompletionNotificationModes: 'uintptr_t h, uint8_t flags',
      CloseHandle: 'uintptr_t h',
    }),
    ...from('ws2_32.dll', {
      WSAStartup: 'uint16_t version, void *data',
      WSASocketW: 'int af, int type, int protocol, void *info, uint32_t g, uint32_t flags',
      bind: 'uintptr_t s, SOCKADDR_IN *name, int length',
      listen: 'uintptr_t s, int backlog',
      connect: 'uintptr_t s, SOCKADDR_IN *name, int length',
      accept: 'uintptr_t s, void *name, void *length',
      getsockname: 'uintptr_t s, _Out_ SOCKADDR_IN *name, _Inout_ int *length',
      send: 'uintptr_t s, void *bytes, int length, int flags',
      closesocket: 'uintptr_t s',
      WSARecv:
        'uintptr_t s, WSABUF *buffers, uint32_t count, void *bytes, _Inout_ uint32_t *flags, OVERLAPPED *overlapped, void *routine',
      WSARecvFrom:
        'uintptr_t s, WSABUF *buffers, uint32_t count, void *bytes, _Inout_ uint32_t *flags, void *from, void *length, OVERLAPPED *overlapped, void *routine',
      WSASend:
        'uintptr_t s, WSABUF *buffers, uint32_t count, void *bytes, uint32_t flags, OVERLAPPED *overlapped, void *routine',
    }),
  } as Record<string, Native>;
  const call = (name: string, ...values: unknown[]): number | bigint => {
    const native = win[name];
    if (!native) throw new Error(`The test has no ${name}.`);
    return native(...values);
  };

  call('WSAStartup', 0x0202, koffi.alloc('uint8_t', 408));
  const port = call('CreateIoCompletionPort', INVALID, 0, 0, 0);
  const socket = () => call('WSASocketW', AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, 1);
  const listener = socket();
  const name = { sin_family: AF_INET, sin_port: 0, sin_addr: LOOPBACK, sin_zero: [] };
  call('bind', listener, name, 16);
  call('listen', listener, 16);
  call('getsockname', listener, name, [16]);
  const entries = koffi.alloc(ENTRY, 8);

  return {
    ...simulated,
    port,
    call,
    /** Makes a call on a thread of the pool. */
    callOnPool(name: string, ...values: unknown[]) {
      win[name]?.async(...values, () => {});
    },
    /** The program is in this line from now on. */
    at(number: number): void {
      line = number;
    },
    /** A socket that is tied to the port, and the other end of its connection. */
    connection() {
      const ours = socket();
      call('connect', ours, name, 16);
      const theirs = call('accept', listener, null, null);
      call('CreateIoCompletionPort', ours, port, ours, 0);
      return { ours, theirs };
    },
    /** A socket that is connected to nothing. */
    socket,
    /** A UDP socket with an address of its own. */
    datagrams() {
      const made = call('WSASocketW', AF_INET, SOCK_DGRAM, IPPROTO_UDP, null, 0, 1);
      call('bind', made, { ...name, sin_port: 0 }, 16);
      return made;
    },
    overlapped: (count = 1) => koffi.alloc(OVERLAPPED, count),
    buffer: (size = 64) => koffi.alloc('uint8_t', size),
    bytesOf: (address: bigint, size: number) => new Uint8Array(koffi.view(address, size)),
    receive(s: unknown, overlapped: unknown, buffer: unknown, size = 64) {
      return call('WSARecv', s, [{ len: size, buf: buffer }], 1, null, [0], overlapped, null);
    },
    /** Sends from the other end, and lets the bytes arrive. */
    arrive(theirs: unknown, text: string) {
      const bytes = new TextEncoder().encode(text);
      call('send', theirs, bytes, bytes.length, 0);
      simulated.timeline.spend(10_000);
    },
    /** Dequeues up to 8 packets; how many came. */
    dequeue(milliseconds = 0): number {
      const removed = [0];
      const returned = call(
        'GetQueuedCompletionStatusEx',
        port,
        entries,
        8,
        removed,
        milliseconds,
        0,
      );
      return Number(returned) === 0 ? 0 : (removed[0] ?? 0);
    },
    entries,
    /** Reads so many entries. */
    look: (count: number) => koffi.decode(entries, ENTRY, count),
    /** Lets the event loop turn until nothing is left to do. */
    turn(task: () => void) {
      loop.post(task);
      loop.start();
      while (turns.length > 0) turns.shift()?.();
    },
    closeAll(...sockets: unknown[]) {
      for (const each of [...sockets, listener]) call('closesocket', each);
      call('CloseHandle', port);
    },
    /** The reports, told in short. */
    get found(): string[] {
      return checker.reports.map(short);
    },
  };
}

function short({ kind, misconception, fact, since, at, times }: Report): string {
  const lines = `${since?.line ?? '-'} → ${at?.line ?? '-'}`;
  return `${kind}, ${misconception}, ${fact}: ${lines}${times > 1 ? ` (${times})` : ''}`;
}
