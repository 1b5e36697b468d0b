/** Something that lasts from one frame on until before another. */
export interface Lasting<Item> {
  /** The first frame that it is there. */
  readonly from: number;
  /** The first frame that it is gone; infinite when it lasts to the end. */
  readonly to: number;
  readonly item: Item;
}

/** After so many changes at least the whole is written down. */
const FEWEST = 128;

/**
 * What is there at a frame, found without going through the run: the whole is written down now and then, so that a look
 * goes over a bounded number of changes, and all that is written down together is of the size of the changes.
 */
export class Intervals<Item> {
  readonly #all: readonly Lasting<Item>[];
  /** Changes in order: the interval's number when it begins, its complement when it ends. */
  readonly #changes: number[] = [];
  readonly #frames: number[] = [];
  /** Which intervals were there before the change at `upTo`. */
  readonly #wholes: { readonly upTo: number; readonly there: readonly number[] }[] = [];

  constructor(all: readonly Lasting<Item>[]) {
    this.#all = all;
    const ordered = all
      // What begins and ends in one frame is never there.
      .flatMap(({ from, to }, at) =>
        to <= from
          ? []
          : [
              { frame: from, change: at },
              ...(Number.isFinite(to) ? [{ frame: to, change: ~at }] : []),
            ],
      )
      .sort((a, b) => a.frame - b.frame || Number(a.change >= 0) - Number(b.change >= 0));
    const there = new Set<number>();
    let since = Number.POSITIVE_INFINITY;
    for (const { frame, change } of ordered) {
      if (since >= Math.max(FEWEST, there.size)) {
        this.#wholes.push({ upTo: this.#changes.length, there: [...there] });
        since = 0;
      }
      this.#frames.push(frame);
      this.#changes.push(change);
      apply(there, change);
      since += 1;
    }
  }

  /** What is there at a frame, in the order in which it began. */
  at(frame: number): Item[] {
    const end = countUpTo(this.#frames, frame);
    const whole = this.#wholes[countUpTo(this.#wholes, end, ({ upTo }) => upTo) - 1];
    if (!whole) return [];
    const there = new Set(whole.there);
    for (let at = whole.upTo; at < end; at++) apply(there, this.#changes[at] as number);
    return [...there].sort((a, b) => a - b).map((at) => (this.#all[at] as Lasting<Item>).item);
  }
}

function apply(there: Set<number>, change: number): void {
  if (change >= 0) there.add(change);
  else there.delete(~change);
}

/** How many of the first items, which go up, are not above a limit. */
export function countUpTo(items: readonly number[], limit: number): number;
export function countUpTo<Item>(
  items: readonly Item[],
  limit: number,
  of: (item: Item) => number,
): number;
export function countUpTo<Item>(
  items: readonly Item[],
  limit: number,
  of: (item: Item) => number = Number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(items[middle] as Item) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
