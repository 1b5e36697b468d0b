/**
 * Preloaded into the program that is recorded, and into each of its Workers. It stands between the program and
 * koffi, and writes what passes to a file, a line of JSON at a time, so that a killed program leaves its trace up to
 * its death. It knows addresses and numbers only; `assemble.ts` gives them names afterwards.
 */
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isMainThread, threadId } from 'node:worker_threads';
import type * as Koffi from 'koffi';
import {
  hasFailed,
  type Parameter,
  type Prototype,
  positionOf,
  prototypeOf,
  startOf,
} from '../../abi/prototypes/index.ts';
import { fileAfter, handleUsed, keyOf } from './files.ts';
import { Ledger } from './ledger.ts';
import type { Line, Raw, RawPlace, Returned } from './lines.ts';
import { buffersOf, isBufferList, loansOf } from './loans.ts';
import type { Memory } from './memory.ts';
import { OtherThreads } from './other-threads.ts';
import { Dequeued, isFailure, overlappedIn, type Packet } from './packets.ts';
import { type Copied, type Declared, Passed } from './passed.ts';
import { raw } from './raw.ts';

/** Bytes of an OVERLAPPED on 64-bit Windows, and where its byte count and its event are. */
const OVERLAPPED = { size: 32, bytes: 8, event: 24 };

const STATUS_PENDING = 0x103;

const target = process.env.IOCP_TRACE_FILE;
const rootUrl = process.env.IOCP_TRACE_ROOT;
if (!target || !rootUrl) throw new Error('The tracer is started by `node iocp.mjs record`.');
const ownFile = `${target}.${threadId}`;
const file = fs.openSync(ownFile, 'a');
const others = new OtherThreads(ownFile);
const ledger = new Ledger();

const microseconds = () => Number(process.hrtime.bigint() / 1000n);
const write = (line: Line) => {
  fs.writeSync(file, `${JSON.stringify(line)}\n`);
  ledger.hear(line);
};

/** Before anything is asked of the ledger: what the other threads have written since. */
const hearOthers = () => {
  for (const line of others.news()) ledger.hear(line);
};

const mainUrl = pathToFileURL(process.argv[1] ?? '').href;
const exampleUrl = mainUrl.slice(0, mainUrl.lastIndexOf('/') + 1);

/** Files of the program: of the repository or beside the main file, but neither tools nor packages. */
function isOurs(url: string): boolean {
  if (!url.startsWith(rootUrl as string) && !url.startsWith(exampleUrl)) return false;
  return !/\/node_modules\/|\/\.iocp\//.test(url) && !url.startsWith(`${rootUrl}src/run/`);
}

registerHooks({
  resolve(specifier, context, next) {
    // The very instance that the program will import, which may lie where only the program can see it.
    if (specifier === 'koffi' && context.parentURL === import.meta.url) {
      try {
        return next(specifier, { ...context, parentURL: mainUrl });
      } catch {
        return next(specifier, { ...context, parentURL: `${rootUrl}examples/ffi/index.ts` });
      }
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (isOurs(url) && !url.startsWith(`${rootUrl}src/`)) write({ line: 'file', url });
    return next(url, context);
  },
});

const koffi: typeof Koffi = (await import('koffi')).default as unknown as typeof Koffi;
const real = {
  load: koffi.load,
  alloc: koffi.alloc,
  free: koffi.free,
  view: koffi.view,
  decode: koffi.decode,
};
/** On other systems the names that Winsock shares with libc mean other functions. */
const isWindows = process.platform === 'win32';
const known = (name: string) => (isWindows ? prototypeOf(name) : undefined);
const takeLastError = isWindows
  ? (real.load('kernel32.dll').func('uint32_t __stdcall GetLastError()') as () => number)
  : () => null;
const isSimulated = process.env.IOCP_TRACE_KERNEL === 'sim';
const THIS_PROCESS = -1;
const readProcessMemory = isWindows
  ? (real
      .load('kernel32.dll')
      .func(
        'int __stdcall ReadProcessMemory(intptr_t hProcess, uintptr_t lpBaseAddress, void *lpBuffer, size_t nSize, void *lpNumberOfBytesRead)',
      ) as (process: number, at: bigint, into: Buffer, bytes: number, read: null) => number)
  : () => 0;

write({
  line: 'start',
  main: isMainThread,
  node: process.versions.node,
  arch: process.arch,
  koffi: koffi.version,
});

const described = new Set<string>();
let calls = 0;

function place(): RawPlace | null {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 40;
  Error.prepareStackTrace = (_error, sites) => sites;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  Error.captureStackTrace(holder, place);
  const ours = (holder.stack ?? []).flatMap((site) => {
    const url = site.getFileName();
    const line = site.getLineNumber();
    return url && line && isOurs(url) ? [{ url, line }] : [];
  });
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return ours.find(({ url }) => url.startsWith(exampleUrl)) ?? ours[0] ?? null;
}

const NOTHING = Buffer.alloc(0);

const memory: Memory = {
  addressOf(value) {
    if (typeof value === 'bigint') return value || null;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return koffi.address(value);
    return null;
  },
  read: (address, length) => (length === 0 ? NOTHING : look(address, length)),
  isAllocated(address, length) {
    const block = ledger.blockAround(address);
    return block !== null && address + BigInt(length) <= block.base + BigInt(block.size);
  },
};
const { addressOf } = memory;

const hex = (value: bigint) => `0x${value.toString(16)}`;
const hexOrNull = (value: bigint | null) => (value === null ? null : hex(value));

/** The bytes at an address that only a packet has told, where memory may have come and gone; null where there is none. */
function readTold(address: bigint, length: number): Buffer | null {
  const bytes = Buffer.alloc(length);
  return readProcessMemory(THIS_PROCESS, address, bytes, length, null) === 0 ? null : bytes;
}

/** The bytes of memory that is there. On the simulated Windows a view would count as the program's own look at it. */
function look(address: bigint, length: number): Buffer {
  const copy = isSimulated ? readTold(address, length) : null;
  return copy ?? Buffer.from(real.view(address, length));
}

const passed = new Passed({
  koffi,
  encode(type, value) {
    const address = real.alloc(type, 1) as bigint;
    try {
      koffi.encode(address, type, value);
      return Buffer.from(memory.read(address, type.size));
    } finally {
      real.free(address);
    }
  },
  describe,
  write,
  now: microseconds,
});

function observe(
  call: number,
  side: 'begin' | 'end',
  address: bigint,
  bytes: Buffer,
  writer: 'program' | 'kernel',
  copies: { offset: number; copy: string }[] = [],
): void {
  if (bytes.length === 0) return;
  write({
    line: 'observe',
    t: microseconds(),
    call,
    side,
    address: hex(address),
    bytes: bytes.toString('hex'),
    writer,
    ...(copies.length > 0 && { copies }),
  });
}

/** An OVERLAPPED that a call lends, and what can be seen of it on both sides of the call. */
interface Lent {
  overlapped: bigint;
  before(): Buffer | null;
  after(): Buffer | null;
}

/** The OVERLAPPED that a call would lend; null where it lends none, or one of which nothing can be known. */
function lentBy(call: number, { prototype, declared }: Target, values: unknown[]): Lent | null {
  const at = positionOf(prototype, 'overlapped');
  const overlapped = addressOf(values[at]);
  if (overlapped !== null) {
    const read = () => memory.read(overlapped, ledger.operationSize(overlapped, OVERLAPPED.size));
    return { overlapped, before: read, after: read };
  }
  const copied: Copied | null =
    at < 0 ? null : passed.copy(threadId, call, values[at], declared[at]);
  return copied && { ...copied, overlapped: copied.address };
}

function lend(call: number, target: Target, values: unknown[]): Lent | null {
  const { prototype } = target;
  const lent = lentBy(call, target, values);
  const before = lent?.before() ?? null;
  if (lent === null || before === null) return null;
  hearOthers();
  const handle = handleUsed(prototype, values, memory);
  const { port, key } = ledger.file(handle);
  observe(call, 'begin', lent.overlapped, before, 'program');
  write({
    line: 'lent',
    t: microseconds(),
    call,
    overlapped: hex(lent.overlapped),
    size: before.length,
    handle: hexOrNull(handle),
    port: hexOrNull(port),
    key: hexOrNull(key),
    tagged: (before.readBigUInt64LE(OVERLAPPED.event) & 1n) !== 0n,
    loans: loansOf(prototype, values, memory).map((loan) => ({
      ...loan,
      address: hex(loan.address),
    })),
  });
  return lent;
}

function giveBack(call: number, overlapped: bigint, because: Returned): void {
  write({ line: 'returned', t: microseconds(), call, overlapped: hex(overlapped), because });
}

/** Writes down the data that came or went with an operation that is over, and whose it is now. */
function takeBack(
  call: number,
  overlapped: bigint,
  result: { bytes: number; failed: boolean },
  because: Returned,
): void {
  let left = result.bytes;
  for (const { address, length, tail, writer } of ledger.lending(overlapped)?.loans ?? []) {
    const bytes = Math.min(left, length);
    observe(call, 'end', address, memory.read(address, bytes), writer);
    const behind = address + BigInt(length);
    if (!result.failed) observe(call, 'end', behind, memory.read(behind, tail), writer);
    left -= bytes;
  }
  giveBack(call, overlapped, because);
}

/** What an OVERLAPPED says of its operation; null while that is pending (OV-3). */
function resultIn(bytes: Buffer): { bytes: number; failed: boolean } | null {
  const status = bytes.readUInt32LE(0);
  if (status === STATUS_PENDING) return null;
  return { bytes: bytes.readUInt32LE(OVERLAPPED.bytes), failed: isFailure(status) };
}

/** What follows from the start of an operation, once its call has returned. */
function started(
  call: number,
  prototype: Prototype | undefined,
  { overlapped, after }: Lent,
  lastError: number | null,
): void {
  const bytes = after();
  if (bytes !== null) observe(call, 'end', overlapped, bytes, 'kernel');
  const start = startOf(prototype, lastError);
  const lending = ledger.lending(overlapped);
  if (start === 'failed') {
    giveBack(call, overlapped, 'failed at once');
  } else if (start === 'immediate' && lending !== null && !ledger.bringsPacket(lending, start)) {
    const result = (bytes && resultIn(bytes)) ?? { bytes: 0, failed: false };
    takeBack(call, overlapped, result, 'completed at once');
  }
}

/** What follows when a program has asked for the result of an operation that brings no packet. */
function askedFor(call: number, prototype: Prototype | undefined, values: unknown[]): void {
  if (positionOf(prototype, 'operation bytes') < 0) return;
  const overlapped = addressOf(values[positionOf(prototype, 'operation')]);
  const lending = overlapped === null ? null : ledger.lending(overlapped);
  if (overlapped === null || lending === null || ledger.bringsPacket(lending, 'pending')) return;
  const bytes = memory.read(overlapped, lending.size);
  const result = resultIn(bytes);
  if (result === null) return;
  observe(call, 'end', overlapped, bytes, 'kernel');
  takeBack(call, overlapped, result, 'observed');
}

/** What follows from a packet, once its call has returned. */
function reaped(call: number, packet: Packet, copies: readonly bigint[]): void {
  const [copy] = copies;
  if (copies.length > 1) {
    // All of them are back, and nobody knows which packet was whose.
    for (const one of copies) giveBack(call, one, 'dequeued');
    return;
  }
  const { overlapped } = packet;
  const lent = copy ?? overlapped;
  const lending = lent === null ? null : ledger.lending(lent);
  if (overlapped === null || lent === null || lending === null) return;
  const bytes =
    copy === undefined ? memory.read(lent, lending.size) : readTold(overlapped, lending.size);
  if (bytes !== null) observe(call, 'end', lent, bytes, 'kernel');
  takeBack(call, lent, packet, 'dequeued');
}

/** The copies that a packet proves to be back, when the address it names is that of no memory that is known. */
function copiesBack(
  { key, overlapped }: Packet,
  prototype: Prototype | undefined,
  values: unknown[],
): bigint[] {
  const port = handleUsed(prototype, values, memory);
  if (overlapped === null || port === null || ledger.copies.count(port, key) === 0) return [];
  if (ledger.lending(overlapped) !== null || ledger.blockAround(overlapped) !== null) return [];
  const copies = ledger.copies.provenBack(port, key);
  const [copy] = copies;
  if (copies.length === 0) {
    write({ line: 'untold', t: microseconds(), port: hex(port), key: hex(key) });
  } else if (copies.length === 1 && copy !== undefined) {
    write({ line: 'told', t: microseconds(), copy: hex(copy), address: hex(overlapped) });
  }
  return copies;
}

/** Packets that a program posts with an address of its own look like those of a copy. */
function posts(prototype: Prototype | undefined, values: unknown[]): void {
  if (prototype?.name !== 'PostQueuedCompletionStatus') return;
  const [port, key] = [handleUsed(prototype, values, memory), keyOf(values[2])];
  const overlapped = values[3] ?? null;
  const address = addressOf(overlapped);
  const isKnown = address !== null && ledger.blockAround(address) !== null;
  if (overlapped === null || overlapped === 0n || isKnown || port === null || key === null) return;
  write({ line: 'posted', t: microseconds(), port: hex(port), key: hex(key) });
}

/** What a call wrote through an out-parameter; undefined where that is seen elsewhere. */
function written(
  parameter: Parameter,
  value: unknown,
  call: { returned: unknown; failed: boolean; lent: Lent | null },
): Raw | undefined {
  const isMemory = parameter.role === 'buffer' || parameter.role === 'bytes';
  if (!isMemory) return raw(value);
  // Lent memory is filled later, and memory behind an address has nothing to do with the value.
  if (call.lent !== null || !ArrayBuffer.isView(value)) return undefined;
  if (parameter.role === 'buffer') return raw(value);
  const length = call.failed ? 0 : Number(call.returned);
  return raw(new Uint8Array(value.buffer, value.byteOffset, length));
}

function finish(
  call: number,
  { prototype }: Target,
  values: unknown[],
  returned: unknown,
  lent: Lent | null,
): void {
  const failed = prototype ? hasFailed(prototype, returned) : false;
  const lastError = failed && prototype?.setsLastError ? takeLastError() : null;
  const t = microseconds();
  const dequeued = new Dequeued(prototype, values, failed, memory);
  const packets = dequeued.packets();
  if (lent !== null || packets.length > 0) hearOthers();
  const copies = packets.map((packet) => copiesBack(packet, prototype, values));
  const told = copies.map(([copy = null, ...more]) => (more.length > 0 ? null : copy));
  const out: Record<string, Raw> = {};
  for (const [index, parameter] of (prototype?.parameters ?? []).entries()) {
    if (parameter.direction === 'in' || values[index] === null) continue;
    const value =
      dequeued.out(index, told) ?? written(parameter, values[index], { returned, failed, lent });
    if (value !== undefined) out[parameter.name] = value;
  }
  write({ line: 'end', t, call, returned: raw(returned), lastError, out });

  const before = (handle: bigint | null) => ledger.file(handle);
  const file = failed ? null : fileAfter(prototype, values, returned, before, memory);
  if (file !== null) {
    const { port, key, skips } = file.state;
    const [t, handle] = [microseconds(), hex(file.handle)];
    write({ line: 'handle', t, handle, port: hexOrNull(port), key: hexOrNull(key), skips });
  }
  if (lent !== null) started(call, prototype, lent, lastError);
  askedFor(call, prototype, values);
  const filled = dequeued.filled();
  if (filled !== null) {
    const { address, length } = filled;
    const named = told.flatMap((copy, entry) =>
      copy === null ? [] : [{ offset: overlappedIn(entry), copy: hex(copy) }],
    );
    observe(call, 'end', address, memory.read(address, length), 'kernel', named);
  }
  for (const [at, packet] of packets.entries()) reaped(call, packet, copies[at] ?? []);
}

/** What an argument says before the call: nothing, where it is only a place for what will be written. */
function given(parameter: Parameter | undefined, value: unknown): Raw {
  const { role } = parameter ?? {};
  // A call names it and reads nothing of it.
  if (role === 'operation' && ArrayBuffer.isView(value)) return raw(addressOf(value));
  if (parameter?.direction !== 'out') return raw(value);
  const isMemory = role === 'buffer' || role === 'bytes';
  return role === undefined || (isMemory && ArrayBuffer.isView(value)) ? null : raw(value);
}

/** What an argument says; of memory that the call lends, where it is. */
function said({ prototype, declared }: Target, values: unknown[], index: number): Raw {
  const parameter = prototype?.parameters[index];
  const value = values[index];
  const lends = (values[positionOf(prototype, 'overlapped')] ?? null) !== null;
  const place = (view: unknown, as: Declared | undefined | null) =>
    lends && ArrayBuffer.isView(view) ? passed.view(view, as) : view;
  if (isBufferList(parameter?.role)) {
    const buffers = buffersOf(prototype, values, memory);
    if (buffers) return raw(buffers.map(({ len, buf }) => ({ len, buf: place(buf, null) })));
  }
  if (parameter?.role === 'overlapped') return raw(place(value, declared[index]));
  return given(parameter, parameter?.role === 'buffer' ? place(value, null) : value);
}

function begin(target: Target, values: unknown[]): number {
  const { name, prototype } = target;
  const call = calls++;
  const named = Object.fromEntries(
    values.map((_, index) => [
      prototype?.parameters[index]?.name ?? `argument ${index + 1}`,
      said(target, values, index),
    ]),
  );
  posts(prototype, values);
  write({ line: 'begin', t: microseconds(), call, function: name, arguments: named, at: place() });
  return call;
}

type Native = ((...values: unknown[]) => unknown) & {
  async: (...values: unknown[]) => void;
  info: { name: string; arguments: readonly Declared[] };
};

/** A function that is called: what the book knows of it, and how the program has declared it. */
interface Target {
  name: string;
  prototype: Prototype | undefined;
  declared: readonly Declared[];
}

/** @param name of the function; koffi knows none for one that was only a pointer */
function wrap(native: Native, name = native.info.name): Native {
  const target = { name, prototype: known(name), declared: native.info?.arguments ?? [] };
  const traced = (...values: unknown[]) => {
    const call = begin(target, values);
    const lent = lend(call, target, values);
    let returned: unknown = null;
    let errno = 0;
    try {
      returned = native(...values);
      errno = koffi.errno();
    } catch (error) {
      if (lent !== null) giveBack(call, lent.overlapped, 'failed at once');
      const out = { thrown: String(error) };
      write({ line: 'end', t: microseconds(), call, returned: null, lastError: null, out });
      throw error;
    }
    finish(call, target, values, returned, lent);
    // Writing lines down has made calls of its own; the thread's last error is koffi's care.
    koffi.errno(errno);
    return returned;
  };
  const async = (...all: unknown[]) => {
    const values = all.slice(0, -1);
    const callback = all.at(-1) as (error: unknown, returned: unknown) => void;
    const call = begin(target, values);
    const lent = lend(call, target, values);
    native.async(...values, (error: unknown, returned: unknown) => {
      finish(call, target, values, returned, lent);
      callback(error, returned);
    });
  };
  return Object.assign(traced, { async, info: native.info }) as unknown as Native;
}

/** Fields with their full paths; structs in structs are opened, arrays are not. */
function fieldsOf(
  type: Koffi.TypeObject,
  prefix = '',
  base = 0,
): { path: string; type: string; offset: number; size: number }[] {
  return Object.values(type.members ?? {}).flatMap((member) => {
    const path = `${prefix}${member.name}`;
    const offset = base + member.offset;
    if (member.type.members) return fieldsOf(member.type, `${path}.`, offset);
    return [{ path, type: member.type.name, offset, size: member.type.size }];
  });
}

function describe(type: Koffi.TypeObject): void {
  if (described.has(type.name) || !type.members) return;
  described.add(type.name);
  const { name, size, alignment: align } = type;
  write({ line: 'type', name, size, align, fields: fieldsOf(type) });
  for (const member of Object.values(type.members)) describe(member.type);
}

/** The name of the prototype that a pointer is read as; undefined when it is read as something else. */
function prototypeNamed(parameters: unknown[]): string | undefined {
  const spec = typeof parameters[1] === 'number' ? parameters[2] : parameters[1];
  return koffi.type(spec as Parameters<typeof koffi.type>[0]).proto?.name;
}

Object.assign(koffi, {
  // AcceptEx and its like are pointers that a program reads as functions; they are known by the prototype's name.
  decode: new Proxy(real.decode, {
    apply(decode, self, parameters) {
      const value = Reflect.apply(decode, self, parameters);
      return typeof value === 'function' ? wrap(value, prototypeNamed(parameters)) : value;
    },
  }),
  load: (...parameters: Parameters<typeof koffi.load>) => {
    const library = real.load(...parameters);
    return new Proxy(library, {
      get(inner, key) {
        const member = Reflect.get(inner, key);
        if (key !== 'func') return typeof member === 'function' ? member.bind(inner) : member;
        return (...definition: unknown[]) =>
          wrap(Reflect.apply(member as (...a: unknown[]) => Native, inner, definition));
      },
    });
  },
  alloc: (spec: Parameters<typeof koffi.alloc>[0], count: number) => {
    const address = real.alloc(spec, count) as bigint;
    const type = koffi.type(spec);
    describe(type);
    const size = type.size * count;
    write({
      line: 'alloc',
      t: microseconds(),
      address: hex(address),
      type: type.name,
      count,
      size,
      at: place(),
    });
    return address;
  },
  // The simulated Windows can give one window on each allocation, so the examples take no more (design, Examples).
  view: (value: unknown, length: number) => {
    const address = addressOf(value);
    const block = address === null ? null : ledger.blockAround(address);
    if (block !== null && (address !== block.base || length !== block.size)) {
      throw new Error(
        `koffi.view took ${length} bytes from byte ${(address ?? 0n) - block.base} of an allocation of ${block.size} bytes; ` +
          'take the whole allocation from its base, and slices of that.',
      );
    }
    return real.view(value, length);
  },
  free: (value: unknown) => {
    const address = addressOf(value);
    if (address !== null && ledger.block(address) === null) hearOthers();
    if (address !== null && ledger.block(address) !== null) {
      write({ line: 'free', t: microseconds(), address: hex(address), at: place() });
    }
    real.free(value);
  },
});

if (isMainThread) {
  for (const stream of ['stdout', 'stderr'] as const) {
    const output = process[stream];
    const pass = output.write.bind(output) as (...a: unknown[]) => boolean;
    output.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      write({ line: 'print', t: microseconds(), stream, text, at: place() });
      return pass(chunk, ...rest);
    }) as typeof output.write;
  }
  process.on('exit', (code) => write({ line: 'exit', t: microseconds(), code }));
}
