import { Copies } from './copies.ts';
import type { Line } from './lines.ts';
import type { Loan } from './loans.ts';

/** What is known of a handle's file. */
export interface FileState {
  /** The port to which its operations bring packets; null where there is none. */
  port: bigint | null;
  /** The key of those packets. */
  key: bigint | null;
  /** Whether those that succeed at once bring none (SKIP-1). */
  skips: boolean;
}

/** Memory that the kernel has now. */
export interface Lending {
  /** Bytes of the OVERLAPPED and of what belongs to it. */
  size: number;
  handle: bigint | null;
  /** Whether bit 0 of hEvent was set (EVT-2). */
  tagged: boolean;
  /** Whether the handle had a port at the submit. */
  port: boolean;
  loans: Loan[];
}

const UNKNOWN: FileState = { port: null, key: null, skips: false };

const numberIn = (hex: string | null) => (hex === null ? null : BigInt(hex));

/** The last that was said of each number, whatever the order in which it is heard. */
class Latest<Said> {
  readonly #said = new Map<bigint, { t: number; value: Said | null }>();

  hear(key: bigint, t: number, value: Said | null): void {
    if (t >= (this.#said.get(key)?.t ?? 0)) this.#said.set(key, { t, value });
  }

  get(key: bigint): Said | null {
    return this.#said.get(key)?.value ?? null;
  }

  *live(): Generator<[bigint, Said]> {
    for (const [key, { value }] of this.#said) if (value !== null) yield [key, value];
  }
}

/**
 * What the lines of all threads say of memory and handles: a thread may dequeue what another has submitted, through
 * memory that a third has allocated. The lines of one thread have to come in their order; those of several may come
 * late, as long as they come before the question.
 */
export class Ledger {
  readonly copies = new Copies();
  readonly #blocks = new Latest<{ size: number; count: number }>();
  readonly #files = new Latest<FileState>();
  readonly #lent = new Latest<Lending>();

  hear(line: Line): void {
    this.copies.hear(line);
    switch (line.line) {
      case 'alloc': {
        const { size, count } = line;
        this.#blocks.hear(BigInt(line.address), line.t, { size, count });
        break;
      }
      case 'free':
        this.#blocks.hear(BigInt(line.address), line.t, null);
        break;
      case 'handle': {
        const [port, key] = [numberIn(line.port), numberIn(line.key)];
        this.#files.hear(BigInt(line.handle), line.t, { port, key, skips: line.skips });
        break;
      }
      case 'lent': {
        const { size, tagged } = line;
        this.#lent.hear(BigInt(line.overlapped), line.t, {
          size,
          handle: numberIn(line.handle),
          tagged,
          port: line.port !== null,
          loans: line.loans.map((loan) => ({ ...loan, address: BigInt(loan.address) })),
        });
        break;
      }
      case 'returned':
        this.#lent.hear(BigInt(line.overlapped), line.t, null);
        break;
    }
  }

  /** The block that begins at an address; null when none does. */
  block(address: bigint): { size: number; count: number } | null {
    return this.#blocks.get(address);
  }

  /** The block in which an address lies; null when no block of the program has it. */
  blockAround(address: bigint): { base: bigint; size: number; count: number } | null {
    for (const [base, block] of this.#blocks.live()) {
      if (address >= base && address < base + BigInt(block.size)) return { base, ...block };
    }
    return null;
  }

  /**
   * How many bytes belong to an operation: its OVERLAPPED, or the whole struct that begins with it, of which a block may
   * hold several.
   *
   * @param least bytes of an OVERLAPPED
   */
  operationSize(address: bigint, least: number): number {
    const block = this.blockAround(address);
    if (block === null) return least;
    const struct = block.size / block.count;
    const isFirst = Number(address - block.base) % struct === 0;
    return isFirst && struct >= least ? struct : least;
  }

  file(handle: bigint | null): FileState {
    return (handle === null ? null : this.#files.get(handle)) ?? UNKNOWN;
  }

  /** What was lent with an OVERLAPPED; null when the kernel does not have it. */
  lending(overlapped: bigint): Lending | null {
    return this.#lent.get(overlapped);
  }

  /**
   * Whether the end of an operation is told by a packet. None comes without a port, and with bit 0 of hEvent set
   * (EVT-2); none after a success at once, where the program has asked for that (SKIP-1).
   */
  bringsPacket({ handle, tagged, port }: Lending, start: 'immediate' | 'pending'): boolean {
    const file = this.file(handle);
    if (tagged || !(port || file.port !== null)) return false;
    return start === 'pending' || !file.skips;
  }
}
