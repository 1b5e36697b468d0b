import type { Model } from './model.ts';

/** Where a frame is, in words that stay when a run is recorded again. */
export interface FrameAddress {
  /** The step label; null outside of all steps. */
  readonly step: string | null;
  /** The operation that the frame is about, the first where there are several; null when it is about none. */
  readonly operation: string | null;
  /** Which of the frames with these two it is, from 1. */
  readonly occurrence: number;
}

const known = new WeakMap<Model, { addresses: FrameAddress[]; frames: Map<string, number> }>();

function all(model: Model): { addresses: FrameAddress[]; frames: Map<string, number> } {
  const found = known.get(model);
  if (found) return found;
  const counts = new Map<string, number>();
  const frames = new Map<string, number>();
  const addresses = model.frames.map(({ step }, index): FrameAddress => {
    const operation = model.about[index]?.operations[0] ?? null;
    const key = `${step} ${operation}`;
    const occurrence = (counts.get(key) ?? 0) + 1;
    counts.set(key, occurrence);
    const address = { step, operation, occurrence };
    frames.set(written(address), index);
    return address;
  });
  const made = { addresses, frames };
  known.set(model, made);
  return made;
}

/** The address of a frame. */
export function addressOf(model: Model, frame: number): FrameAddress {
  return all(model).addresses[frame] as FrameAddress;
}

/** The frame at an address; null where there is none. */
export function frameAt(model: Model, address: FrameAddress): number | null {
  return all(model).frames.get(written(address)) ?? null;
}

/** `submit/op3/1`; `-` stands for no step and no operation. */
export function written({ step, operation, occurrence }: FrameAddress): string {
  return [step?.replaceAll(' ', '-') ?? '-', operation ?? '-', occurrence].join('/');
}

/**
 * An address as it was written, of which the end may be left out: the first operation, the first occurrence.
 *
 * @returns the frame; null where there is none
 */
export function frameWritten(model: Model, text: string): number | null {
  const [step = '', operation, occurrence = '1'] = text.split('/');
  const number = Number(occurrence);
  const index = all(model).addresses.findIndex(
    (one) =>
      (one.step?.replaceAll(' ', '-') ?? '-') === step &&
      (operation === undefined || (one.operation ?? '-') === operation) &&
      one.occurrence === number,
  );
  return index < 0 ? null : index;
}
