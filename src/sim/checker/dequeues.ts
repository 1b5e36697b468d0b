import type { FileObject } from '../kernel/file-object.ts';
import type { KernelObject } from '../kernel/object.ts';
import type { Request } from '../kernel/request.ts';
import { toNumber } from '../memory/address.ts';
import type { Block, Heap } from '../memory/heap.ts';
import type { Place } from './report.ts';

/** Bytes of an OVERLAPPED_ENTRY (EX-11). */
const ENTRY = 32;

/** A dequeue that took several packets. */
export interface Batch {
  readonly count: number;
  readonly at: Place | null;
}

/** Entries that the program can read through koffi only, which of them it has read, and what was dequeued into them. */
interface Entries extends Batch {
  readonly start: number;
  readonly block: Block;
  readonly seen: boolean[];
  unseen: number;
}

/** A dequeue of several operations' packets, and what has become of their files since. */
interface Followed extends Batch {
  readonly head: FileObject;
  readonly tail: ReadonlySet<FileObject>;
  isHeadUsed: boolean;
}

/**
 * Finds dequeues of several packets of which the program looked at the first alone. JavaScript's own reads cannot be
 * seen. What can: whether koffi has read the entries, where no view of them exists that could have been read instead; and
 * whether a program ever uses again what the packets spoke of.
 */
export class Dequeues {
  readonly #heap: Heap;
  readonly #overlooked: (batch: Batch) => void;
  readonly #entries = new Map<bigint, Entries>();
  /** Those whose memory was freed when the first of them alone had been read. */
  #freed: Batch[] = [];
  /** By their files, as long as none of those behind the first was used again. */
  readonly #byTail = new Map<KernelObject, Followed>();
  readonly #byHead = new Map<KernelObject, Followed>();

  /** @param overlooked is told of a dequeue whose packets behind the first nobody will ever look at */
  constructor(heap: Heap, overlooked: (batch: Batch) => void) {
    this.#heap = heap;
    this.#overlooked = overlooked;
  }

  /** The program dequeues again: what was in these entries, or in others that it has freed, is gone. */
  overwritten(address: bigint): void {
    for (const batch of this.#freed) this.#overlooked(batch);
    if (this.#freed.length > 0) this.#freed = [];
    const entries = this.#entries.get(address);
    if (!entries) return;
    this.#entries.delete(address);
    if (entries.seen[0]) this.#overlooked(entries);
  }

  /** A dequeue has filled several entries. */
  filled(address: bigint, batch: Batch, requests: readonly (Request | null)[]): void {
    this.#follow(batch, requests);
    const block = this.#heap.blockAt(address);
    if (block?.kind !== 'native' || block.isViewed) return;
    const seen = new Array<boolean>(batch.count).fill(false);
    const start = toNumber(address);
    this.#entries.set(address, { ...batch, start, block, seen, unseen: batch.count });
  }

  /** koffi has read memory for the program. */
  looked(address: bigint, length: number): void {
    if (this.#entries.size === 0) return;
    const from = toNumber(address);
    for (const [key, entries] of this.#entries) {
      const first = Math.max(0, Math.floor((from - entries.start) / ENTRY));
      const end = Math.min(entries.count, Math.ceil((from + length - entries.start) / ENTRY));
      for (let at = first; at < end; at++) {
        if (entries.seen[at]) continue;
        entries.seen[at] = true;
        entries.unseen -= 1;
      }
      if (entries.unseen === 0 || entries.block.isViewed) this.#entries.delete(key);
    }
  }

  /** Memory was freed: what it held, nobody asks any more. A program may leave so; one that goes on has lost packets. */
  freed(block: Block): void {
    for (const [key, entries] of this.#entries) {
      if (entries.block !== block) continue;
      this.#entries.delete(key);
      if (entries.seen[0]) this.#freed.push(entries);
    }
  }

  /** The program uses a file again, or has closed it. */
  used(file: KernelObject): void {
    const head = this.#byHead.get(file);
    if (head) head.isHeadUsed = true;
    const tail = this.#byTail.get(file);
    if (tail) this.#forget(tail);
  }

  /** The program is over. @param hangs whether it waits for packets that it may have overlooked */
  exit(hangs: boolean): void {
    const overlooked = new Set<Batch>();
    for (const batch of this.#byTail.values()) if (batch.isHeadUsed) overlooked.add(batch);
    if (hangs) {
      for (const entries of this.#entries.values()) if (entries.seen[0]) overlooked.add(entries);
    }
    for (const batch of overlooked) this.#overlooked(batch);
  }

  #follow(batch: Batch, requests: readonly (Request | null)[]): void {
    const [head, ...others] = requests;
    if (!head || requests.length !== batch.count) return;
    const tail = new Set<FileObject>();
    for (const request of others) if (request) tail.add(request.file);
    if (tail.size === 0 || tail.has(head.file)) return;
    const followed: Followed = { ...batch, head: head.file, tail, isHeadUsed: false };
    for (const file of tail) {
      const older = this.#byTail.get(file);
      if (older) this.#forget(older);
      this.#byTail.set(file, followed);
    }
    this.#byHead.set(head.file, followed);
  }

  #forget(batch: Followed): void {
    for (const file of batch.tail) {
      if (this.#byTail.get(file) === batch) this.#byTail.delete(file);
    }
    if (this.#byHead.get(batch.head) === batch) this.#byHead.delete(batch.head);
  }
}
