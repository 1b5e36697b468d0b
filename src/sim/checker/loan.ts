import type { Request } from '../kernel/request.ts';
import { toNumber } from '../memory/address.ts';
import type { Block, BlockKind } from '../memory/heap.ts';
import type { Window } from '../memory/window.ts';
import type { Cause, Place } from './report.ts';

/** What a stretch of lent memory is for. */
export type Purpose = 'OVERLAPPED' | 'buffer' | 'sender’s address';

/** An operation, and the memory that it was lent. */
export class Lent {
  readonly request: Request;
  /** Where the program started it; null where that is not known. */
  readonly since: Place | null;
  loans: Loan[] = [];
  /** Whether the program has asked for its end. */
  cancelAsked = false;
  /** Its neighbours among those that own memory. */
  previous: Lent | null = null;
  next: Lent | null = null;
  /** Whether it is over and its packet is still to come. */
  bringsPacket = false;

  constructor(request: Request, since: Place | null) {
    this.request = request;
    this.since = since;
  }

  /** Whether a packet of it comes, or would if it were over now. */
  get queuesPacket(): boolean {
    const { file, overlapped, pended, routine, tagged } = this.request;
    const isSilent = overlapped === 0n || tagged || routine !== null;
    return !isSilent && file.association !== null && !(file.skipPacket && !pended);
  }

  /** Whether it succeeded while its call was on the way. */
  get wasImmediate(): boolean {
    return this.request.state === 'over' && !this.request.pended;
  }
}

/** A stretch of memory that is the kernel's, until it is given back. */
export class Loan {
  readonly lent: Lent;
  readonly purpose: Purpose;
  readonly address: bigint;
  readonly start: number;
  readonly length: number;
  /** The block that it lies in. */
  readonly block: Block;
  readonly kind: BlockKind;
  /** Whether the kernel fills it. */
  readonly isFilled: boolean;
  isActive = true;
  /** Whether another loan overlaps it: a write for that one changes this one's bytes, too. */
  isShared = false;
  /** Where it was freed, and why it may have been, while it was lent, once it was. */
  freed: { readonly at: Place | null; readonly cause: Cause } | null = null;
  /** What its bytes were when they were last looked at; null where nobody looks. */
  copy: Window | null = null;
  /** Where the bytes themselves are; null of memory that this would keep from the garbage collector. */
  live: Window | null = null;
  /** Where it stands among those that are looked at. */
  index = -1;
  /** When it was looked at last. */
  checked = 0;
  /** In which job of JavaScript it was lent. */
  job = 0;

  constructor(
    lent: Lent,
    purpose: Purpose,
    address: bigint,
    length: number,
    block: Block,
    isFilled: boolean,
  ) {
    this.lent = lent;
    this.purpose = purpose;
    this.address = address;
    this.start = toNumber(address);
    this.length = length;
    this.block = block;
    this.kind = block.kind;
    this.isFilled = isFilled;
  }

  get end(): number {
    return this.start + this.length;
  }
}

/** The operation as one that owns memory; undefined when it does not. */
export const lentOf = ({ observed }: Request): Lent | undefined =>
  observed instanceof Lent ? observed : undefined;

/** The operations that own memory, in the order in which they were started. */
export class LentList {
  #first: Lent | null = null;
  #last: Lent | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(lent: Lent): void {
    lent.request.observed = lent;
    lent.previous = this.#last;
    if (this.#last) this.#last.next = lent;
    else this.#first = lent;
    this.#last = lent;
    this.#size += 1;
  }

  remove(lent: Lent): void {
    if (lent.request.observed !== lent) return;
    lent.request.observed = null;
    const { previous, next } = lent;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    lent.previous = null;
    lent.next = null;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Iterator<Lent> {
    for (let lent = this.#first; lent; lent = lent.next) yield lent;
  }
}
