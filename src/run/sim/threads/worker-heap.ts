import type { Block, Bytes, Heap } from '../../../sim/memory/heap.ts';
import { ProcessHeap, type SharedMemory } from '../../../sim/memory/process-heap.ts';
import type { Window } from '../../../sim/memory/window.ts';
import type { WorkerEnd } from './worker-end.ts';

/** Where workers have the memory that is only their own: each as far from the others as its size. */
export const WORKER_MEMORY = {
  first: 0x2000_0000_0000n,
  size: 0x10_0000_0000n,
  /** The number of the worker whose memory is at an address; 0 for none. */
  ownerOf(address: bigint): number {
    return address < this.first ? 0 : Number((address - this.first) / this.size);
  },
};

/**
 * The process' memory as a worker sees it. What `koffi.alloc` gives is the process': the main thread has it. What koffi
 * needs for the time of a call, and JavaScript's own buffers, are here.
 */
export class WorkerHeap implements Heap {
  readonly #own: ProcessHeap;
  readonly #end: WorkerEnd;
  readonly #number: number;

  constructor(end: WorkerEnd, number: number) {
    this.#end = end;
    this.#number = number;
    this.#own = new ProcessHeap({
      shared: true,
      first: WORKER_MEMORY.first + WORKER_MEMORY.size * BigInt(number),
      elsewhere: (address) =>
        WORKER_MEMORY.ownerOf(address) === number ? null : this.#ask({ ask: 'memory', address }),
    });
  }

  allocate(size: number, kind: 'native' | 'scratch' = 'native'): bigint {
    if (kind === 'scratch') return this.#own.allocate(size, kind);
    return (this.#ask({ ask: 'allocate', size }) as SharedMemory).base;
  }

  free(address: bigint): boolean {
    const freed = this.#own.free(address);
    if (WORKER_MEMORY.ownerOf(address) > 0) return freed;
    return this.#end.ask({ ask: 'free', address }) === true;
  }

  addressOf(buffer: ArrayBufferLike | ArrayBufferView): bigint {
    return this.#own.addressOf(buffer);
  }

  bufferAt(address: bigint): ArrayBufferLike | null {
    return this.#own.bufferAt(address);
  }

  blockAt(address: bigint): Block | undefined {
    return this.#own.blockAt(address);
  }

  bytes(address: bigint, length: number, access: 'read' | 'write'): Bytes {
    return this.#own.bytes(address, length, access);
  }

  windowOn(address: bigint, length: number, access: 'read' | 'write'): Window {
    return this.#own.windowOn(address, length, access);
  }

  reach(address: bigint, length: number): Bytes | null {
    return this.#own.reach(address, length);
  }

  readUint32(address: bigint): number {
    return this.#own.readUint32(address);
  }

  writeUint32(address: bigint, value: number): void {
    this.#own.writeUint32(address, value);
  }

  readUint64(address: bigint): bigint {
    return this.#own.readUint64(address);
  }

  writeUint64(address: bigint, value: bigint): void {
    this.#own.writeUint64(address, value);
  }

  /** The memory around an address, for the main thread: what is only JavaScript's cannot be shared. */
  sharedAt(address: bigint): SharedMemory | null {
    return WORKER_MEMORY.ownerOf(address) === this.#number ? this.#own.sharedAt(address) : null;
  }

  #ask(question: { ask: 'memory'; address: bigint } | { ask: 'allocate'; size: number }) {
    return this.#end.ask(question) as SharedMemory | null;
  }
}
