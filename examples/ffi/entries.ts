import koffi from 'koffi';
import { type Address, type CompletionEntry, OVERLAPPED_ENTRY } from './types.ts';

/**
 * Native memory for the packets of one dequeue: an array of OVERLAPPED_ENTRY, 32
 * bytes each (EX-11).
 */
export class CompletionEntries {
  /** How many packets there is room for. */
  readonly capacity: number;
  readonly address: Address<'OVERLAPPED_ENTRY'>;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.address = koffi.alloc(OVERLAPPED_ENTRY, capacity);
  }

  /**
   * The first `count` packets. `count` is what the dequeue said that it removed
   * (EX-2).
   */
  first(count: number): CompletionEntry[] {
    return koffi.decode(this.address, OVERLAPPED_ENTRY, count);
  }

  /** Gives the memory back. */
  free(): void {
    koffi.free(this.address);
  }
}
