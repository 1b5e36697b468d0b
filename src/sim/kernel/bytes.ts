import type { Bytes } from '../memory/heap.ts';

/** Bytes that come in pieces and go in other pieces, in order. */
export class ByteQueue {
  readonly #pieces: Bytes[] = [];
  /** Bytes of the first piece that are gone. */
  #from = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a piece, which must not change any more. */
  push(piece: Bytes): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** A copy of the first bytes, at most so many; they stay. */
  peek(most: number): Bytes {
    const all = new Uint8Array(Math.min(most, this.#length));
    let done = 0;
    let from = this.#from;
    for (const piece of this.#pieces) {
      if (done === all.length) break;
      const part = piece.subarray(from, from + all.length - done);
      all.set(part, done);
      done += part.length;
      from = 0;
    }
    return all;
  }

  /** Takes the first bytes, at most so many. */
  take(most: number): Bytes {
    const all = this.peek(most);
    let left = all.length;
    this.#length -= left;
    while (left > 0) {
      const rest = (this.#pieces[0] as Bytes).length - this.#from;
      if (rest > left) {
        this.#from += left;
        break;
      }
      left -= rest;
      this.#pieces.shift();
      this.#from = 0;
    }
    return all;
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#from = 0;
    this.#length = 0;
  }
}
