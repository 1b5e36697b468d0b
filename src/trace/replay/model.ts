import { argumentOf, prototypeOf } from '../../abi/prototypes/index.ts';
import { type Call, callsOf, type Submission, submissionsOf } from '../questions.ts';
import { type NameOperation, operationNames } from '../ranges.ts';
import type { Block, Event, EventOf, Trace, Value } from '../schema.ts';
import { dequeues, type Frame, framesOf } from './frames.ts';
import { Intervals, type Lasting } from './intervals.ts';

/** One submit of an operation, by frames. */
export interface Operation {
  /** `op3`; one that is submitted again has its name again. */
  readonly name: string;
  /** Which submit of that name, from 1. */
  readonly submit: number;
  readonly submission: Submission;
  /** The socket or file that it was started on; null where nobody knows. */
  readonly handle: string | null;
  /** The thread that started it; 0 is the main thread. */
  readonly thread: number;
  /** The frame in which its call begins. */
  readonly from: number;
  /** The frame in which its call has returned; null when it never did. */
  readonly returned: number | null;
  /** The frame in which the kernel completes it; null where this kernel does not let us see that. */
  readonly completed: number | null;
  /** The frame in which the program learns that it is over; null when it never does. */
  readonly over: number | null;
}

/** A handle that a port knows, with the key of its packets (PORT-9). */
export interface Registration {
  readonly port: string;
  readonly handle: string;
  readonly key: Value;
}

/** A thread inside a dequeue. */
export interface Waiting {
  readonly port: string;
  readonly thread: number;
  readonly call: number;
}

/** A packet at a port. */
export interface QueuedPacket {
  readonly port: string;
  /** Null when it was posted. */
  readonly operation: string | null;
}

/** What a program has printed in one event. */
export interface Printed {
  readonly frame: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/**
 * A trace, made ready to be looked at in any of its frames: what is there when, without going through the run. Made once;
 * its size is that of the trace.
 */
export interface Model {
  readonly trace: Trace;
  readonly frames: readonly Frame[];
  /** The frame of each event. */
  readonly frameOf: Int32Array;
  readonly calls: ReadonlyMap<number, Call>;
  readonly nameOf: NameOperation;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly operations: readonly Operation[];
  /** Those that are under way or whose packet was not dequeued. */
  readonly pending: Intervals<Operation>;
  readonly ports: readonly string[];
  readonly openPorts: Intervals<string>;
  readonly registered: Intervals<Registration>;
  readonly waiting: Intervals<Waiting>;
  /** The same, one after the other. */
  readonly waits: readonly Lasting<Waiting>[];
  /** Packets at ports; null where this kernel does not let us see them. */
  readonly queued: Intervals<QueuedPacket> | null;
  readonly printed: readonly Printed[];
  /** By block, what was seen of it, in order. */
  readonly sights: ReadonlyMap<string, readonly { frame: number; event: EventOf<'observe'> }[]>;
  /** By block, how it changed hands, in order. */
  readonly hands: ReadonlyMap<string, readonly { frame: number; event: EventOf<'owner'> }[]>;
  /** By block, the frames in which it came and went; one without an event of its own is there all the time. */
  readonly lives: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
  /** The operations and the blocks that each frame is about. */
  readonly about: readonly About[];
}

/** What a frame is about. */
export interface About {
  readonly operations: readonly string[];
  readonly blocks: readonly string[];
}

const NEVER = Number.POSITIVE_INFINITY;

/** The symbol that a value is; null when it is none. */
function refOf(value: Value | undefined): string | null {
  return value !== null && typeof value === 'object' && 'ref' in value
    ? (value as { ref: string }).ref
    : null;
}

/** Every symbol in a value. */
function* refsIn(value: Value | undefined): Generator<{ ref: string; delta: number }> {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const each of value) yield* refsIn(each);
  } else if ('ref' in value && typeof value.ref === 'string') {
    yield { ref: value.ref, delta: (value as { delta?: number }).delta ?? 0 };
  } else {
    for (const each of Object.values(value)) yield* refsIn(each);
  }
}

function grouped<Item>(): { add(key: string, item: Item): void; all: Map<string, Item[]> } {
  const all = new Map<string, Item[]>();
  return {
    all,
    add(key, item) {
      const known = all.get(key);
      if (known) known.push(item);
      else all.set(key, [item]);
    },
  };
}

/** Makes a trace ready to be stepped through. */
export function modelOf(trace: Trace): Model {
  const { events } = trace;
  const frames = framesOf(trace);
  const frameOf = new Int32Array(events.length);
  for (const { index, first, last } of frames) frameOf.fill(index, first, last + 1);
  const calls = callsOf(trace);
  const nameOf = operationNames(trace);
  const blocks = new Map(trace.blocks.map((block) => [block.id, block]));
  const symbols = new Map(trace.symbols.map(({ id, kind }) => [id, kind]));

  const sights = grouped<{ frame: number; event: EventOf<'observe'> }>();
  const hands = grouped<{ frame: number; event: EventOf<'owner'> }>();
  const lives = new Map<string, { from: number; to: number }>();
  const printed: Printed[] = [];
  const begins = new Map<number, number>();
  const ends = new Map<number, number>();
  const completions = new Map<number, number>();
  const packets: Lasting<QueuedPacket>[] = [];
  const queues = grouped<{ from: number; item: QueuedPacket }>();
  for (const [at, event] of events.entries()) {
    const frame = frameOf[at] as number;
    if (event.event === 'begin') begins.set(event.call, frame);
    else if (event.event === 'end') ends.set(event.call, frame);
    else if (event.event === 'observe') sights.add(event.block, { frame, event });
    else if (event.event === 'owner') hands.add(event.block, { frame, event });
    else if (event.event === 'alloc') lives.set(event.block, { from: frame, to: NEVER });
    else if (event.event === 'free') {
      lives.set(event.block, { from: lives.get(event.block)?.from ?? 0, to: frame });
    } else if (event.event === 'print')
      printed.push({ frame, stream: event.stream, text: event.text });
    else if (event.event === 'completed') completions.set(event.call, frame);
    else if (event.event === 'queued') {
      const { port, operation } = event;
      queues.add(port, { from: frame, item: { port, operation } });
    } else if (event.event === 'dequeued') {
      const next = queues.all.get(event.port)?.shift();
      if (next) packets.push({ ...next, to: frame });
    }
  }

  const operations = operationsOf(submissionsOf(trace), {
    begins,
    ends,
    completions,
  });
  const found = portsOf(calls, { begins, ends, symbols });
  // What is left in a port is gone with it.
  for (const [port, left] of queues.all) {
    const to = found.open.findLast(({ item }) => item === port)?.to ?? NEVER;
    for (const packet of left) packets.push({ ...packet, to });
  }
  packets.sort((a, b) => a.from - b.from);
  return {
    trace,
    frames,
    frameOf,
    calls,
    nameOf,
    blocks,
    operations,
    pending: new Intervals(
      operations
        .filter(({ submission }) => submission.outcome !== 'failed')
        .map((item) => ({ from: item.from, to: item.over ?? NEVER, item })),
    ),
    ports: [...new Set(found.open.map(({ item }) => item))],
    openPorts: new Intervals(found.open),
    registered: new Intervals(found.registered),
    waiting: new Intervals(found.waiting),
    waits: found.waiting,
    queued: trace.kernel.kind === 'sim' ? new Intervals(packets) : null,
    printed,
    sights: sights.all,
    hands: hands.all,
    lives,
    about: aboutOf(frames, events, { nameOf, blocks, operations }),
  };
}

function operationsOf(
  submissions: readonly Submission[],
  {
    begins,
    ends,
    completions,
  }: {
    begins: ReadonlyMap<number, number>;
    ends: ReadonlyMap<number, number>;
    completions: ReadonlyMap<number, number>;
  },
): Operation[] {
  const counts = new Map<string, number>();
  return submissions.map((submission) => {
    const { operation: name, begin, over } = submission;
    const submit = (counts.get(name) ?? 0) + 1;
    counts.set(name, submit);
    const from = begins.get(begin.call) ?? 0;
    const end = over === undefined ? null : (ends.get(over.call) ?? null);
    const completed = completions.get(begin.call);
    const [first] = Object.values(begin.arguments);
    return {
      name,
      submit,
      submission,
      handle: refOf(first),
      thread: begin.thread,
      from,
      returned: ends.get(begin.call) ?? null,
      completed: completed ?? null,
      over: end,
    };
  });
}

/** What is known of ports: which are open, which handles they know, who waits at them. */
function portsOf(
  calls: ReadonlyMap<number, Call>,
  {
    begins,
    ends,
    symbols,
  }: {
    begins: ReadonlyMap<number, number>;
    ends: ReadonlyMap<number, number>;
    symbols: ReadonlyMap<string, string>;
  },
) {
  const open: Lasting<string>[] = [];
  const registered: Lasting<Registration>[] = [];
  const waiting: Lasting<Waiting>[] = [];
  const openedAt = new Map<string, number>();
  const knownSince = new Map<string, { from: number; item: Registration }>();
  const forget = (handle: string, to: number): void => {
    const known = knownSince.get(handle);
    if (!known) return;
    registered.push({ ...known, to });
    knownSince.delete(handle);
  };
  const isPort = (id: string | null): id is string =>
    id !== null && symbols.get(id) === 'completion port';
  for (const [number, { begin, end }] of calls) {
    const { arguments: given, function: name } = begin;
    const prototype = prototypeOf(name);
    const over = ends.get(number);
    if (dequeues(name)) {
      const port = refOf(Object.values(given)[0]);
      if (!isPort(port)) continue;
      const from = begins.get(number) ?? 0;
      waiting.push({ from, to: over ?? NEVER, item: { port, thread: begin.thread, call: number } });
    }
    if (end === undefined || over === undefined || end.lastError !== null) continue;
    if (prototype?.returns.role === 'completion port') {
      const port = refOf(end.returned);
      if (!isPort(port)) continue;
      if (!openedAt.has(port)) openedAt.set(port, over);
      const handle = refOf(given[argumentOf(prototype, 'handle') ?? '']);
      if (handle === null) continue;
      forget(handle, over);
      knownSince.set(handle, { from: over, item: { port, handle, key: given.CompletionKey ?? 0 } });
    } else if (prototype?.closes !== undefined) {
      const handle = refOf(given[prototype.closes]);
      if (handle === null) continue;
      forget(handle, over);
      const from = openedAt.get(handle);
      if (from === undefined) continue;
      open.push({ from, to: over, item: handle });
      openedAt.delete(handle);
      for (const [other, { item }] of knownSince) if (item.port === handle) forget(other, over);
    }
  }
  for (const [item, from] of openedAt) open.push({ from, to: NEVER, item });
  for (const known of knownSince.values()) registered.push({ ...known, to: NEVER });
  const byBegin = (a: Lasting<unknown>, b: Lasting<unknown>) => a.from - b.from;
  return {
    open: open.sort(byBegin),
    registered: registered.sort(byBegin),
    waiting: waiting.sort(byBegin),
  };
}

/** The operations and blocks that each frame is about, those that changed hands first. */
function aboutOf(
  frames: readonly Frame[],
  events: readonly Event[],
  {
    nameOf,
    blocks,
    operations,
  }: {
    nameOf: NameOperation;
    blocks: ReadonlyMap<string, Block>;
    operations: readonly Operation[];
  },
): About[] {
  const names = new Set(operations.map(({ name }) => name));
  const lentBy = new Map<number, { block: string; offset: number }[]>();
  for (const event of events) {
    if (event.event !== 'owner' || event.because !== 'submitted') continue;
    const lent = lentBy.get(event.call) ?? [];
    lent.push({ block: event.block, offset: event.offset ?? 0 });
    lentBy.set(event.call, lent);
  }
  return frames.map(({ first, last }) => {
    const found = { operations: new Set<string>(), blocks: new Set<string>() };
    const meets = (block: string, offset: number): void => {
      if (!blocks.has(block)) return;
      found.blocks.add(block);
      const name = nameOf(block, offset);
      if (names.has(name)) found.operations.add(name);
    };
    const part = events.slice(first, last + 1);
    for (const event of part) if (event.event === 'owner') meets(event.block, event.offset ?? 0);
    for (const event of part) {
      if (event.event === 'observe') meets(event.block, event.offset);
      else if (event.event === 'alloc' || event.event === 'free') meets(event.block, 0);
      else if (event.event === 'begin') {
        for (const { ref, delta } of refsIn(event.arguments)) meets(ref, delta);
      } else if (event.event === 'end') {
        for (const { ref, delta } of refsIn([event.returned, event.out])) meets(ref, delta);
        for (const { block, offset } of lentBy.get(event.call) ?? []) meets(block, offset);
      } else if (
        event.event === 'completed' ||
        event.event === 'queued' ||
        event.event === 'dequeued'
      ) {
        if (event.operation !== null) found.operations.add(event.operation);
      }
    }
    return { operations: [...found.operations], blocks: [...found.blocks] };
  });
}
