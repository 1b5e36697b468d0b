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
import { fileAfter, handleUsed } from './files.ts';
import { Ledger } from './ledger.ts';
import type { Line, Raw, RawPlace, Returned } from './lines.ts';
import { buffersOf, isBufferList, loansOf } from './loans.ts';
import type { Memory } from './memory.ts';
import { OtherThreads } from './other-threads.ts';
import { Dequeued, isFailure } from './packets.ts';
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

const memory: Memory = {
  addressOf(value) {
    if (typeof value === 'bigint') return value || null;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return koffi.address(value);
    return null;
  },
  read: (address, length) => Buffer.from(real.view(address, length)),
  isAllocated(address, length) {
    const block = ledger.blockAround(address);
    return block !== null && address + BigInt(length) <= block.base + BigInt(block.size);
  },
};
const { addressOf } = memory;

const hex = (value: bigint) => `0x${value.toString(16)}`;

function observe(
  call: number,
  side: 'begin' | 'end',
  address: bigint,
  length: number,
  writer: 'program' | 'kernel',
): void {
  if (length === 0) return;
  write({
    line: 'observe',
    t: microseconds(),
    call,
    side,
    address: hex(address),
    bytes: memory.read(address, length).toString('hex'),
    writer,
  });
}

/** The whole block that an OVERLAPPED begins, or the OVERLAPPED alone where the block is not known. */
const operationSize = (address: bigint) => ledger.block(address)?.size ?? OVERLAPPED.size;

function lend(call: number, prototype: Prototype | undefined, values: unknown[]): bigint | null {
  const overlapped = addressOf(values[positionOf(prototype, 'overlapped')]);
  if (overlapped === null) return null;
  hearOthers();
  const handle = handleUsed(prototype, values, memory);
  const event = memory.read(overlapped, OVERLAPPED.size).readBigUInt64LE(OVERLAPPED.event);
  observe(call, 'begin', overlapped, operationSize(overlapped), 'program');
  write({
    line: 'lent',
    t: microseconds(),
    call,
    overlapped: hex(overlapped),
    handle: handle === null ? null : hex(handle),
    port: ledger.file(handle).port,
    tagged: (event & 1n) !== 0n,
    loans: loansOf(prototype, values, memory).map((loan) => ({
      ...loan,
      address: hex(loan.address),
    })),
  });
  return overlapped;
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
    observe(call, 'end', address, bytes, writer);
    if (!result.failed) observe(call, 'end', address + BigInt(length), tail, writer);
    left -= bytes;
  }
  giveBack(call, overlapped, because);
}

/** What an OVERLAPPED says of its operation; null while that is pending (OV-3). */
function resultIn(overlapped: bigint): { bytes: number; failed: boolean } | null {
  const bytes = memory.read(overlapped, OVERLAPPED.size);
  const status = bytes.readUInt32LE(0);
  if (status === STATUS_PENDING) return null;
  return { bytes: bytes.readUInt32LE(OVERLAPPED.bytes), failed: isFailure(status) };
}

/** What follows from the start of an operation, once its call has returned. */
function started(
  call: number,
  prototype: Prototype | undefined,
  overlapped: bigint,
  lastError: number | null,
): void {
  observe(call, 'end', overlapped, operationSize(overlapped), 'kernel');
  const start = startOf(prototype, lastError);
  const lending = ledger.lending(overlapped);
  if (start === 'failed') {
    giveBack(call, overlapped, 'failed at once');
  } else if (start === 'immediate' && lending !== null && !ledger.bringsPacket(lending, start)) {
    const result = resultIn(overlapped) ?? { bytes: 0, failed: false };
    takeBack(call, overlapped, result, 'completed at once');
  }
}

/** What follows when a program has asked for the result of an operation that brings no packet. */
function askedFor(call: number, prototype: Prototype | undefined, values: unknown[]): void {
  if (positionOf(prototype, 'operation bytes') < 0) return;
  const overlapped = addressOf(values[positionOf(prototype, 'operation')]);
  const lending = overlapped === null ? null : ledger.lending(overlapped);
  if (overlapped === null || lending === null || ledger.bringsPacket(lending, 'pending')) return;
  const result = resultIn(overlapped);
  if (result === null) return;
  observe(call, 'end', overlapped, operationSize(overlapped), 'kernel');
  takeBack(call, overlapped, result, 'observed');
}

/** What a call wrote through an out-parameter; undefined where that is seen elsewhere. */
function written(
  parameter: Parameter,
  value: unknown,
  call: { returned: unknown; failed: boolean; overlapped: bigint | null },
): Raw | undefined {
  const isMemory = parameter.role === 'buffer' || parameter.role === 'bytes';
  if (!isMemory) return raw(value);
  // Lent memory is filled later, and memory behind an address has nothing to do with the value.
  if (call.overlapped !== null || !ArrayBuffer.isView(value)) return undefined;
  if (parameter.role === 'buffer') return raw(value);
  const length = call.failed ? 0 : Number(call.returned);
  return raw(new Uint8Array(value.buffer, value.byteOffset, length));
}

function finish(
  call: number,
  prototype: Prototype | undefined,
  values: unknown[],
  returned: unknown,
  overlapped: bigint | null,
): void {
  const failed = prototype ? hasFailed(prototype, returned) : false;
  const lastError = failed && prototype?.setsLastError ? takeLastError() : null;
  const dequeued = new Dequeued(prototype, values, failed, memory);
  const out: Record<string, Raw> = {};
  for (const [index, parameter] of (prototype?.parameters ?? []).entries()) {
    if (parameter.direction === 'in' || values[index] === null) continue;
    const value =
      dequeued.out(index) ?? written(parameter, values[index], { returned, failed, overlapped });
    if (value !== undefined) out[parameter.name] = value;
  }
  write({ line: 'end', t: microseconds(), call, returned: raw(returned), lastError, out });

  const before = (handle: bigint | null) => ledger.file(handle);
  const file = failed ? null : fileAfter(prototype, values, returned, before, memory);
  if (file !== null) {
    write({ line: 'handle', t: microseconds(), handle: hex(file.handle), ...file.state });
  }
  const packets = dequeued.packets();
  if (overlapped !== null || packets.length > 0) hearOthers();
  if (overlapped !== null) started(call, prototype, overlapped, lastError);
  askedFor(call, prototype, values);
  for (const packet of packets) {
    if (packet.overlapped === null || ledger.lending(packet.overlapped) === null) continue;
    observe(call, 'end', packet.overlapped, operationSize(packet.overlapped), 'kernel');
    takeBack(call, packet.overlapped, packet, 'dequeued');
  }
}

/** What an argument says before the call: nothing, where it is only a place for what will be written. */
function given(parameter: Parameter | undefined, value: unknown): Raw {
  if (parameter?.direction !== 'out') return raw(value);
  const { role } = parameter;
  const isMemory = role === 'buffer' || role === 'bytes';
  return role === undefined || (isMemory && ArrayBuffer.isView(value)) ? null : raw(value);
}

function begin(prototype: Prototype | undefined, name: string, values: unknown[]): number {
  const call = calls++;
  const named = Object.fromEntries(
    values.map((value, index) => {
      const parameter = prototype?.parameters[index];
      const buffers = isBufferList(parameter?.role) ? buffersOf(prototype, values, memory) : null;
      return [
        parameter?.name ?? `argument ${index + 1}`,
        buffers ? raw(buffers) : given(parameter, value),
      ];
    }),
  );
  write({ line: 'begin', t: microseconds(), call, function: name, arguments: named, at: place() });
  return call;
}

type Native = ((...values: unknown[]) => unknown) & {
  async: (...values: unknown[]) => void;
  info: { name: string };
};

/** @param name of the function; koffi knows none for one that was only a pointer */
function wrap(native: Native, name = native.info.name): Native {
  const prototype = known(name);
  const traced = (...values: unknown[]) => {
    const call = begin(prototype, name, values);
    const overlapped = lend(call, prototype, values);
    let returned: unknown = null;
    let errno = 0;
    try {
      returned = native(...values);
      errno = koffi.errno();
    } catch (error) {
      if (overlapped !== null) giveBack(call, overlapped, 'failed at once');
      const out = { thrown: String(error) };
      write({ line: 'end', t: microseconds(), call, returned: null, lastError: null, out });
      throw error;
    }
    finish(call, prototype, values, returned, overlapped);
    // Writing lines down has made calls of its own; the thread's last error is koffi's care.
    koffi.errno(errno);
    return returned;
  };
  const async = (...all: unknown[]) => {
    const values = all.slice(0, -1);
    const callback = all.at(-1) as (error: unknown, returned: unknown) => void;
    const call = begin(prototype, name, values);
    const overlapped = lend(call, prototype, values);
    native.async(...values, (error: unknown, returned: unknown) => {
      finish(call, prototype, values, returned, overlapped);
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
