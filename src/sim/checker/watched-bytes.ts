import { toNumber } from '../memory/address.ts';
import type { Bytes, Heap } from '../memory/heap.ts';
import type { Loan } from './loan.ts';

const KIB = 2 ** 10;

/** Bytes of one loan that are watched. */
const MOST_OF_ONE = 64 * KIB;
/** Bytes of all loans together, and how many loans there are. */
const MOST_OF_ALL = 8 * KIB * KIB;
const MOST_LOANS = 1024;
/** Bytes that are compared at one call, so that a call costs the same however much is lent. */
const AT_A_CALL = 4 * KIB;
/** So many loans are all visited at each call; of more than that some. */
const FEW = 32;
const SOME = 4;

/** Whether two stretches of the same length hold the same bytes. */
function isSame(left: DataView<ArrayBufferLike>, right: DataView<ArrayBufferLike>): boolean {
  const { byteLength } = left;
  const words = byteLength & ~3;
  for (let at = 0; at < words; at += 4) {
    if (left.getInt32(at) !== right.getInt32(at)) return false;
  }
  for (let at = words; at < byteLength; at++) {
    if (left.getInt8(at) !== right.getInt8(at)) return false;
  }
  return true;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Bytes): DataView<ArrayBufferLike> =>
  new DataView(buffer, byteOffset, byteLength);

const bytesOf = ({ buffer, byteOffset, byteLength }: DataView<ArrayBufferLike>): Bytes =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Bytes that only the kernel may write. JavaScript's writes cannot be trapped, so they are found when the bytes are
 * looked at the next time.
 */
export class WatchedBytes {
  readonly #heap: Heap;
  readonly #changed: (loan: Loan) => void;
  readonly #loans: Loan[] = [];
  #bytes = 0;
  #next = 0;
  /** Goes on whenever JavaScript may have written. */
  #moment = 1;
  /** Goes on with every job of JavaScript. */
  #job = 1;

  /** @param changed is told of a loan whose bytes are not what they were */
  constructor(heap: Heap, changed: (loan: Loan) => void) {
    this.#heap = heap;
    this.#changed = changed;
  }

  /** How many loans are watched. */
  get size(): number {
    return this.#loans.length;
  }

  /** JavaScript goes on, and may write; in a job of its own or not. */
  resume(newJob: boolean): void {
    this.#moment += 1;
    if (newJob) this.#job += 1;
  }

  /** Watches a loan from now on, unless too much is watched already. */
  add(loan: Loan): void {
    const length = Math.min(loan.length, MOST_OF_ONE);
    if (this.#loans.length >= MOST_LOANS || this.#bytes + length > MOST_OF_ALL) return;
    const bytes = this.#heap.reach(loan.address, length);
    if (bytes === null) return;
    loan.copy = viewOf(bytes.slice());
    // A view made once costs less than to look for the memory at every call; but it would keep a buffer of JavaScript’s.
    if (loan.kind !== 'collectable') loan.live = viewOf(bytes);
    loan.index = this.#loans.length;
    loan.checked = this.#moment;
    loan.job = this.#job;
    this.#loans.push(loan);
    this.#bytes += length;
  }

  remove(loan: Loan): void {
    if (loan.copy === null) return;
    this.#bytes -= loan.copy.byteLength;
    loan.copy = null;
    loan.live = null;
    const last = this.#loans.pop() as Loan;
    if (last !== loan) {
      this.#loans[loan.index] = last;
      last.index = loan.index;
    }
  }

  /** Looks at some of them, at others the next time. */
  checkSome(): void {
    let left = AT_A_CALL;
    const { length } = this.#loans;
    for (let n = length <= FEW ? length : SOME; n > 0 && left > 0; n--) {
      if (this.#next >= this.#loans.length) this.#next = 0;
      const loan = this.#loans[this.#next++];
      if (!loan) return;
      // To look at a buffer keeps it from the garbage collector until the job is over, and would hide that it can go.
      if (loan.kind === 'collectable' && loan.job !== this.#job) continue;
      left -= loan.copy?.byteLength ?? 0;
      this.check(loan);
    }
  }

  /** Looks at one of them, if JavaScript may have written since the last time. */
  check(loan: Loan): void {
    if (loan.copy === null || loan.checked === this.#moment) return;
    loan.checked = this.#moment;
    const live = loan.live ?? this.#find(loan);
    if (live === null || isSame(live, loan.copy)) return;
    bytesOf(loan.copy).set(bytesOf(live));
    this.#changed(loan);
  }

  /** The kernel has written some bytes of a loan: they are now as they should be. */
  wrote(loan: Loan, address: bigint, length: number): void {
    if (loan.copy === null) return;
    const from = toNumber(address);
    const start = Math.max(from, loan.start);
    const end = Math.min(from + length, loan.start + loan.copy.byteLength);
    if (start >= end) return;
    const bytes = this.#heap.reach(BigInt(start), end - start);
    if (bytes) bytesOf(loan.copy).set(bytes, start - loan.start);
  }

  #find({ address, copy }: Loan): DataView<ArrayBufferLike> | null {
    const bytes = this.#heap.reach(address, copy?.byteLength ?? 0);
    return bytes && viewOf(bytes);
  }
}
