import { operationNames } from '../ranges.ts';
import type { EventOf, Owner, Place } from '../schema.ts';
import { countUpTo } from './intervals.ts';
import type { Model } from './model.ts';
import { aboutAt } from './state.ts';

/** A stretch of a run in which one side owned the memory. */
export interface Segment {
  readonly owner: Owner;
  /** The first frame of it, and the first one that is not. */
  readonly from: number;
  readonly to: number;
  /** Which submit it belongs to, from 0; null of P. */
  readonly call: number | null;
}

/** Something that breaks the rule while memory is lent. */
export interface Breach {
  readonly frame: number;
  /** `written`: by the program, while the kernel owned it. `freed`, `lent again`: likewise. */
  readonly what: 'written' | 'freed' | 'lent again';
  /** The fact that names the rule. */
  readonly fact: string;
}

/** Memory that is lent in the course of a run: an OVERLAPPED, or a buffer. */
export interface Lane {
  /** `op3`, `data3`. */
  readonly name: string;
  readonly block: string;
  /** In bytes, within the block; all stretches of it that were lent and overlap. */
  readonly offset: number;
  readonly length: number;
  /** Whether it is the memory of an operation's OVERLAPPED. */
  readonly isOperation: boolean;
  /** Without gaps, from where it came to where it went. */
  readonly segments: readonly Segment[];
  readonly breaches: readonly Breach[];
}

interface Stretch {
  from: number;
  to: number;
  events: { frame: number; event: EventOf<'owner'> }[];
}

/** The lanes of a run, in the order in which they were lent first. */
export function lanesOf(model: Model): Lane[] {
  const names = new Set(model.operations.map(({ name }) => name));
  const nameOf = operationNames(model.trace);
  const lanes: Lane[] = [];
  for (const [block, hands] of model.hands) {
    const size = model.blocks.get(block)?.size ?? 0;
    for (const { from, to, events } of stretches(hands, size)) {
      const name = nameOf(block, from);
      lanes.push({
        name,
        block,
        offset: from,
        length: to - from,
        isOperation: names.has(name),
        ...ownership(model, block, { from, to, events }),
      });
    }
  }
  const begins = ({ segments }: Lane) =>
    segments.find(({ owner }) => owner === 'K')?.from ?? Number.POSITIVE_INFINITY;
  return lanes.sort((a, b) => begins(a) - begins(b));
}

/** What changed hands in a block, put together where it overlaps. */
function stretches(
  hands: readonly { frame: number; event: EventOf<'owner'> }[],
  size: number,
): Stretch[] {
  const sorted = hands
    .map((hand) => {
      const from = hand.event.offset ?? 0;
      return { from, to: from + (hand.event.length ?? size - from), events: [hand] };
    })
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const found: Stretch[] = [];
  for (const next of sorted) {
    const last = found.at(-1);
    if (last && (next.from < last.to || (next.from === last.from && next.to === last.to))) {
      last.to = Math.max(last.to, next.to);
      last.events.push(...next.events);
    } else {
      found.push(next);
    }
  }
  for (const { events } of found) events.sort((a, b) => a.frame - b.frame);
  return found;
}

function ownership(
  model: Model,
  block: string,
  { from: start, to: end, events }: Stretch,
): Pick<Lane, 'segments' | 'breaches'> {
  const life = model.lives.get(block);
  const first = life?.from ?? 0;
  const last = Math.min(life?.to ?? Number.POSITIVE_INFINITY, model.frames.length);
  const segments: Segment[] = [];
  const breaches: Breach[] = [];
  const put = (owner: Owner, from: number, to: number, call: number | null): void => {
    const before = segments.at(-1);
    if (to <= from) return;
    if (before && before.owner === owner && before.call === call) {
      segments[segments.length - 1] = { ...before, to };
    } else {
      segments.push({ owner, from, to, call });
    }
  };
  let owner: Owner = 'P';
  let since = first;
  let call: number | null = null;
  let lent: { offset: number; length: number } | null = null;
  for (const { frame, event } of events) {
    const offset = event.offset ?? 0;
    const length = event.length ?? end - offset;
    if (event.owner === 'K' && owner === 'K' && event.call !== call && lent !== null) {
      const overlaps = offset < lent.offset + lent.length && lent.offset < offset + length;
      if (overlaps) breaches.push({ frame, what: 'lent again', fact: 'OV-9' });
    }
    put(owner, since, frame, call);
    owner = event.owner;
    since = frame;
    call = event.owner === 'K' ? event.call : null;
    lent = event.owner === 'K' ? { offset, length } : null;
  }
  const isFreedLent = owner === 'K' && life !== undefined && life.to < model.frames.length;
  put(owner, since, isFreedLent ? model.frames.length : last, call);
  if (isFreedLent) breaches.push({ frame: life.to, what: 'freed', fact: 'OV-9' });
  for (const { frame, event } of model.sights.get(block) ?? []) {
    if (event.writer !== 'program' || event.offset >= end) continue;
    if (event.offset + event.bytes.hex.length / 2 <= start) continue;
    const held = segments[countUpTo(segments, frame - 1, ({ from }) => from) - 1];
    if (held?.owner === 'K' && frame < held.to && held.call !== event.call) {
      breaches.push({ frame, what: 'written', fact: 'OV-9' });
    }
  }
  return { segments, breaches: breaches.sort((a, b) => a.frame - b.frame) };
}

/** What the checker of the simulated Windows said, with the lanes that it is about. */
export interface Report {
  readonly frame: number;
  readonly misconception: string;
  readonly fact: string;
  /** Null in traces of before. */
  readonly sentence: string | null;
  /** By their places; none where it is about no memory, or nobody can tell which. */
  readonly lanes: readonly number[];
}

const isSame = (a: Place | null, b: Place | null): boolean =>
  a !== null && b !== null && a.file === b.file && a.line === b.line;

/** The reports of a run. */
export function reportsOf(model: Model, lanes: readonly Lane[]): Report[] {
  return model.trace.events.flatMap((event, at): Report[] => {
    if (event.event !== 'report') return [];
    const { misconception, fact, sentence = null, since } = event;
    const frame = model.frameOf[at] as number;
    const places = lanes.map((lane, place) => ({ lane, place }));
    const broken = places.filter(({ lane }) =>
      lane.breaches.some((breach) => breach.frame === frame || breach.frame === frame - 1),
    );
    const calls = new Set(
      model.operations
        .filter(({ from, over }) => from <= frame && (over === null || frame <= over))
        .map(({ submission }) => submission.begin)
        .filter((begin) => isSame(begin.at, since))
        .map(({ call }) => call),
    );
    const lent = places.filter(({ lane }) =>
      lane.segments.some(({ call }) => call !== null && calls.has(call)),
    );
    const found = broken.length > 0 ? broken : calls.size === 1 ? lent : [];
    return [{ frame, misconception, fact, sentence, lanes: found.map(({ place }) => place) }];
  });
}

/** The segment of a lane that a frame is in; undefined before it was there and after it went. */
export function segmentAt({ segments }: Lane, frame: number): Segment | undefined {
  const segment = segments[countUpTo(segments, frame, ({ from }) => from) - 1];
  return segment !== undefined && frame < segment.to ? segment : undefined;
}

/** Finds the lanes of operations and blocks, and the operations of lanes, without going through them. */
export class LaneFinder {
  readonly #lanes: readonly Lane[];
  readonly #names = new Map<number, string>();
  readonly #ofName = new Map<string, Set<number>>();
  readonly #ofBlock = new Map<string, Set<number>>();
  readonly #begins: number[] = [];

  constructor(model: Model, lanes: readonly Lane[]) {
    this.#lanes = lanes;
    for (const { name, submission } of model.operations) {
      this.#names.set(submission.begin.call, name);
    }
    for (const [place, lane] of lanes.entries()) {
      add(this.#ofBlock, lane.block, place);
      for (const { call } of lane.segments) {
        const name = call === null ? undefined : this.#names.get(call);
        if (name !== undefined) add(this.#ofName, name, place);
      }
      this.#begins.push(lane.segments.find(({ owner }) => owner === 'K')?.from ?? 0);
    }
  }

  /** Which operation a lane is lent to in a frame, or was lent to last, or will be first. */
  operationOf(place: number, frame: number): string | null {
    const segments = this.#lanes[place]?.segments ?? [];
    for (let at = countUpTo(segments, frame, ({ from }) => from) - 1; at >= 0; at--) {
      const { call } = segments[at] as Segment;
      if (call !== null) return this.#names.get(call) ?? null;
    }
    const call = segments.find((segment) => segment.call !== null)?.call ?? null;
    return call === null ? null : (this.#names.get(call) ?? null);
  }

  /**
   * The lanes that matter in a frame: those of the selected operation, then those that the frame is about. A frame that is
   * about nothing leaves the lanes as they were before it.
   */
  matter(model: Model, selected: string | null, frame: number): number[] {
    const found = new Set(selected === null ? [] : this.#ofName.get(selected));
    const { operations, blocks } = aboutAt(model, frame);
    for (const name of operations)
      for (const place of this.#ofName.get(name) ?? []) found.add(place);
    for (const block of blocks) {
      for (const place of this.#ofBlock.get(block) ?? []) found.add(place);
    }
    if (found.size === 0) found.add(Math.max(0, countUpTo(this.#begins, frame) - 1));
    return [...found].filter((place) => place < this.#lanes.length);
  }
}

function add(map: Map<string, Set<number>>, key: string, place: number): void {
  const known = map.get(key);
  if (known) known.add(place);
  else map.set(key, new Set([place]));
}
