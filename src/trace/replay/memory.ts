import type { Bytes, Owner } from '../schema.ts';
import { countUpTo } from './intervals.ts';
import type { Model } from './model.ts';

/** The bytes of a block as far as they were seen. */
export interface Seen {
  /** By offset; null where nobody has looked, or what was there before is over. */
  readonly bytes: readonly (number | null)[];
  /** Who wrote what was seen last. */
  readonly writer: 'program' | 'kernel' | 'unknown' | null;
  readonly relocations: Bytes['relocations'];
}

/** After so many sights of one block its bytes are written down. */
const STEP = 64;

type Mutable = { bytes: (number | null)[]; relocations: Bytes['relocations'] };

const written = new WeakMap<Model, Map<string, Mutable[]>>();

/** Bytes of a block after the first so many sights of it. */
function after(model: Model, block: string, count: number): Mutable {
  const size = model.blocks.get(block)?.size ?? 0;
  const all = written.get(model) ?? new Map<string, Mutable[]>();
  written.set(model, all);
  const whole: Mutable[] = all.get(block) ?? [
    { bytes: new Array<number | null>(size).fill(null), relocations: [] },
  ];
  all.set(block, whole);
  const sights = model.sights.get(block) ?? [];
  const wanted = Math.floor(count / STEP);
  while (whole.length <= wanted) {
    const from = (whole.length - 1) * STEP;
    const next = copyOf(whole.at(-1) as Mutable);
    for (let at = from; at < from + STEP; at++) lay(next, sights[at]?.event);
    whole.push(next);
  }
  const result = copyOf(whole[wanted] as Mutable);
  for (let at = wanted * STEP; at < count; at++) lay(result, sights[at]?.event);
  return result;
}

const copyOf = ({ bytes, relocations }: Mutable): Mutable => ({
  bytes: bytes.slice(),
  relocations: relocations.slice(),
});

/** Lays what was seen over what was seen before. */
function lay(
  memory: Mutable,
  sight: { readonly offset: number; readonly bytes: Bytes } | undefined,
): void {
  if (sight === undefined) return;
  const { offset, bytes } = sight;
  const length = bytes.hex.length / 2;
  for (let at = 0; at < length; at++) {
    memory.bytes[offset + at] = Number.parseInt(bytes.hex.slice(2 * at, 2 * at + 2), 16);
  }
  memory.relocations = [
    ...memory.relocations.filter(
      (one) => one.offset + one.size <= offset || one.offset >= offset + length,
    ),
    ...bytes.relocations.map((one) => ({ ...one, offset: one.offset + offset })),
  ];
}

/** What was known of a block's bytes when a frame was over. Of a block that is there by then no more: what it held last. */
export function bytesAt(model: Model, block: string, frame: number): Seen {
  const sights = model.sights.get(block) ?? [];
  const count = countUpTo(sights, frame, (sight) => sight.frame);
  const { bytes, relocations } = after(model, block, count);
  return { bytes, relocations, writer: sights[count - 1]?.event.writer ?? null };
}

/** Whether a block is there in a frame. */
export function isAlive(model: Model, block: string, frame: number): boolean {
  const life = model.lives.get(block);
  return life === undefined || (life.from <= frame && frame < life.to);
}

/** Who may touch a byte of a block when a frame is over (OV-9). */
export function ownerAt(model: Model, block: string, offset: number, frame: number): Owner {
  const hands = model.hands.get(block) ?? [];
  for (let at = countUpTo(hands, frame, (hand) => hand.frame) - 1; at >= 0; at--) {
    const { event } = hands[at] as (typeof hands)[number];
    const from = event.offset ?? 0;
    const length = event.length ?? Number.POSITIVE_INFINITY;
    if (offset >= from && offset < from + length) return event.owner;
  }
  return 'P';
}
