import { toNumber } from '../memory/address.ts';
import type { Bytes, Heap } from '../memory/heap.ts';
import type { Loan } from './loan.ts';

const KIB = 2 ** 10;

/** Bytes of one loan that are watched. */
const MOST_OF_ONE = 64 * KIB;
/** Bytes of all loans together. */
const MOST_OF_ALL = 8 * KIB * KIB;
/** Bytes that are compared at one call, so that a call costs the same however much is lent. */
const AT_A_CALL = 4 * KIB;
/** Loans that are visited at one call. */
const LOANS_AT_A_CALL = 64;

const isAligned = ({ byteOffset }: Bytes): boolean => byteOffset % 4 === 0;

/** Whether two stretches of the same length hold the same bytes. */
function isSame(left: Bytes, right: Bytes): boolean {
  const words = isAligned(left) && isAligned(right) ? left.length >> 2 : 0;
  if (words > 0) {
    const a = new Uint32Array(left.buffer, left.byteOffset, words);
    const b = new Uint32Array(right.buffer, right.byteOffset, words);
    for (let at = 0; at < words; at++) if (a[at] !== b[at]) return false;
  }
  for (let at = words << 2; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

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
    if (this.#bytes + length > MOST_OF_ALL) return;
    const bytes = this.#heap.reach(loan.address, length);
    if (bytes === null) return;
    loan.copy = bytes.slice();
    loan.index = this.#loans.length;
    loan.checked = this.#moment;
    loan.job = this.#job;
    this.#loans.push(loan);
    this.#bytes += length;
  }

  remove(loan: Loan): void {
    if (loan.copy === null) return;
    this.#bytes -= loan.copy.length;
    loan.copy = null;
    const last = this.#loans.pop() as Loan;
    if (last !== loan) {
      this.#loans[loan.index] = last;
      last.index = loan.index;
    }
  }

  /** Looks at some of them, at others the next time. */
  checkSome(): void {
    let left = AT_A_CALL;
    for (let n = Math.min(this.#loans.length, LOANS_AT_A_CALL); n > 0 && left > 0; n--) {
      if (this.#next >= this.#loans.length) this.#next = 0;
      const loan = this.#loans[this.#next++];
      if (!loan) return;
      // To look at a buffer keeps it from the garbage collector until the job is over, and would hide that it can go.
      if (loan.kind === 'collectable' && loan.job !== this.#job) continue;
      left -= loan.copy?.length ?? 0;
      this.check(loan);
    }
  }

  /** Looks at one of them, if JavaScript may have written since the last time. */
  check(loan: Loan): void {
    if (loan.copy === null || loan.checked === this.#moment) return;
    loan.checked = this.#moment;
    const bytes = this.#heap.reach(loan.address, loan.copy.length);
    if (bytes === null || isSame(bytes, loan.copy)) return;
    loan.copy.set(bytes);
    this.#changed(loan);
  }

  /** The kernel has written some bytes of a loan: they are now as they should be. */
  wrote(loan: Loan, address: bigint, length: number): void {
    if (loan.copy === null) return;
    const from = toNumber(address);
    const start = Math.max(from, loan.start);
    const end = Math.min(from + length, loan.start + loan.copy.length);
    if (start >= end) return;
    const bytes = this.#heap.reach(BigInt(start), end - start);
    if (bytes) loan.copy.set(bytes, start - loan.start);
  }
}
