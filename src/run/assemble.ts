import {
  hasFailed,
  type Parameter,
  type Prototype,
  prototypeOf,
  type Role,
} from '../abi/prototypes/index.ts';
import { fieldsWithin, operationNames } from '../trace/ranges.ts';
import { type Region, regionsOf, stepAt } from '../trace/regions.ts';
import {
  type Block,
  type Bytes,
  type Event,
  type EventOf,
  type Owner,
  type Place,
  type StructType,
  type SymbolEntry,
  TRACE_FORMAT,
  type Trace,
  type Value,
} from '../trace/schema.ts';
import type { Line, Raw, RawPlace } from './tracer/lines.ts';

/** What the tracer of one thread wrote. */
export interface ThreadLines {
  thread: number;
  lines: Line[];
}

/** What the recorder knows and the tracer cannot. */
export interface Circumstances {
  program: Omit<Trace['program'], 'files'>;
  kernel: Trace['kernel'];
  recorded: Trace['recorded'];
  /** How the run ended, for a program that did not live to say so. */
  ended: { how: 'normal' | 'fault' | 'timeout' | 'killed'; code: number | null };
  /** What the checker of the simulated Windows has found, at times of the tracer's clock. */
  reports?: readonly {
    t: number;
    misconception: string;
    fact: string;
    sentence: string;
    at: RawPlace | null;
    since: RawPlace | null;
  }[];
  /** Repository path of a file the program loaded, from its URL in the program's eyes. */
  pathOf(url: string): string;
  /** Content and hash of that file. */
  contentOf(path: string): { text: string; sha256: string };
}

/** Members of structs that hold an address or a handle. */
const POINTER_MEMBERS = new Set(['buf', 'lpOverlapped', 'hEvent']);

/** How the names of handles begin, by what they are handles of. */
const HANDLES: Partial<Record<Role, string>> = {
  'completion port': 'port',
  socket: 'socket',
  file: 'file',
  pipe: 'pipe',
  event: 'event',
  process: 'process',
  handle: 'handle',
};

/** The lines of a tracer's file. A last line that was cut off by the program's death is left out. */
export function parseLines(text: string): Line[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const parsed = lines.filter(Boolean).map((line) => JSON.parse(line) as Line);
  try {
    if (last) parsed.push(JSON.parse(last) as Line);
  } catch {
    // Cut off in the middle: everything before it is whole.
  }
  return parsed;
}

/**
 * Makes a trace of what the tracers wrote: one order and one clock for all threads, names for addresses, handles and
 * TCP ports, step labels for places.
 */
export function assemble(threads: ThreadLines[], circumstances: Circumstances): Trace {
  return new Assembly(threads, circumstances).trace();
}

/** Names by number, as long as the number means that thing. */
class Names {
  readonly entries: SymbolEntry[] = [];
  readonly #live = new Map<bigint, string>();
  readonly #ended = new Map<bigint, string>();
  readonly #counts = new Map<string, number>();

  /** The name of this number, given now if it has none. */
  give(value: bigint, kind: SymbolEntry['kind'], prefix: string): string {
    const known = this.#live.get(value);
    if (known) return known;
    const number = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, number);
    const id = `${prefix}${number}`;
    this.#live.set(value, id);
    this.entries.push({ id, kind, value: `0x${value.toString(16)}` });
    return id;
  }

  find(value: bigint): string | undefined {
    return this.#live.get(value);
  }

  /** What the number meant last, also when that has ended. */
  last(value: bigint): string | undefined {
    return this.#live.get(value) ?? this.#ended.get(value);
  }

  /** The number may mean something else from now on. */
  end(value: bigint): void {
    const name = this.#live.get(value);
    if (name === undefined) return;
    this.#ended.set(value, name);
    this.#live.delete(value);
  }
}

/** Bytes of an OVERLAPPED on 64-bit Windows. */
const OVERLAPPED_SIZE = 32;

/** Some bytes of a block. */
interface Range {
  block: string;
  offset: number;
  length: number;
}

/** An operation by its name, and the call that lent its OVERLAPPED. */
interface Operation {
  operation: string;
  call: number;
}

/** Stands in a packet that was posted. */
const POSTED = { operation: null, call: null };

class Assembly {
  readonly #threads: ThreadLines[];
  readonly #circumstances: Circumstances;
  readonly #types: Record<string, StructType> = {};
  readonly #blocks: Block[] = [];
  readonly #liveBlocks = new Map<bigint, Block>();
  readonly #blockCounts = new Map<string, number>();
  readonly #handles = new Names();
  readonly #tcpPorts = new Names();
  readonly #files = new Map<string, { text: string; sha256: string; regions: Region[] }>();
  readonly #calls = new Map<
    string,
    { id: number; prototype: Prototype | undefined; closes: bigint | null }
  >();
  /** What was lent, by the address of the OVERLAPPED: the OVERLAPPED first. */
  readonly #lent = new Map<bigint, Range[]>();
  /** Operations by the address of their OVERLAPPED, as it was lent last. */
  readonly #operations = new Map<bigint, Operation>();
  /** The operation that a thread's call of now lends in a copy, by the thread. */
  readonly #copied = new Map<number, Operation>();
  /** Those that the simulated kernel began and that have a name, by its numbers. */
  readonly #started = new Map<number, Operation>();
  readonly #events: Event[] = [];

  constructor(threads: ThreadLines[], circumstances: Circumstances) {
    this.#threads = threads;
    this.#circumstances = circumstances;
  }

  trace(): Trace {
    const timed = this.#threads.flatMap(({ thread, lines }) =>
      lines.flatMap((line, index) => {
        if (line.line === 'file') this.#file(this.#circumstances.pathOf(line.url));
        if (line.line === 'type') {
          const { name, size, align, fields } = line;
          this.#types[name] = { size, align, fields };
        }
        return 't' in line ? [{ thread, index, line }] : [];
      }),
    );
    const ends = timed.findLast(({ line }) => line.line === 'exit')?.line.t;
    for (const [
      index,
      { t, misconception, fact, sentence, at, since },
    ] of this.#reports.entries()) {
      const line: Line = {
        line: 'report',
        // What is found when all is over is told before the end.
        t: Math.min(t, ends ?? t),
        misconception,
        fact,
        sentence,
        at,
        since,
      };
      timed.push({ thread: 0, index: index - this.#reports.length, line });
    }
    timed.sort((a, b) => a.line.t - b.line.t || a.thread - b.thread || a.index - b.index);
    // A program that has said good-bye is not watched any more.
    const exit = timed.findLastIndex(({ line }) => line.line === 'exit');
    const seen = timed.filter(({ line }, at) => exit < 0 || at < exit || !isKernels(line));
    const start = seen[0]?.line.t ?? 0;
    for (const { thread, line } of seen) this.#event(line, thread, line.t - start);
    if (!this.#events.some((event) => event.event === 'exit')) {
      const t = this.#events.at(-1)?.t ?? 0;
      this.#events.push({ event: 'exit', t, thread: 0, ...this.#circumstances.ended });
    }
    const { program, kernel, recorded } = this.#circumstances;
    const files = [...this.#files]
      .map(([path, { text, sha256 }]) => ({ path, sha256, text }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return {
      format: TRACE_FORMAT,
      program: { ...program, files },
      kernel,
      recorded,
      types: this.#types,
      blocks: this.#blocks,
      symbols: [...this.#handles.entries, ...this.#tcpPorts.entries],
      events: this.#events,
    };
  }

  get #reports() {
    return this.#circumstances.reports ?? [];
  }

  #event(line: Extract<Line, { t: number }>, thread: number, t: number): void {
    const moment = { t, thread };
    switch (line.line) {
      case 'begin': {
        const prototype = this.#prototypeOf(line.function);
        const id = this.#calls.size;
        const closing = prototype?.closes ? line.arguments[prototype.closes] : undefined;
        const closes = closing === undefined ? null : numberOf(closing);
        this.#calls.set(`${thread}:${line.call}`, { id, prototype, closes });
        this.#copied.delete(thread);
        const named = this.#values(line.arguments, prototype);
        const at = this.#place(line.at);
        this.#events.push({
          event: 'begin',
          ...moment,
          call: id,
          function: line.function,
          arguments: named,
          at,
        });
        break;
      }
      case 'end': {
        const call = this.#call(thread, line.call);
        const returned = this.#returned(line.returned, call.prototype);
        this.#nameMade(line.out, call.prototype);
        const out = this.#values(line.out, call.prototype);
        const { lastError } = line;
        this.#events.push({ event: 'end', ...moment, call: call.id, returned, lastError, out });
        if (call.closes !== null && lastError === null) this.#handles.end(call.closes);
        break;
      }
      case 'alloc': {
        const block = this.#allocate(line);
        this.#events.push({ event: 'alloc', ...moment, block: block.id, at: this.#place(line.at) });
        break;
      }
      case 'free': {
        const address = BigInt(line.address);
        const block = this.#liveBlocks.get(address);
        if (!block) break;
        this.#liveBlocks.delete(address);
        this.#events.push({ event: 'free', ...moment, block: block.id, at: this.#place(line.at) });
        break;
      }
      case 'memory': {
        this.#allocate(line);
        break;
      }
      case 'told': {
        const block = this.#liveBlocks.get(BigInt(line.copy));
        if (block) block.address = line.address;
        break;
      }
      case 'observe': {
        const found = this.#blockAt(BigInt(line.address));
        if (!found) break;
        this.#events.push({
          event: 'observe',
          ...moment,
          block: found.block.id,
          offset: found.delta,
          bytes: this.#bytes(found.block, found.delta, line),
          writer: line.writer,
          call: this.#call(thread, line.call).id,
          side: line.side,
        });
        break;
      }
      case 'lent': {
        this.#nameOperation(thread, line);
        const ranges = [
          { address: line.overlapped, length: OVERLAPPED_SIZE, tail: 0 },
          ...line.loans,
        ].flatMap(({ address, length, tail }) => {
          const found = this.#blockAt(BigInt(address));
          if (!found) return [];
          return [{ block: found.block.id, offset: found.delta, length: length + tail }];
        });
        this.#lent.set(BigInt(line.overlapped), ranges);
        this.#owners(ranges, 'K', 'submitted', moment, line.call);
        break;
      }
      case 'returned': {
        // A thread that hears late may take for lent what another has dequeued already.
        const overlapped = BigInt(line.overlapped);
        const ranges = this.#lent.get(overlapped) ?? [];
        this.#lent.delete(overlapped);
        this.#owners(ranges, 'P', line.because, moment, line.call);
        // A copy lives for one operation.
        if (this.#liveBlocks.get(overlapped)?.memory === 'copy')
          this.#liveBlocks.delete(overlapped);
        break;
      }
      case 'started': {
        const copied = line.poolThread === undefined ? this.#copied.get(line.thread) : undefined;
        const known = copied ?? this.#operations.get(BigInt(line.overlapped));
        if (known !== undefined) this.#started.set(line.operation, known);
        break;
      }
      case 'completed': {
        const { status, bytes } = line;
        const known = this.#started.get(line.operation);
        if (known === undefined) break;
        this.#events.push({ event: 'completed', ...doneBy(line, t), ...known, status, bytes });
        break;
      }
      case 'queued':
      case 'dequeued': {
        const { line: event, bytes } = line;
        const port = this.#portNamed(line.port);
        const known = line.operation === null ? POSTED : this.#started.get(line.operation);
        if (port === null || known === undefined) break;
        const key = this.#value({ hex: line.key }, false);
        this.#events.push({ event, ...doneBy(line, t), port, ...known, key, bytes });
        break;
      }
      case 'scheduled': {
        const port = this.#portNamed(line.port);
        if (port === null) break;
        this.#events.push({ event: 'scheduled', ...doneBy(line, t), port, what: line.what });
        break;
      }
      case 'print': {
        const { stream, text } = line;
        this.#events.push({ event: 'print', ...moment, stream, text, at: this.#place(line.at) });
        break;
      }
      case 'report': {
        const { misconception, fact, sentence } = line;
        const [at, since] = [this.#place(line.at), this.#place(line.since)];
        this.#events.push({ event: 'report', ...moment, misconception, fact, sentence, at, since });
        break;
      }
      case 'exit': {
        // What a process says as it leaves is not the end where it then stays, or dies.
        const { ended } = this.#circumstances;
        const left = ended.how === 'normal' ? { how: 'normal' as const, code: line.code } : ended;
        this.#events.push({ event: 'exit', ...moment, ...left });
        break;
      }
    }
  }

  #nameOperation(thread: number, line: Extract<Line, { line: 'lent' }>): void {
    const overlapped = BigInt(line.overlapped);
    const found = this.#blockAt(overlapped);
    if (!found) return;
    const nameOf = operationNames({ blocks: [found.block] });
    const operation = nameOf(found.block.id, found.delta);
    const known = { operation, call: this.#call(thread, line.call).id };
    // Only the kernel knows where a copy lies, and it tells when the call has begun the operation.
    if (found.block.memory === 'copy') this.#copied.set(thread, known);
    else this.#operations.set(overlapped, known);
  }

  /** The completion port of a handle, also when that was closed; null where it has no name. */
  #portNamed(handle: string): string | null {
    const id = this.#handles.last(BigInt(handle));
    const symbol = this.#handles.entries.find((one) => one.id === id);
    return symbol?.kind === 'completion port' ? symbol.id : null;
  }

  #owners(
    ranges: Range[],
    owner: Owner,
    because: EventOf<'owner'>['because'],
    moment: { t: number; thread: number },
    call: number,
  ): void {
    const { id } = this.#call(moment.thread, call);
    for (const range of ranges) {
      this.#events.push({ event: 'owner', ...moment, ...range, owner, call: id, because });
    }
  }

  /** Only Windows' functions have prototypes: elsewhere libc has others by the same names. */
  #prototypeOf(name: string): Prototype | undefined {
    const { kind } = this.#circumstances.kernel;
    return kind === 'linux' || kind === 'macos' ? undefined : prototypeOf(name);
  }

  #call(thread: number, call: number) {
    const known = this.#calls.get(`${thread}:${call}`);
    if (!known) throw new Error(`The tracer wrote of call ${call} before its beginning.`);
    return known;
  }

  #file(path: string) {
    const known = this.#files.get(path);
    if (known) return known;
    const content = this.#circumstances.contentOf(path);
    const file = { ...content, regions: regionsOf(content.text) };
    this.#files.set(path, file);
    return file;
  }

  #place(place: RawPlace | null): Place | null {
    if (!place) return null;
    const file = this.#circumstances.pathOf(place.url);
    return { file, line: place.line, step: stepAt(this.#file(file).regions, place.line) };
  }

  #allocate(line: Extract<Line, { line: 'alloc' | 'memory' }>): Block {
    const prefix = this.#prefixOf(line.type);
    const number = (this.#blockCounts.get(prefix) ?? 0) + 1;
    this.#blockCounts.set(prefix, number);
    const { type, count, size, address } = line;
    const known = { id: `${prefix}${number}`, type, count, size };
    const memory = line.line === 'memory' ? line.kind : undefined;
    const block: Block =
      memory === undefined
        ? { ...known, address }
        : { ...known, address: memory === 'copy' ? null : address, memory };
    this.#blocks.push(block);
    this.#forgetBuffers(BigInt(address), size);
    this.#liveBlocks.set(BigInt(address), block);
    return block;
  }

  /** Nobody says when a Buffer is gone; it is when something else lies there. */
  #forgetBuffers(from: bigint, size: number): void {
    for (const [base, block] of this.#liveBlocks) {
      const apart = base + BigInt(block.size) <= from || base >= from + BigInt(size);
      if (block.memory === 'buffer' && !apart) this.#liveBlocks.delete(base);
    }
  }

  #prefixOf(type: string): string {
    if (type === 'uint8_t') return 'data';
    if (type === 'OVERLAPPED_ENTRY') return 'entries';
    const fields = this.#types[type]?.fields ?? [];
    const overlapped = ['Internal', 'InternalHigh', 'Offset', 'OffsetHigh', 'hEvent'];
    if (overlapped.every((name, index) => fields[index]?.path.split('.').at(-1) === name))
      return 'op';
    return type.toLowerCase().replaceAll(/[^a-z]/g, '') || 'block';
  }

  #blockAt(address: bigint): { block: Block; delta: number } | undefined {
    for (const [base, block] of this.#liveBlocks) {
      const delta = Number(address - base);
      if (delta >= 0 && delta < block.size) return { block, delta };
    }
    return undefined;
  }

  /** Where a number points, or which handle it is. */
  #reference(value: bigint): { ref: string; delta?: number } | undefined {
    const at = (ref: string, delta: number) => (delta ? { ref, delta } : { ref });
    const found = this.#blockAt(value);
    if (found) return at(found.block.id, found.delta);
    // Freed, or collected, while the kernel has it: the packet still names it.
    const [lent] = this.#lent.get(value) ?? [];
    if (lent) return at(lent.block, lent.offset);
    const handle = this.#handles.find(value);
    return handle ? { ref: handle } : undefined;
  }

  #bytes(block: Block, from: number, line: Extract<Line, { line: 'observe' }>): Bytes {
    const { bytes: hex, copies = [] } = line;
    const memory = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const view = new DataView(memory.buffer);
    const relocations: Bytes['relocations'] = [];
    for (const { type, offset } of fieldsWithin(this.#types[block.type], from, memory.length)) {
      if (!type.endsWith('*')) continue;
      const copy = copies.find((one) => one.offset === offset)?.copy;
      const value = copy === undefined ? view.getBigUint64(offset, true) : BigInt(copy);
      const reference = value === 0n ? undefined : this.#reference(value);
      if (reference) relocations.push({ offset, size: 8, ...reference });
    }
    return { hex, relocations };
  }

  #values(raw: Record<string, Raw>, prototype: Prototype | undefined): Record<string, Value> {
    const parameters = new Map(
      prototype?.parameters.map((parameter) => [parameter.name, parameter]),
    );
    return Object.fromEntries(
      Object.entries(raw).map(([name, value]) => {
        const parameter = parameters.get(name);
        // An out-parameter is an array in JavaScript: its items are what the pointer points at.
        return [
          name,
          Array.isArray(value)
            ? value.map((item) => this.#value(item, pointsAtPointer(parameter)))
            : (this.#handle(value, parameter) ?? this.#value(value, isPointer(parameter))),
        ];
      }),
    );
  }

  /** The handle that an argument names, also when that was closed: a program may use it still. */
  #handle(raw: Raw, parameter: Parameter | undefined): Value | undefined {
    const value = parameter?.role === 'handle' ? numberOf(raw) : null;
    const ref = value === null ? undefined : this.#handles.last(value);
    return ref === undefined ? undefined : { ref };
  }

  /** Gives names to handles that a call has made through its out-parameters. */
  #nameMade(out: Record<string, Raw>, prototype: Prototype | undefined): void {
    for (const { name, direction, role } of prototype?.parameters ?? []) {
      const made = direction === 'out' && role === 'handle' ? out[name] : null;
      const value = Array.isArray(made) ? numberOf(made[0] ?? null) : null;
      if (value) this.#handles.give(value, 'handle', 'handle');
    }
  }

  #returned(raw: Raw, prototype: Prototype | undefined): Value {
    const role = prototype?.returns.role;
    const prefix = role && HANDLES[role];
    const value = numberOf(raw);
    if (!prefix || value === null || hasFailed(prototype, value)) return this.#value(raw, false);
    const kind = role === 'completion port' || role === 'socket' ? role : 'handle';
    return { ref: this.#handles.give(value, kind, prefix) };
  }

  #value(raw: Raw, pointer: boolean, member = ''): Value {
    if (raw === null || typeof raw === 'boolean' || typeof raw === 'string') return raw;
    if (Array.isArray(raw)) return raw.map((item) => this.#value(item, false));
    if (typeof raw === 'object' && 'bytes' in raw) return textOf(raw.bytes);
    if (typeof raw === 'object' && 'members' in raw) {
      return Object.fromEntries(
        Object.entries(raw.members).map(([name, value]) => [
          name,
          this.#value(value, POINTER_MEMBERS.has(name), name),
        ]),
      );
    }
    const value = numberOf(raw) ?? 0n;
    if (member === 'sin_port') return { ref: this.#tcpPorts.give(value, 'tcp port', 'tcpPort') };
    if (pointer) {
      if (value === 0n) return null;
      const reference = this.#reference(value);
      if (reference) return reference;
    }
    if (typeof raw === 'number') return raw;
    return value <= BigInt(Number.MAX_SAFE_INTEGER) && !pointer ? Number(value) : { hex: raw.hex };
  }
}

const KERNELS: readonly Line['line'][] = [
  'started',
  'completed',
  'queued',
  'dequeued',
  'scheduled',
];

/** Whether the simulated kernel wrote a line. */
const isKernels = ({ line }: Line): boolean => KERNELS.includes(line);

/** Who a line of the simulated kernel is about, and when. */
const doneBy = ({ thread, poolThread }: { thread: number; poolThread?: number }, t: number) => ({
  t,
  thread,
  ...(poolThread !== undefined && { poolThread }),
});

function numberOf(raw: Raw): bigint | null {
  if (typeof raw === 'number') return BigInt.asUintN(64, BigInt(Math.trunc(raw)));
  if (raw !== null && typeof raw === 'object' && 'hex' in raw) return BigInt(raw.hex);
  return null;
}

function isPointer(parameter: Parameter | undefined): boolean {
  return /^(?:LP|P|HANDLE|SOCKET)|\*/.test(parameter?.type ?? '');
}

/** Whether a parameter points at an address or a handle. */
function pointsAtPointer(parameter: Parameter | undefined): boolean {
  return /^(?:LP|P)\w+ \*$|\*\*$|^(?:LP|P)HANDLE$/.test(parameter?.type ?? '');
}

/** Bytes as text where they are text, else as hex digits. */
function textOf(hex: string): Value {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const printable = bytes.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d,
  );
  return printable ? new TextDecoder().decode(bytes) : { bytes: hex };
}
