import { randomNumbers } from './random.ts';

/** How many bytes one chunk may have. */
export const LARGEST = 64 * 1024;

/** After so many bytes a stream begins anew. A prime, so that no buffer's size divides it. */
const PERIOD = 1_048_573;

const random = randomNumbers(20_260_722);
const ring = Buffer.from(Uint8Array.from({ length: PERIOD }, () => random() * 256));
/** With the first bytes behind the last, so that a chunk lies in one piece wherever it begins. */
const bytes = Buffer.concat([ring, ring.subarray(0, LARGEST)]);

/**
 * What one connection says, byte after byte: random, the same in every run, and elsewhere in the ring for each
 * number. One byte lost, doubled, or of another connection, and nothing after it is right.
 */
export class Stream {
  readonly #start: number;

  constructor(number: number) {
    this.#start = (number * 104_729) % PERIOD;
  }

  /** The `length` bytes from `position` on; at most `LARGEST`. */
  at(position: number, length: number): Buffer {
    const from = (this.#start + position) % PERIOD;
    return bytes.subarray(from, from + length);
  }
}
