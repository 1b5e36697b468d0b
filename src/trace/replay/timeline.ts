import { statusName } from '../../status/index.ts';
import type { EventOf } from '../schema.ts';
import { countUpTo } from './intervals.ts';
import type { Model, Operation } from './model.ts';

/** Where on the axis a frame is: by its time, or each frame as wide as any other. */
export type AxisKind = 'time' | 'steps';

/** The frames that are in view, the last one not included. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/**
 * The stretch of a run that is shown. A part of it moves by half its width at a time, so that most steps leave the
 * drawing as it is.
 *
 * @param count how many frames the run has
 * @param width how many of them are shown; null for all
 */
export function viewOf(count: number, frame: number, width: number | null): View {
  if (width === null || count <= width) return { from: 0, to: count };
  const half = Math.floor(width / 2);
  const from = Math.floor(frame / half) * half - Math.floor(half / 2);
  const first = Math.min(Math.max(0, from), count - width);
  return { from: first, to: first + width };
}

/** Places on a drawing, from 0 to 1; what is out of view lies at its edge. */
export interface Axis {
  readonly kind: AxisKind;
  readonly view: View;
  /** Where a frame begins. The number of frames is the end of the run. */
  at(frame: number): number;
  /** Where the mark of the current frame stands. */
  mark(frame: number): number;
}

const within = (place: number): number => Math.min(1, Math.max(0, place));

/** The axis of a drawing. Threads share a clock, but of a time that goes back nothing is drawn. */
export function axisOf({ frames }: Model, kind: AxisKind, view: View): Axis {
  const steps = (frame: number) => within((frame - view.from) / Math.max(1, view.to - view.from));
  if (kind === 'steps') return { kind, view, at: steps, mark: (frame) => steps(frame + 0.5) };
  const { from, to } = timesOf(frames, view);
  const timeOf = (frame: number) => frames[Math.min(frame, frames.length - 1)]?.t ?? 0;
  const at = (frame: number) => (to === from ? 0 : within((timeOf(frame) - from) / (to - from)));
  return { kind, view, at, mark: at };
}

function timesOf(frames: Model['frames'], view: View): { from: number; to: number } {
  const from = frames[view.from]?.t ?? 0;
  const to = frames[Math.min(view.to, frames.length - 1)]?.t ?? from;
  return { from, to };
}

/** Microseconds as a person says them: `12 µs`, `1.5 ms`, `4.06 s`. */
export function timeText(microseconds: number): string {
  if (microseconds < 1000) return `${round(microseconds)} µs`;
  if (microseconds < 1_000_000) return `${round(microseconds / 1000)} ms`;
  return `${round(microseconds / 1_000_000)} s`;
}

const round = (number: number): string => String(Number(number.toPrecision(number < 100 ? 3 : 4)));

/** A number on the scale below a drawing. */
export interface Tick {
  /** From 0 to 1. */
  readonly place: number;
  readonly text: string;
}

/** How many numbers a scale has at most. */
const MOST_TICKS = 6;

/** The scale of an axis: round times, or the numbers of frames as a reader counts them. */
export function ticksOf(model: Model, axis: Axis): Tick[] {
  const { view } = axis;
  const isTime = axis.kind === 'time';
  // Frames are counted from 1, and their number stands at their middle.
  const { from, to } = isTime
    ? timesOf(model.frames, view)
    : { from: view.from + 0.5, to: view.to + 0.5 };
  if (to <= from) return [];
  const rough = (to - from) / MOST_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
  const whole = Math.max(1, step);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / whole) * whole; at <= to; at += whole) {
    const place = (at - from) / (to - from);
    ticks.push({ place, text: isTime ? timeText(at) : String(at) });
  }
  return ticks;
}

/** Which lanes are drawn. */
export interface Window {
  /** By their places, going up. */
  readonly shown: readonly number[];
  /** How many there are besides. */
  readonly more: number;
}

/**
 * Chooses the lanes that are drawn: those that matter now, and besides them those that follow one another from a place
 * on. They stay in their order.
 *
 * @param count how many there are
 * @param matter the places of those that have to be there, the most important first
 * @param first where the others begin; null for around the first one that matters
 */
export function windowOf(
  count: number,
  matter: readonly number[],
  { first, most }: { first: number | null; most: number },
): Window {
  const chosen = new Set(matter.slice(0, most));
  const half = Math.max(1, Math.floor(most / 2));
  const page = Math.floor((matter[0] ?? 0) / half) * half;
  const begin = Math.min(Math.max(0, first ?? page), Math.max(0, count - 1));
  for (let at = begin; at < count && chosen.size < most; at++) chosen.add(at);
  for (let at = begin - 1; at >= 0 && chosen.size < most; at--) chosen.add(at);
  return { shown: [...chosen].sort((a, b) => a - b), more: count - chosen.size };
}

/** Things next to each other that are drawn as one. */
export interface Gathered<Item> {
  readonly left: number;
  readonly right: number;
  readonly items: readonly Item[];
}

/** Narrower than a pixel of a drawing that is as wide as a page. */
const LEAST = 1 / 900;

/**
 * Gathers what is too narrow to be told apart, and what there is too much of. Nothing is left out: each item is in one of the
 * groups, and they are in its order.
 *
 * @param items in order, none over another
 * @param most groups at most
 */
export function gathered<Item extends { readonly left: number; readonly right: number }>(
  items: readonly Item[],
  most: number,
): Gathered<Item>[] {
  for (let least = LEAST; ; least *= 2) {
    const groups: { left: number; right: number; items: Item[]; isNarrow: boolean }[] = [];
    for (const item of items) {
      const last = groups.at(-1);
      const isNarrow = item.right - item.left < least;
      if (last?.isNarrow && isNarrow && item.left - last.right < least) {
        last.right = Math.max(last.right, item.right);
        last.items.push(item);
      } else {
        groups.push({ left: item.left, right: item.right, items: [item], isNarrow });
      }
    }
    if (groups.length <= Math.max(1, most) || least > 2) return groups;
  }
}

/** A stretch of an operation. */
interface Part {
  /** `under way`: the kernel has it. `packet waits`: it is over, and the program has not heard. */
  readonly kind: 'under way' | 'packet waits';
  readonly from: number;
  readonly to: number;
}

/** An operation from its submit to the moment when the program learns that it is over. */
export interface Bar {
  readonly operation: Operation;
  readonly from: number;
  /** The number of frames where it never ends. */
  readonly to: number;
  /** In order and without gaps. */
  readonly parts: readonly Part[];
  /** What came of it: `29 bytes`, `STATUS_CANCELLED`; null while nobody knows. */
  readonly result: string | null;
}

function barOf(model: Model, operation: Operation): Bar {
  const { from, returned, completed, over, submission } = operation;
  const hasFailed = submission.outcome === 'failed';
  const end = Math.max(from, (hasFailed ? returned : over) ?? model.frames.length);
  const parts: Part[] = [];
  const told = completed === null ? end : Math.min(end, Math.max(from, completed));
  parts.push({ kind: 'under way', from, to: told });
  if (told < end) parts.push({ kind: 'packet waits', from: told, to: end });
  return { operation, from, to: end, parts, result: resultOf(operation) };
}

function resultOf({ submission: { outcome, over } }: Operation): string | null {
  if (outcome === 'failed') return 'did not start';
  if (over === undefined) return null;
  if (over.status !== null && over.status !== 0) {
    return statusName(over.status);
  }
  return over.bytes === 1 ? '1 byte' : `${over.bytes} bytes`;
}

/** What a thread does. */
export type ThreadState = 'waits' | 'runs' | 'blocked';

/** A stretch of a thread's life, or of a wait in Node's pool. */
export interface Stretch {
  readonly state: ThreadState;
  readonly from: number;
  readonly to: number;
}

/** One line of the timeline: things that lie beside each other. */
export interface Row {
  /** What the lane is of: `socket3`, `main thread`. */
  readonly group: string;
  /** Which row of its lane, from 0. */
  readonly number: number;
  readonly bars: readonly Bar[];
  /** Of a thread; empty in the rows of operations. */
  readonly stretches: readonly Stretch[];
}

export const threadName = (thread: number): string =>
  thread === 0 ? 'main thread' : `thread ${thread}`;

/** Things in as many rows as it needs that none lies on another. They come in the order in which they begin. */
function packed<Item extends { readonly from: number; readonly to: number }>(
  items: readonly Item[],
): Item[][] {
  const rows: Item[][] = [];
  const ends: number[] = [];
  for (const item of items) {
    const free = ends.findIndex((end) => end <= item.from);
    const at = free < 0 ? rows.length : free;
    ends[at] = Math.max(item.to, item.from + 1);
    const row = rows[at];
    if (row) row.push(item);
    else rows.push([item]);
  }
  return rows;
}

const byBegin = (a: { from: number }, b: { from: number }): number => a.from - b.from;

/** The rows of a timeline, in the order in which their lanes began: by what operations were started on, or by threads. */
export function rowsOf(model: Model, by: 'handle' | 'thread'): Row[] {
  const groups = new Map<string, Bar[]>();
  const bars = model.operations.map((operation) => barOf(model, operation)).sort(byBegin);
  const threads = by === 'thread' ? threadsOf(model) : null;
  if (threads) for (const { thread } of threads.lives) groups.set(threadName(thread), []);
  for (const bar of bars) {
    const { handle, name, thread } = bar.operation;
    const group = by === 'thread' ? threadName(thread) : (handle ?? name);
    const known = groups.get(group);
    if (known) known.push(bar);
    else groups.set(group, [bar]);
  }
  const rows: Row[] = [];
  for (const [group, inGroup] of groups) {
    const life = threads?.lives.find(({ thread }) => threadName(thread) === group);
    const mine: Omit<Row, 'group' | 'number'>[] = [];
    if (life) mine.push({ bars: [], stretches: life.stretches });
    for (const each of packed(inGroup)) mine.push({ bars: each, stretches: [] });
    rows.push(...mine.map((row, number) => ({ group, number, ...row })));
    const pool = life ? packed(life.pool) : [];
    const name = `${group}, Node’s pool`;
    pool.forEach((stretches, number) => {
      rows.push({ group: name, number, bars: [], stretches });
    });
  }
  return rows;
}

/** A thread from its first event to its last. */
interface Life {
  readonly thread: number;
  /** In order, without gaps and overlaps. */
  readonly stretches: readonly Stretch[];
  /** Its dequeues that a thread of Node's pool waits in. */
  readonly pool: readonly Stretch[];
}

/** What the threads of a run do, and how many of them run at each port. */
interface Threads {
  readonly lives: readonly Life[];
  readonly ports: readonly Running[];
}

/** How many threads of a port run. */
export interface Running {
  readonly port: string;
  /** The limit that it was made with: 0 for as many as there are processors; null when nobody saw it made. */
  readonly limit: number | null;
  /** Whether the kernel tells it; otherwise these are the threads that have taken a packet and not come back for another. */
  readonly isTold: boolean;
  /** In order; each is so until the next. */
  readonly counts: readonly {
    readonly from: number;
    readonly to: number;
    readonly count: number;
  }[];
}

const known = new WeakMap<Model, Threads>();

/** What the threads of a run do. Made once for a model. */
export function threadsOf(model: Model): Threads {
  const found = known.get(model);
  if (found) return found;
  const made = makeThreads(model);
  known.set(model, made);
  return made;
}

interface Change {
  readonly frame: number;
  readonly port: string;
  /** `asks`, `gets`: its dequeue begins, and returns with a packet. The others are what the kernel tells. */
  readonly what: 'asks' | 'gets' | EventOf<'scheduled'>['what'];
}

function makeThreads(model: Model): Threads {
  const { events } = model.trace;
  const count = model.frames.length;
  const spans = new Map<number, { from: number; to: number }>();
  const begins = new Map<number, number[]>();
  const changes = new Map<string, Change[]>();
  const change = (thread: string, made: Change): void => {
    const all = changes.get(thread);
    if (all) all.push(made);
    else changes.set(thread, [made]);
  };
  const told = new Set<string>();
  for (const [at, event] of events.entries()) {
    const frame = model.frameOf[at] as number;
    const span = spans.get(event.thread);
    // Nobody sees a thread after its last event, however long it takes until another one has its next.
    const to = frame === count - 1 ? count : Math.max(frame, (span?.from ?? frame) + 1);
    if (span) span.to = to;
    else spans.set(event.thread, { from: frame, to });
    if (event.event === 'begin') {
      const all = begins.get(event.thread);
      if (all) all.push(frame);
      else begins.set(event.thread, [frame]);
    } else if (event.event === 'scheduled') {
      const { thread, poolThread, port, what } = event;
      told.add(port);
      change(poolThread === undefined ? String(thread) : `${thread}/${poolThread}`, {
        frame,
        what,
        port,
      });
    }
  }
  const pools = new Map<number, Stretch[]>();
  for (const { from, to, item } of model.waits) {
    const end = Math.min(to, count);
    const own = begins.get(item.thread) ?? [];
    // A thread that begins another call meanwhile does not wait itself: a thread of the pool does.
    const isInPool = countUpTo(own, end - 1) > countUpTo(own, from);
    if (isInPool) {
      const pool = pools.get(item.thread);
      const wait: Stretch = { state: 'waits', from, to: end };
      if (pool) pool.push(wait);
      else pools.set(item.thread, [wait]);
      if (told.has(item.port)) continue;
    }
    const thread = isInPool ? `${item.thread}/call ${item.call}` : String(item.thread);
    change(thread, { frame: from, what: 'asks', port: item.port });
    const returned = model.calls.get(item.call)?.end;
    if (to < count && returned?.lastError === null) {
      change(thread, { frame: to, what: 'gets', port: item.port });
    } else if (to < count) {
      change(thread, { frame: to, what: 'resumed', port: item.port });
    }
  }
  for (const all of changes.values()) all.sort((a, b) => a.frame - b.frame);

  const lives = [...spans]
    .sort(([a], [b]) => a - b)
    .map(([thread, span]): Life => {
      const stretches = stretchesOf(changes.get(String(thread)) ?? [], span);
      return { thread, stretches, pool: (pools.get(thread) ?? []).sort(byBegin) };
    });
  const ports = model.ports.flatMap((port) => {
    const running = runningAt(port, { changes, told: told.has(port), count, spans });
    return running ? [{ port, limit: limitOf(model, port), ...running }] : [];
  });
  return { lives, ports };
}

/** What a thread does from its first event to its last. */
function stretchesOf(
  changes: readonly Change[],
  span: { readonly from: number; readonly to: number },
): Stretch[] {
  const stretches: Stretch[] = [];
  let state: ThreadState = 'runs';
  let since = span.from;
  let asks = false;
  for (const { frame, what } of changes) {
    if (what === 'asks') asks = true;
    else if (what !== 'blocked') asks = false;
    const next: ThreadState = asks ? 'waits' : what === 'blocked' ? 'blocked' : 'runs';
    if (next === state) continue;
    if (frame > since) stretches.push({ state, from: since, to: frame });
    since = Math.max(since, frame);
    state = next;
  }
  if (span.to > since) stretches.push({ state, from: since, to: span.to });
  return stretches;
}

/** How many threads of a port run; null where fewer than two ever came to it. */
function runningAt(
  port: string,
  {
    changes,
    told,
    count,
    spans,
  }: {
    changes: ReadonlyMap<string, readonly Change[]>;
    told: boolean;
    count: number;
    spans: ReadonlyMap<number, { readonly from: number; readonly to: number }>;
  },
): Pick<Running, 'isTold' | 'counts'> | null {
  const steps: { frame: number; by: number }[] = [];
  let threads = 0;
  for (const [thread, all] of changes) {
    let runs = false;
    let belongs = false;
    const set = (frame: number, next: boolean): void => {
      if (next !== runs) steps.push({ frame, by: next ? 1 : -1 });
      runs = next;
    };
    for (const { frame, what, port: at } of all) {
      if (at !== port) continue;
      belongs = true;
      if (what === 'released' || what === 'gets') set(frame, true);
      else if (what === 'resumed') set(frame, told);
      else set(frame, what === 'asks' && told && runs);
    }
    if (belongs) threads += 1;
    if (runs) set(spans.get(Number(thread))?.to ?? count, false);
  }
  if (threads < 2) return null;
  steps.sort((a, b) => a.frame - b.frame);
  const counts: { from: number; to: number; count: number }[] = [];
  let now = 0;
  let since = 0;
  for (const [at, { frame, by }] of steps.entries()) {
    now += by;
    const next = steps[at + 1]?.frame ?? count;
    if (next === frame) continue;
    const last = counts.at(-1);
    const before = last === undefined ? 0 : last.count;
    if (now === before) continue;
    if (last) counts[counts.length - 1] = { ...last, to: frame };
    else if (frame > 0) counts.push({ from: since, to: frame, count: 0 });
    counts.push({ from: frame, to: count, count: now });
    since = frame;
  }
  return { isTold: told, counts };
}

function limitOf({ calls }: Model, port: string): number | null {
  for (const { begin, end } of calls.values()) {
    if (begin.function !== 'CreateIoCompletionPort' || end === undefined) continue;
    const { returned } = end;
    if (returned === null || typeof returned !== 'object' || !('ref' in returned)) continue;
    const { ExistingCompletionPort: existing, NumberOfConcurrentThreads: limit } = begin.arguments;
    if (returned.ref === port && existing === null && typeof limit === 'number') return limit;
  }
  return null;
}

/** Finds the rows of a timeline by operations and frames, without going through them. */
export class RowFinder {
  readonly #rows = new Map<string, { from: number[]; row: number[] }>();
  readonly #all: { from: number[]; row: number[] } = { from: [], row: [] };

  constructor(rows: readonly Row[]) {
    const all = rows.flatMap(({ bars }, row) => bars.map((bar) => ({ bar, row })));
    all.sort((a, b) => a.bar.from - b.bar.from);
    for (const { bar, row } of all) {
      const { name } = bar.operation;
      const known = this.#rows.get(name) ?? { from: [], row: [] };
      this.#rows.set(name, known);
      for (const list of [known, this.#all]) {
        list.from.push(bar.from);
        list.row.push(row);
      }
    }
  }

  /** The row in which an operation's submit is that was the last one up to a frame, or else the first one. */
  of(name: string, frame: number): number | null {
    return lastUpTo(this.#rows.get(name), frame);
  }

  /** The row of the submit before a frame. */
  near(frame: number): number | null {
    return lastUpTo(this.#all, frame);
  }
}

function lastUpTo(
  list: { readonly from: readonly number[]; readonly row: readonly number[] } | undefined,
  frame: number,
): number | null {
  if (list === undefined) return null;
  return list.row[Math.max(0, countUpTo(list.from, frame) - 1)] ?? null;
}
