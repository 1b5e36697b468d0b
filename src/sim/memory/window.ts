import type { Bytes } from './heap.ts';

/** A block's bytes in the shapes in which they are read and written; made once for each block. */
export class Window {
  readonly bytes: Bytes;
  readonly view: DataView<ArrayBufferLike>;
  /** Address of the first byte. User-space addresses have 47 bits, so that a number holds them exactly. */
  readonly start: number;
  /** Address behind the last byte. */
  readonly end: number;
  #words: Int32Array<ArrayBufferLike> | null = null;

  constructor(
    start: number,
    buffer: ArrayBufferLike,
    offset = 0,
    length = buffer.byteLength - offset,
  ) {
    this.bytes = new Uint8Array(buffer, offset, length);
    this.view = new DataView(buffer, offset, length);
    this.start = start;
    this.end = start + length;
  }

  /** The same bytes, four by four, without those behind the last four: to compare many at once. */
  get words(): Int32Array<ArrayBufferLike> {
    if (this.#words === null) {
      const { buffer, byteOffset, byteLength } = this.bytes;
      this.#words = new Int32Array(buffer, byteOffset, byteLength >> 2);
    }
    return this.#words;
  }
}
