import type { Segment } from './lanes.ts';
import type { Model, Operation } from './model.ts';

/** Where on the axis a frame is: by its time, or each frame as wide as any other. */
export type Axis = 'time' | 'steps';

/** A frame's place on an axis, from 0 to 1. */
export function placeOn(model: Model, axis: Axis, frame: number): number {
  const { frames } = model;
  const last = frames.length;
  if (axis === 'steps' || last === 0) return last === 0 ? 0 : Math.min(frame, last) / last;
  const begin = frames[0]?.t ?? 0;
  const end = frames.at(-1)?.t ?? 0;
  if (end === begin) return 0;
  return ((frames[Math.min(frame, last - 1)]?.t ?? end) - begin) / (end - begin);
}

/** Something that is drawn from one place of an axis to another. */
export interface Bar {
  /** From 0 to 1. */
  readonly left: number;
  readonly width: number;
  readonly kind: 'operation' | 'waiting';
  /** What it is of: an operation's name; empty of a wait. */
  readonly name: string;
  readonly from: number;
  /** The frame that it ends in; the number of frames where it never does. */
  readonly to: number;
  /** Where the kernel completes it, from 0 to 1 of the axis; null where nobody can see that. */
  readonly completed: number | null;
  /** Which of the rows of its lane, so that no two lie on each other. */
  readonly row: number;
  readonly isOver: boolean;
}

/** The bars of one socket, file or thread. */
export interface BarLane {
  readonly name: string;
  readonly rows: number;
  readonly bars: readonly Bar[];
}

/** How many bars of a lane are drawn: those nearest to the frame. */
const MOST_BARS = 40;

const threadName = (thread: number): string => (thread === 0 ? 'main thread' : `thread ${thread}`);

/** The operations of a run in lanes, by what they were started on or by who started them; waits of threads too. */
export function barLanes(model: Model, axis: Axis, by: 'handle' | 'thread'): BarLane[] {
  const lanes = new Map<string, Omit<Bar, 'row'>[]>();
  const put = (lane: string, bar: Omit<Bar, 'row'>): void => {
    const bars = lanes.get(lane);
    if (bars) bars.push(bar);
    else lanes.set(lane, [bar]);
  };
  const count = model.frames.length;
  const bar = (
    from: number,
    to: number,
    { kind, name, completed }: Pick<Bar, 'kind' | 'name'> & { completed: number | null },
  ): Omit<Bar, 'row'> => {
    const left = placeOn(model, axis, from);
    const width = placeOn(model, axis, Math.min(to, count)) - left;
    const at = completed === null ? null : placeOn(model, axis, completed);
    return {
      left,
      width,
      kind,
      name,
      from,
      to: Math.min(to, count),
      completed: at,
      isOver: to < count,
    };
  };
  if (by === 'thread') {
    for (const { from, to, item } of model.waits) {
      put(threadName(item.thread), bar(from, to, { kind: 'waiting', name: '', completed: null }));
    }
  }
  for (const operation of model.operations) {
    if (operation.submission.outcome === 'failed') continue;
    const lane = by === 'thread' ? threadName(operation.thread) : laneOf(operation);
    put(lane, bar(operation.from, operation.over ?? count, { kind: 'operation', ...operation }));
  }
  return [...lanes]
    .map(([name, bars]) => stacked(name, bars))
    .sort((a, b) => (by === 'thread' ? a.name.localeCompare(b.name) : 0));
}

const laneOf = ({ handle, name }: Operation): string => handle ?? name;

/** Puts bars that would lie on each other into rows of their own. */
function stacked(name: string, bars: readonly Omit<Bar, 'row'>[]): BarLane {
  const ends: number[] = [];
  const placed = [...bars]
    .sort((a, b) => a.from - b.from)
    .map((bar) => {
      const free = ends.findIndex((end) => end <= bar.from);
      const row = free < 0 ? ends.length : free;
      ends[row] = Math.max(bar.to, bar.from + 1);
      return { ...bar, row };
    });
  return { name, rows: ends.length, bars: placed };
}

/** The bars of a lane that are drawn at a frame: all of them where they are few, else the nearest. */
export function nearest<Item extends { readonly from: number; readonly to: number }>(
  items: readonly Item[],
  frame: number,
  most = MOST_BARS,
): readonly Item[] {
  if (items.length <= most) return items;
  const at = items.findIndex(({ to }) => to > frame);
  const middle = at < 0 ? items.length : at;
  const first = Math.max(0, Math.min(items.length - most, middle - Math.floor(most / 2)));
  return items.slice(first, first + most);
}

/** Which lanes are drawn: a page of them, with the one that matters on it. */
export function pageOf(
  count: number,
  matters: number,
  size: number,
): { first: number; last: number } {
  const page = Math.max(0, Math.floor(Math.max(0, matters) / size));
  const first = Math.min(page * size, Math.max(0, count - 1));
  return { first, last: Math.min(count, first + size) };
}

/** The segment of a lane that a frame is in; undefined before it was there and after it went. */
export function segmentAt(segments: readonly Segment[], frame: number): Segment | undefined {
  return segments.find(({ from, to }) => from <= frame && frame < to);
}
