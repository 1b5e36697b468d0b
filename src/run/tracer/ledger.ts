import type { Line } from './lines.ts';
import type { Loan } from './loans.ts';

/** What is known of a handle's file. */
export interface FileState {
  /** Whether its operations bring packets to a port. */
  port: boolean;
  /** Whether those that succeed at once bring none (SKIP-1). */
  skips: boolean;
}

/** Memory that the kernel has now. */
export interface Lending {
  handle: bigint | null;
  /** Whether bit 0 of hEvent was set (EVT-2). */
  tagged: boolean;
  /** Whether the handle had a port at the submit. */
  port: boolean;
  loans: Loan[];
}

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
  readonly #blocks = new Latest<{ size: number }>();
  readonly #files = new Latest<FileState>();
  readonly #lent = new Latest<Lending>();

  hear(line: Line): void {
    switch (line.line) {
      case 'alloc':
        this.#blocks.hear(BigInt(line.address), line.t, { size: line.size });
        break;
      case 'free':
        this.#blocks.hear(BigInt(line.address), line.t, null);
        break;
      case 'handle': {
        const { port, skips } = line;
        this.#files.hear(BigInt(line.handle), line.t, { port, skips });
        break;
      }
      case 'lent': {
        const handle = line.handle === null ? null : BigInt(line.handle);
        const loans = line.loans.map((loan) => ({ ...loan, address: BigInt(loan.address) }));
        const { tagged, port } = line;
        this.#lent.hear(BigInt(line.overlapped), line.t, { handle, tagged, port, loans });
        break;
      }
      case 'returned':
        this.#lent.hear(BigInt(line.overlapped), line.t, null);
        break;
    }
  }

  /** The block that begins at an address; null when none does. */
  block(address: bigint): { size: number } | null {
    return this.#blocks.get(address);
  }

  /** The block in which an address lies; null when no block of the program has it. */
  blockAround(address: bigint): { base: bigint; size: number } | null {
    for (const [base, { size }] of this.#blocks.live()) {
      if (address >= base && address < base + BigInt(size)) return { base, size };
    }
    return null;
  }

  file(handle: bigint | null): FileState {
    return (handle === null ? null : this.#files.get(handle)) ?? { port: false, skips: false };
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
    if (tagged || !(port || file.port)) return false;
    return start === 'pending' || !file.skips;
  }
}
