import { toNumber } from './address.ts';
import { AddressTable } from './address-table.ts';
import { AccessViolation, type Block, type BlockKind, type Bytes, type Heap } from './heap.ts';
import { makeLabels } from './labels.ts';
import { Window } from './window.ts';

/** A buffer and its address, by which another thread's heap can have the same memory. */
export interface SharedMemory {
  readonly base: bigint;
  readonly buffer: SharedArrayBuffer;
}

/** How a process' memory is made. */
export interface HeapOptions {
  /** Takes SharedArrayBuffers, so that several JavaScript threads can see the memory. */
  shared?: boolean;
  /** The lowest address, a multiple of 64 KiB. Heaps of one process take addresses far from each other. */
  first?: bigint;
  /** Of how many blocks it is remembered that they were there once. */
  remembered?: number;
  /** How many bytes of freed blocks still take a late write; the oldest go first. */
  freedBytes?: number;
  /** Asked for an address that is not known here, such as memory of another thread's heap. */
  elsewhere?: (address: bigint) => SharedMemory | null;
  /** Is told of each block that is given back. */
  freed?: (block: Block) => void;
}

const MIB = 2 ** 20;

class HeapBlock implements Block {
  readonly base: bigint;
  readonly start: number;
  readonly size: number;
  readonly kind: BlockKind;
  freed = false;
  isViewed = false;
  noted: object | null = null;
  /** The memory, as long as it is kept; of a collectable block only by a reference that doesn't keep it. */
  buffer: ArrayBufferLike | WeakRef<ArrayBufferLike> | null;
  window: Window | null = null;

  constructor(
    start: number,
    size: number,
    kind: BlockKind,
    buffer: ArrayBufferLike | WeakRef<ArrayBufferLike>,
  ) {
    this.base = BigInt(start);
    this.start = start;
    this.size = size;
    this.kind = kind;
    this.buffer = buffer;
  }

  get state(): 'live' | 'freed' | 'collected' {
    if (this.freed) return 'freed';
    return this.kind === 'collectable' && this.memory === null ? 'collected' : 'live';
  }

  get memory(): ArrayBufferLike | null {
    return this.buffer instanceof WeakRef ? (this.buffer.deref() ?? null) : this.buffer;
  }
}

/** What a buffer knows of itself; the window only where nobody but JavaScript keeps the memory. */
interface Owner {
  readonly block: HeapBlock;
  window: Window | null;
}

/** What a freed block costs besides its bytes. */
const COST = 256;

const bytesOf = (count: number): string => (count === 1 ? '1 byte' : `${count} bytes`);

/** The memory of one process: every allocation is a buffer of its own, and no address is given out twice. */
export class ProcessHeap implements Heap {
  readonly #table: AddressTable<HeapBlock>;
  readonly #shared: boolean;
  readonly #remembered: number;
  readonly #freedBytes: number;
  readonly #elsewhere: (address: bigint) => SharedMemory | null;
  readonly #freed: (block: Block) => void;
  /** The block of each buffer. */
  readonly #labels = makeLabels<Owner>();
  readonly #collected = new FinalizationRegistry<HeapBlock>((block) => this.#remember(block));
  /** Blocks that are gone, the oldest first. */
  readonly #gone = new Queue<HeapBlock>();
  /** Those of them that still have bytes. */
  readonly #late = new Queue<HeapBlock>();
  #lateBytes = 0;
  /** Where the last look-up was; never a window on what only JavaScript keeps. */
  #last = new Window(0, new ArrayBuffer(0));

  constructor({
    shared = false,
    first = 0x1d4_5a20_0000n,
    remembered = 100_000,
    freedBytes = 32 * MIB,
    elsewhere = () => null,
    freed = () => {},
  }: HeapOptions = {}) {
    this.#shared = shared;
    this.#remembered = remembered;
    this.#freedBytes = freedBytes;
    this.#elsewhere = elsewhere;
    this.#freed = freed;
    this.#table = new AddressTable(Number(first));
  }

  allocate(size: number, kind: 'native' | 'scratch' = 'native'): bigint {
    const buffer = this.#shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
    return this.#place(this.#table.next(size), size, kind, buffer).base;
  }

  free(address: bigint): boolean {
    const block = this.#blockNear(address);
    if (block?.base !== address || block.kind === 'collectable' || block.freed) return false;
    block.freed = true;
    if (this.#last === block.window) this.#last = new Window(0, new ArrayBuffer(0));
    this.#late.push(block);
    this.#lateBytes += block.size + COST;
    this.#remember(block);
    this.#freed(block);
    while (this.#lateBytes > this.#freedBytes) this.#dropBytes(this.#late.shift());
    return true;
  }

  /** Of an ArrayBuffer without bytes it is NULL, as for Node. */
  addressOf(buffer: ArrayBufferLike | ArrayBufferView): bigint {
    const isView = ArrayBuffer.isView(buffer);
    const memory = isView ? buffer.buffer : buffer;
    if (memory.byteLength === 0) return 0n;
    const { base } = this.#ownerOf(memory).block;
    const offset = isView ? buffer.byteOffset : 0;
    return offset === 0 ? base : base + BigInt(offset);
  }

  blockAt(address: bigint): Block | undefined {
    const block = this.#blockNear(address);
    if (!block) return undefined;
    const within = toNumber(address) - block.start;
    return within >= 0 && within < Math.max(block.size, 1) ? block : undefined;
  }

  bufferAt(address: bigint): ArrayBufferLike | null {
    const block = this.#blockNear(address);
    if (block?.base !== address || block.freed) return null;
    block.isViewed = true;
    return block.memory;
  }

  bytes(address: bigint, length: number, access: 'read' | 'write'): Bytes {
    const { bytes, start } = this.windowOn(address, length, access);
    const within = toNumber(address) - start;
    return bytes.subarray(within, within + length);
  }

  windowOn(address: bigint, length: number, access: 'read' | 'write'): Window {
    const last = this.#last;
    const at = toNumber(address);
    if (at >= last.start && at + length <= last.end) return last;
    const block = this.#blockNear(address);
    const within = block ? at - block.start : -1;
    if (!block || within < 0 || within >= Math.max(block.size, 1)) {
      const owner =
        block && within >= 0 ? `, ${bytesOf(within - block.size)} behind the end of` : '';
      const because =
        block && owner
          ? `${owner.slice(2)} an allocation of ${bytesOf(block.size)}`
          : 'where no memory is';
      throw new AccessViolation(BigInt.asUintN(64, address), access, because);
    }
    const inside = `${bytesOf(within)} into an allocation of ${bytesOf(block.size)}`;
    if (block.state === 'freed') {
      throw new AccessViolation(address, access, `${inside} that was freed`);
    }
    const window = this.#windowOf(block);
    if (!window) {
      throw new AccessViolation(address, access, `${inside} that the garbage collector has taken`);
    }
    if (within + length > block.size) {
      throw new AccessViolation(
        block.base + BigInt(block.size),
        access,
        `behind the end of an allocation of ${bytesOf(block.size)} (${bytesOf(length)} from its byte ${within} on)`,
      );
    }
    if (block.kind !== 'collectable') this.#last = window;
    return window;
  }

  reach(address: bigint, length: number): Bytes | null {
    const block = this.#blockNear(address);
    if (!block) return null;
    const within = toNumber(address) - block.start;
    if (within < 0 || within + length > block.size) return null;
    return this.#windowOf(block)?.bytes.subarray(within, within + length) ?? null;
  }

  readUint32(address: bigint): number {
    const { view, start } = this.windowOn(address, 4, 'read');
    return view.getUint32(toNumber(address) - start, true);
  }

  writeUint32(address: bigint, value: number): void {
    const { view, start } = this.windowOn(address, 4, 'write');
    view.setUint32(toNumber(address) - start, value, true);
  }

  readUint64(address: bigint): bigint {
    const { view, start } = this.windowOn(address, 8, 'read');
    return view.getBigUint64(toNumber(address) - start, true);
  }

  writeUint64(address: bigint, value: bigint): void {
    const { view, start } = this.windowOn(address, 8, 'write');
    view.setBigUint64(toNumber(address) - start, value, true);
  }

  /** The memory around an address, for another thread's heap; null where none is that threads could share. */
  sharedAt(address: bigint): SharedMemory | null {
    const block = this.#blockNear(address);
    const buffer = block?.freed ? null : block?.memory;
    // Pages that are not isolated have no such class.
    if (!block || typeof SharedArrayBuffer === 'undefined') return null;
    if (!(buffer instanceof SharedArrayBuffer)) return null;
    block.isViewed = true;
    return { base: block.base, buffer };
  }

  #place(start: number, size: number, kind: BlockKind, buffer: ArrayBufferLike): HeapBlock {
    const kept = kind === 'collectable' ? new WeakRef(buffer) : buffer;
    const block = new HeapBlock(start, size, kind, kept);
    this.#table.put(block);
    this.#labels.put(buffer, { block, window: null });
    return block;
  }

  #ownerOf(buffer: ArrayBufferLike): Owner {
    const known = this.#labels.of(buffer);
    if (known) return known;
    const size = buffer.byteLength;
    const block = this.#place(this.#table.next(size), size, 'collectable', buffer);
    this.#collected.register(buffer, block);
    return this.#labels.of(buffer) as Owner;
  }

  #blockNear(address: bigint): HeapBlock | undefined {
    const known = this.#table.near(toNumber(address));
    if (known) return known;
    const other = this.#elsewhere(address);
    if (!other) return undefined;
    const { base, buffer } = other;
    return this.#place(Number(base), buffer.byteLength, 'native', buffer);
  }

  #windowOf(block: HeapBlock): Window | null {
    if (block.window) return block.window;
    const buffer = block.memory;
    if (!buffer) return null;
    if (block.kind !== 'collectable') {
      block.window = new Window(block.start, buffer);
      return block.window;
    }
    const owner = this.#ownerOf(buffer);
    owner.window ??= new Window(block.start, buffer);
    return owner.window;
  }

  #remember(block: HeapBlock): void {
    this.#gone.push(block);
    if (this.#gone.length <= this.#remembered) return;
    const oldest = this.#gone.shift();
    if (!oldest) return;
    this.#table.remove(oldest);
    if (oldest === this.#late.first) this.#dropBytes(this.#late.shift());
  }

  #dropBytes(block: HeapBlock | undefined): void {
    if (!block) return;
    this.#lateBytes -= block.size + COST;
    block.buffer = null;
    block.window = null;
  }
}

/** First in, first out. */
class Queue<Item> {
  #items: (Item | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): Item | undefined {
    return this.#items[this.#head];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head > 1024 && this.#head > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
