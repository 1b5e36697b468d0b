import type { Bytes } from '../memory/heap.ts';

/** How long a file may become, in bytes: it lies in memory. */
export const LONGEST_FILE = 2 ** 28;

/** The contents of a file. */
export class FileData {
  #bytes: Bytes;
  #length: number;

  constructor(bytes: Bytes = new Uint8Array(0)) {
    this.#bytes = bytes.slice();
    this.#length = bytes.length;
  }

  get length(): number {
    return this.#length;
  }

  /** A copy of some bytes; fewer where the file ends. */
  read(offset: number, length: number): Bytes {
    return this.#bytes.slice(offset, Math.min(offset + length, this.#length));
  }

  /**
   * Writes, and lets the file grow; what lies between its end and the offset becomes 0.
   *
   * @returns false when there is no room for it
   */
  write(offset: number, data: Bytes): boolean {
    const end = offset + data.length;
    if (end > LONGEST_FILE) return false;
    if (data.length === 0) return true;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(data, offset);
    this.#length = Math.max(this.#length, end);
    return true;
  }

  truncate(): void {
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
  }
}
