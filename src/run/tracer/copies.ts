import type { Line } from './lines.ts';

/** Higher than any memory: where the numbers begin by which lines speak of copies. */
const BEYOND = 1n << 64n;

/**
 * The number by which lines speak of the copy that koffi made of an object for one call (FFI-8). Where the copy lies
 * nobody but koffi knows, and the next call’s lies there too. The numbers are so far apart that no struct reaches the next.
 */
export const copyOf = (thread: number, call: number) =>
  BEYOND + (BigInt(thread) << 48n) + (BigInt(call) << 16n);

/** Whether an address is such a number. */
export const isCopy = (address: bigint) => address >= BEYOND;

/**
 * The copies that the kernel has. A packet names an address that may be that of all of them, so whose it is follows
 * from its key alone (PORT-9): where one copy is out on a port and key, it is that one's.
 */
export class Copies {
  readonly #out = new Map<string, Set<bigint>>();
  readonly #ties = new Map<bigint, string>();
  /** Those that are back: a thread may hear late that one was lent. */
  readonly #back = new Set<bigint>();
  readonly #untold = new Map<string, number>();
  readonly #posted = new Set<string>();

  hear(line: Line): void {
    switch (line.line) {
      case 'lent': {
        const copy = BigInt(line.overlapped);
        if (!isCopy(copy) || line.port === null || line.key === null || this.#back.has(copy)) break;
        const tie = tieOf(BigInt(line.port), BigInt(line.key));
        this.#ties.set(copy, tie);
        this.#out.set(tie, (this.#out.get(tie) ?? new Set()).add(copy));
        break;
      }
      case 'returned': {
        const copy = BigInt(line.overlapped);
        if (!isCopy(copy)) break;
        this.#back.add(copy);
        const tie = this.#ties.get(copy) ?? '';
        const out = this.#out.get(tie);
        out?.delete(copy);
        if (out?.size === 0) this.#untold.delete(tie);
        break;
      }
      case 'untold': {
        const tie = tieOf(BigInt(line.port), BigInt(line.key));
        this.#untold.set(tie, (this.#untold.get(tie) ?? 0) + 1);
        break;
      }
      case 'posted':
        this.#posted.add(tieOf(BigInt(line.port), BigInt(line.key)));
        break;
    }
  }

  /** How many copies are out whose packets come to this port with this key. */
  count(port: bigint, key: bigint): number {
    return this.#out.get(tieOf(port, key))?.size ?? 0;
  }

  /**
   * The copies of which a packet proves that they are back: the one that is out with its key, or all of them when each
   * has had a packet and nobody could tell which. None where anything else is possible.
   */
  provenBack(port: bigint, key: bigint): bigint[] {
    const tie = tieOf(port, key);
    const out = [...(this.#out.get(tie) ?? [])];
    const packets = (this.#untold.get(tie) ?? 0) + 1;
    return packets === out.length && !this.#posted.has(tie) ? out : [];
  }
}

const tieOf = (port: bigint, key: bigint) => `${port}:${key}`;
