import { toNumber } from '../memory/address.ts';
import type { Heap } from '../memory/heap.ts';
import { Window } from '../memory/window.ts';
import type { Loan } from './loan.ts';

const KIB = 2 ** 10;

/** Bytes of one loan that are watched. */
const MOST_OF_ONE = 64 * KIB;
/** Bytes of all loans together, and how many loans there are. */
const MOST_OF_ALL = 8 * KIB * KIB;
const MOST_LOANS = 1024;
/** Bytes that are compared at one call, so that a call costs the same however much is lent. */
const AT_A_CALL = 4 * KIB;
/** So many loans are all visited at each call; of more than that some, with so many bytes a call on average. */
const FEW = 32;
const SOME = 4;
const SOME_BYTES = KIB;
/** Copies of one length that are kept for the next loan. */
const MOST_SPARE = 64;
/** Up to so many bytes are copied one by one, which makes nothing on the way. */
const SHORT = 64;

/** Whether memory from an offset on holds the bytes of a copy. */
function isSame(live: Window, offset: number, copy: Window): boolean {
  const { length } = copy.bytes;
  let at = 0;
  if (length >= 4 && (offset & 3) === 0) {
    const { words: ours } = live;
    const { words: theirs } = copy;
    const first = offset >> 2;
    const count = length >> 2;
    for (let word = 0; word < count; word++) {
      if (ours[first + word] !== theirs[word]) return false;
    }
    at = 4 * count;
  }
  for (; at < length; at++) {
    if (live.bytes[offset + at] !== copy.bytes[at]) return false;
  }
  return true;
}

/** Copies bytes from an offset on to another one. */
function copyBytes(from: Window, offset: number, to: Window, at: number, length: number): void {
  if (length > SHORT) {
    to.bytes.set(from.bytes.subarray(offset, offset + length), at);
    return;
  }
  for (let next = 0; next < length; next++) {
    to.view.setInt8(at + next, from.view.getInt8(offset + next));
  }
}

/** Copies that nobody needs any more, by their length. */
class Spare {
  readonly #byLength = new Map<number, Window[]>();

  take(length: number): Window {
    return this.#byLength.get(length)?.pop() ?? new Window(0, new ArrayBuffer(length));
  }

  give(copy: Window): void {
    const length = copy.bytes.length;
    const spare = this.#byLength.get(length);
    if (spare === undefined) this.#byLength.set(length, [copy]);
    else if (spare.length < MOST_SPARE) spare.push(copy);
  }
}

/**
 * Bytes that only the kernel may write. JavaScript's writes cannot be trapped, so they are found when the bytes are
 * looked at the next time.
 */
export class WatchedBytes {
  readonly #heap: Heap;
  readonly #changed: (loan: Loan) => void;
  readonly #loans: Loan[] = [];
  readonly #spare = new Spare();
  #bytes = 0;
  #next = 0;
  /** Bytes that may still be compared; below 0 after a long loan, for which the next calls do without. */
  #left = 0;
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
    const live = this.#find(loan, length);
    if (live === null) return;
    const copy = this.#spare.take(length);
    copyBytes(live, loan.start - live.start, copy, 0, length);
    loan.copy = copy;
    // What was found once need not be looked for at every call; but it would keep a buffer of JavaScript’s.
    if (loan.kind !== 'collectable') loan.live = live;
    loan.index = this.#loans.length;
    loan.checked = this.#moment;
    loan.job = this.#job;
    this.#loans.push(loan);
    this.#bytes += length;
  }

  remove(loan: Loan): void {
    const { copy } = loan;
    if (copy === null) return;
    this.#bytes -= copy.bytes.length;
    this.#spare.give(copy);
    loan.copy = null;
    loan.live = null;
    const last = this.#loans.pop();
    if (last === undefined || last === loan) return;
    this.#loans[loan.index] = last;
    last.index = loan.index;
  }

  /** Looks at some of them, at others the next time. */
  checkSome(): void {
    const { length } = this.#loans;
    const areFew = length <= FEW;
    this.#left = areFew ? AT_A_CALL : Math.min(this.#left + SOME_BYTES, SOME_BYTES);
    for (let n = areFew ? length : SOME; n > 0 && this.#left > 0; n--) {
      if (this.#next >= this.#loans.length) this.#next = 0;
      const loan = this.#loans[this.#next++];
      if (!loan) return;
      // To look at a buffer keeps it from the garbage collector until the job is over, and would hide that it can go.
      if (loan.kind === 'collectable' && loan.job !== this.#job) continue;
      this.#left -= loan.copy?.bytes.length ?? 0;
      this.check(loan);
    }
  }

  /** Looks at one of them, if JavaScript may have written since the last time. */
  check(loan: Loan): void {
    const { copy } = loan;
    if (copy === null || loan.checked === this.#moment) return;
    loan.checked = this.#moment;
    const { length } = copy.bytes;
    const live = loan.live ?? this.#find(loan, length);
    if (live === null) return;
    const offset = loan.start - live.start;
    if (isSame(live, offset, copy)) return;
    copyBytes(live, offset, copy, 0, length);
    this.#changed(loan);
  }

  /** The kernel has written some bytes of a loan: they are now as they should be. */
  wrote(loan: Loan, address: bigint, length: number): void {
    const { copy } = loan;
    if (copy === null) return;
    const from = toNumber(address);
    const start = Math.max(from, loan.start);
    const end = Math.min(from + length, loan.start + copy.bytes.length);
    const live = start < end ? (loan.live ?? this.#find(loan, copy.bytes.length)) : null;
    if (live) copyBytes(live, start - live.start, copy, start - loan.start, end - start);
  }

  /** A window in which the first bytes of a loan lie; null where its memory is gone. */
  #find({ address, start, block }: Loan, length: number): Window | null {
    const isThere = block.state === 'live' && start + length <= toNumber(block.base) + block.size;
    return isThere ? this.#heap.windowOn(address, length, 'read') : null;
  }
}
