import { targetOf } from '../decode.ts';
import { fieldsSeen } from '../questions.ts';
import type { Value } from '../schema.ts';
import { dequeues } from './frames.ts';
import type { Model, Operation } from './model.ts';
import { threadText, valueText } from './words.ts';

/** One value that is not the same in both runs. */
export interface Difference {
  /** What it is a value of: `thread`, `returned`, `last error`, an argument's name, `printed`, or `op3 › Internal`. */
  readonly what: string;
  readonly left: string;
  readonly right: string;
}

/** A frame of one run beside the frame of another that is about the same operation in the same step. */
export interface Pair {
  /** The frames; null where a run has none. At least one is there. */
  readonly left: number | null;
  readonly right: number | null;
  /** Whether the right run was here before it was at a frame that stands above. */
  readonly isEarlier: boolean;
  /** Whether only the kernel of the run that has it can tell of such a frame, so that the other lacks nothing. */
  readonly isTold: boolean;
  readonly differences: readonly Difference[];
}

/** What two runs do not have in common in a pair; null stands for the frame itself, which one lacks or has earlier. */
export function unlikeIn(pair: Pair): (Difference | null)[] {
  const isAlone = pair.left === null || pair.right === null;
  return [...((isAlone && !pair.isTold) || pair.isEarlier ? [null] : []), ...pair.differences];
}

/** Frames that the program is no part of; most kernels do not let us see them. */
const TOLD: ReadonlySet<string> = new Set([
  'completed',
  'queued',
  'dequeued',
  'scheduled',
  'report',
]);

/**
 * What two frames have to have in common to be held against each other: of one program also the line, for one that asks
 * for the last error asks in several places. A dequeue has such a key for each of its packets, for how they were batched
 * is another matter.
 */
function keysOf(model: Model, isSameProgram: boolean): Map<string, number> {
  const counts = new Map<string, number>();
  const keys = new Map<string, number>();
  for (const { index, step, kind, call, at } of model.frames) {
    if (TOLD.has(kind)) continue;
    const begun = call === null ? undefined : model.calls.get(call)?.begin;
    const name = begun?.function ?? '';
    // The end of any other call goes with its beginning.
    if (kind === 'end' && !dequeues(name)) continue;
    const brought = kind === 'end' && dequeues(name) ? dequeuedIn(model, index) : [];
    const about = model.about[index]?.operations.slice(0, 1) ?? [];
    const place = isSameProgram ? `${at?.file}:${at?.line}` : '';
    const operations = brought.length > 0 ? brought : about.length > 0 ? about : ['-'];
    for (const operation of operations) {
      // Where something was seen during a call it is two frames, and one where nothing was.
      const key = `${step} ${operation} ${kind === 'call' ? 'begin' : kind} ${name} ${place}`;
      const occurrence = (counts.get(key) ?? 0) + 1;
      counts.set(key, occurrence);
      keys.set(`${key} ${occurrence}`, index);
    }
  }
  return keys;
}

/**
 * Two runs of a program, or of two versions of one, frame beside frame: first by step and operation, then by what happens,
 * then by how often it has. The pairs stand in the order of the left run; what only the right one has follows what it
 * follows there.
 */
export function pairsOf(left: Model, right: Model): Pair[] {
  const isSameProgram = left.trace.program.main === right.trace.program.main;
  const rightKeys = keysOf(right, isSameProgram);
  const rightOf = new Map<number, number>();
  const taken = new Set<number>();
  for (const [key, index] of keysOf(left, isSameProgram)) {
    const other = rightKeys.get(key);
    if (other === undefined || taken.has(other) || rightOf.has(index)) continue;
    rightOf.set(index, other);
    taken.add(other);
  }
  for (const [index, other] of [...rightOf]) {
    const [end, otherEnd] = [endOf(left, index), endOf(right, other)];
    if (end === undefined || otherEnd === undefined) continue;
    rightOf.set(end, otherEnd);
    taken.add(otherEnd);
  }
  const leftOf = new Map([...rightOf].map(([one, other]) => [other, one]));
  const partner = (side: 'left' | 'right') => (side === 'left' ? rightOf : leftOf);
  const pairs: Pair[] = [];
  const single = (side: 'left' | 'right', index: number): Pair => {
    const model = side === 'left' ? left : right;
    return {
      left: side === 'left' ? index : null,
      right: side === 'right' ? index : null,
      isEarlier: false,
      isTold: isTold(index, model, side === 'left' ? right : left, partner(side)),
      differences: [],
    };
  };
  /** Up to where the right run has been, by its own order. */
  let reached = -1;
  const catchUp = (to: number): void => {
    for (let at = reached + 1; at < to; at++) {
      if (!taken.has(at)) pairs.push(single('right', at));
    }
  };
  for (const { index } of left.frames) {
    const other = rightOf.get(index);
    if (other === undefined) {
      pairs.push(single('left', index));
      continue;
    }
    const isEarlier = other < reached;
    catchUp(other);
    reached = Math.max(reached, other);
    pairs.push({
      left: index,
      right: other,
      isEarlier,
      isTold: false,
      differences: differencesOf(left, index, right, other),
    });
  }
  catchUp(right.frames.length);
  return pairs;
}

/**
 * Whether a frame that only one run has is no difference between the programs’ runs: the other kernel does not let us see
 * it, or it is the end of a call that is one frame there, or it asks for the last error of a call that stands above.
 */
function isTold(
  index: number,
  model: Model,
  other: Model,
  partner: ReadonlyMap<number, number>,
): boolean {
  const frame = model.frames[index];
  if (frame === undefined || TOLD.has(frame.kind) || frame.kind === 'seen') return true;
  const call = frame.call === null ? undefined : model.calls.get(frame.call);
  if (call === undefined) return false;
  if (call.begin.function === 'GetLastError') return true;
  if (frame.kind !== 'end') return false;
  const begun = sidesOf(model).begin.get(frame.call ?? -1);
  const twin = begun === undefined ? undefined : partner.get(begun);
  return twin !== undefined && other.frames[twin]?.kind === 'call';
}

interface Sides {
  readonly begin: ReadonlyMap<number, number>;
  readonly end: ReadonlyMap<number, number>;
}

const sides = new WeakMap<Model, Sides>();

/** The frames in which calls begin and end. */
function sidesOf(model: Model): Sides {
  let known = sides.get(model);
  if (known === undefined) {
    const [begin, end] = [new Map<number, number>(), new Map<number, number>()];
    for (const { index, kind, call } of model.frames) {
      if (call === null) continue;
      if (kind === 'begin' || kind === 'call') begin.set(call, index);
      else if (kind === 'end') end.set(call, index);
    }
    known = { begin, end };
    sides.set(model, known);
  }
  return known;
}

/** The frame in which the call that begins in a frame ends; of a dequeue none, for its packets are paired by themselves. */
function endOf(model: Model, index: number): number | undefined {
  const frame = model.frames[index];
  if (frame === undefined || frame.kind !== 'begin' || frame.call === null) return undefined;
  if (dequeues(model.calls.get(frame.call)?.begin.function ?? '')) return undefined;
  return sidesOf(model).end.get(frame.call);
}

/** The operations whose packets a frame brings. */
const dequeuedIn = (model: Model, index: number): string[] =>
  (overIn(model).get(index) ?? []).map(({ name }) => name);

const over = new WeakMap<Model, Map<number, Operation[]>>();

function overIn(model: Model): Map<number, Operation[]> {
  let known = over.get(model);
  if (known === undefined) {
    known = new Map();
    for (const operation of model.operations) {
      if (operation.over === null) continue;
      const list = known.get(operation.over) ?? [];
      known.set(operation.over, [...list, operation]);
    }
    over.set(model, known);
  }
  return known;
}

/** Whether a value is the same in every run of a program on every kernel: paths and raw bytes are not. */
const isComparable = (value: Value): boolean =>
  typeof value !== 'string' && !(typeof value === 'object' && value !== null && 'bytes' in value);

/** The values of a frame by name: what both runs have to have. */
function valuesOf(model: Model, index: number, isWhole: boolean): Map<string, string> {
  const frame = model.frames[index];
  const values = new Map<string, string>();
  if (frame === undefined) return values;
  values.set('thread', threadText(frame));
  const call = frame.call === null ? undefined : model.calls.get(frame.call);
  const name = call?.begin.function ?? '';
  // What it gives is in the last error of the call that it asks about.
  if (call !== undefined && name !== 'GetLastError') {
    // A time limit is what is left of it.
    const waits = dequeues(name);
    for (const [each, value] of waits ? [] : Object.entries(call.begin.arguments)) {
      if (isComparable(value)) values.set(each, valueText(value));
    }
    if (call.end && (isWhole || frame.kind !== 'begin')) {
      const { returned, lastError } = call.end;
      values.set('returned', valueText(returned));
      values.set('last error', lastError === null ? 'none' : String(lastError));
      if (waits) values.set('packets', String(dequeuedIn(model, index).length));
    }
  }
  for (let at = frame.first; at <= frame.last; at++) {
    const event = model.trace.events[at];
    if (event?.event === 'print') {
      values.set('printed', (values.get('printed') ?? '') + event.text);
    } else if (event?.event === 'exit') {
      values.set('the end', `${event.how}, ${event.code}`);
    }
  }
  return values;
}

/** What is seen with a frame of the operations that it is about, by field; addresses and handles by their symbols. */
function seenWith(model: Model, index: number): Map<string, string> {
  const { trace } = model;
  const frame = model.frames[index];
  const values = new Map<string, string>();
  if (frame === undefined) return values;
  const operations = model.about[index]?.operations ?? [];
  for (let at = frame.first; at <= frame.last; at++) {
    const event = trace.events[at];
    if (event?.event !== 'observe' || !operations.includes(event.block)) continue;
    const { block, bytes } = event;
    for (const { path, offset, size } of fieldsSeen(trace, event)) {
      const target = bytes.relocations.find((one) => one.offset === offset);
      const hex = bytes.hex.slice(2 * offset, 2 * (offset + size));
      values.set(`${block} › ${path}`, target === undefined ? hex : targetOf(target));
    }
  }
  return values;
}

/** What two frames differ in. Of memory only what was looked at in both. */
function differencesOf(left: Model, a: number, right: Model, b: number): Difference[] {
  const found: Difference[] = [];
  const compare = (what: string, one: string, other: string): void => {
    if (one !== other) found.push({ what, left: one, right: other });
  };
  const isWhole = left.frames[a]?.kind === 'call' || right.frames[b]?.kind === 'call';
  const theirs = valuesOf(right, b, isWhole);
  for (const [what, one] of valuesOf(left, a, isWhole))
    compare(what, one, theirs.get(what) ?? 'nothing');
  const seen = seenWith(right, b);
  for (const [what, one] of seenWith(left, a)) compare(what, one, seen.get(what) ?? one);
  return found;
}
