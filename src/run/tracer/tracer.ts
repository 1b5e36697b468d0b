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
import type { Line, Raw, RawPlace } from './lines.ts';
import { buffersOf, isBufferList, type Loan, loansOf } from './loans.ts';
import type { Memory } from './memory.ts';
import { Dequeued } from './packets.ts';
import { raw } from './raw.ts';

/** Bytes of an OVERLAPPED on 64-bit Windows, where alone this runs. */
const OVERLAPPED_SIZE = 32;

const target = process.env.IOCP_TRACE_FILE;
const rootUrl = process.env.IOCP_TRACE_ROOT;
if (!target || !rootUrl) throw new Error('The tracer is started by `node iocp.mjs record`.');
const file = fs.openSync(`${target}.${threadId}`, 'a');

const microseconds = () => Number(process.hrtime.bigint() / 1000n);
const write = (line: Line) => {
  fs.writeSync(file, `${JSON.stringify(line)}\n`);
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
const takeLastError = real
  .load('kernel32.dll')
  .func('uint32_t __stdcall GetLastError()') as () => number;

write({
  line: 'start',
  main: isMainThread,
  node: process.versions.node,
  arch: process.arch,
  koffi: koffi.version,
});

/** Memory that the program allocated, by its address. */
const blocks = new Map<bigint, { size: number }>();
/** What was lent together with an OVERLAPPED, by its address. */
const lent = new Map<bigint, Loan[]>();
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
    for (const [base, { size }] of blocks) {
      if (address >= base && address + BigInt(length) <= base + BigInt(size)) return true;
    }
    return false;
  },
};
const { addressOf } = memory;

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
    address: `0x${address.toString(16)}`,
    bytes: memory.read(address, length).toString('hex'),
    writer,
  });
}

/** The whole block that an OVERLAPPED begins, or the OVERLAPPED alone where the block is not known here. */
const operationSize = (address: bigint) => blocks.get(address)?.size ?? OVERLAPPED_SIZE;

function owner(call: number, address: bigint, to: 'P' | 'K', because: string): void {
  write({
    line: 'owner',
    t: microseconds(),
    call,
    address: `0x${address.toString(16)}`,
    owner: to,
    because: because as 'submitted',
  });
}

function lend(call: number, prototype: Prototype | undefined, values: unknown[]): bigint | null {
  const overlapped = addressOf(values[positionOf(prototype, 'overlapped')]);
  if (overlapped === null) return null;
  const loans = loansOf(prototype, values, memory);
  lent.set(overlapped, loans);
  observe(call, 'begin', overlapped, operationSize(overlapped), 'program');
  owner(call, overlapped, 'K', 'submitted');
  for (const { address } of loans) owner(call, address, 'K', 'submitted');
  return overlapped;
}

function giveBack(call: number, overlapped: bigint, because: string): void {
  owner(call, overlapped, 'P', because);
  for (const { address } of lent.get(overlapped) ?? []) owner(call, address, 'P', because);
  lent.delete(overlapped);
}

/** Writes down an operation whose packet was dequeued, and the data that came or went with it. */
function takeBack(
  call: number,
  overlapped: bigint,
  packet: { bytes: number; failed: boolean },
): void {
  observe(call, 'end', overlapped, operationSize(overlapped), 'kernel');
  let left = packet.bytes;
  for (const { address, length, tail, writer } of lent.get(overlapped) ?? []) {
    const bytes = Math.min(left, length);
    observe(call, 'end', address, bytes, writer);
    if (!packet.failed) observe(call, 'end', address + BigInt(length), tail, writer);
    left -= bytes;
  }
  giveBack(call, overlapped, 'dequeued');
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

  if (overlapped !== null) {
    observe(call, 'end', overlapped, operationSize(overlapped), 'kernel');
    if (startOf(prototype, lastError) === 'failed') giveBack(call, overlapped, 'failed at once');
  }
  for (const packet of dequeued.packets()) {
    if (packet.overlapped !== null && lent.has(packet.overlapped)) {
      takeBack(call, packet.overlapped, packet);
    }
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
  const prototype = prototypeOf(name);
  const traced = (...values: unknown[]) => {
    const call = begin(prototype, name, values);
    const overlapped = lend(call, prototype, values);
    let returned: unknown = null;
    try {
      returned = native(...values);
    } catch (error) {
      if (overlapped !== null) giveBack(call, overlapped, 'failed at once');
      const out = { thrown: String(error) };
      write({ line: 'end', t: microseconds(), call, returned: null, lastError: null, out });
      throw error;
    }
    finish(call, prototype, values, returned, overlapped);
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
    blocks.set(address, { size });
    write({
      line: 'alloc',
      t: microseconds(),
      address: `0x${address.toString(16)}`,
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
    for (const [base, { size }] of blocks) {
      if (address === null || address < base || address >= base + BigInt(size)) continue;
      if (address === base && length === size) break;
      throw new Error(
        `koffi.view took ${length} bytes from byte ${address - base} of an allocation of ${size} bytes; ` +
          'take the whole allocation from its base, and slices of that.',
      );
    }
    return real.view(value, length);
  },
  free: (value: unknown) => {
    const address = addressOf(value);
    if (address !== null && blocks.delete(address)) {
      write({ line: 'free', t: microseconds(), address: `0x${address.toString(16)}`, at: place() });
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
