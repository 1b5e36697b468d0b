/** Bytes of address space that belong to one block alone. */
const GRANULE = 0x1_0000;
/** How many granules one part of the table holds. */
const PART = 1024;

/** Where something lies in address space. */
interface Placed {
  /** Address of its first byte. */
  readonly start: number;
  readonly size: number;
}

/**
 * Hands out addresses, each only once, and finds what lies at one. Every item has at least one granule of its own and
 * an empty one behind it, so that no overrun of up to 64 KiB hits another item.
 */
export class AddressTable<Item extends Placed> {
  readonly #first: number;
  #nextGranule = 0;
  #handedOut = 0;
  /** By granule, in parts of {@link PART}; a part goes when nothing is left in it. */
  readonly #parts: ({ items: (Item | undefined)[]; count: number } | undefined)[] = [];

  /** @param first the lowest address, a multiple of 64 KiB */
  constructor(first: number) {
    this.#first = first;
  }

  /** An address, aligned to 16 bytes, for so many bytes. Low digits vary, as those of a heap do. */
  next(size: number): number {
    const within = 16 * (1 + ((this.#handedOut++ * 37) % 251));
    const start = this.#first + this.#nextGranule * GRANULE + within;
    this.#nextGranule += Math.floor((within + size) / GRANULE) + 2;
    return start;
  }

  put(item: Item): void {
    const last = this.#granuleOf(item.start + item.size);
    for (let granule = this.#granuleOf(item.start); granule <= last; granule++) {
      const index = Math.floor(granule / PART);
      this.#parts[index] ??= { items: new Array<Item | undefined>(PART).fill(undefined), count: 0 };
      const part = this.#parts[index];
      part.items[granule % PART] = item;
      part.count += 1;
    }
  }

  /** What owns the granule of an address; the address itself may be before or behind it. */
  near(address: number): Item | undefined {
    const granule = this.#granuleOf(address);
    if (!(granule >= 0)) return undefined;
    return this.#parts[Math.floor(granule / PART)]?.items[granule % PART];
  }

  remove(item: Item): void {
    const last = this.#granuleOf(item.start + item.size);
    for (let granule = this.#granuleOf(item.start); granule <= last; granule++) {
      const index = Math.floor(granule / PART);
      const part = this.#parts[index];
      if (part?.items[granule % PART] !== item) continue;
      part.items[granule % PART] = undefined;
      part.count -= 1;
      if (part.count === 0) delete this.#parts[index];
    }
  }

  #granuleOf(address: number): number {
    return Math.floor((address - this.#first) / GRANULE);
  }
}
