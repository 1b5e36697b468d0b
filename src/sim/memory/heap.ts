import type { Window } from './window.ts';

/** Memory of a block: a SharedArrayBuffer where several JavaScript threads see it. */
export type Bytes = Uint8Array<ArrayBufferLike>;

/** What a block is. */
export type BlockKind =
  /** `koffi.alloc`: stays until it is freed. */
  | 'native'
  /** Where koffi puts JavaScript objects for the time of one call. */
  | 'scratch'
  /** An ArrayBuffer of JavaScript's own, which its garbage collector may take. */
  | 'collectable';

/** A stretch of memory that is allocated as one. */
export interface Block {
  /** Address of its first byte. */
  readonly base: bigint;
  /** Bytes. */
  readonly size: number;
  readonly kind: BlockKind;
  /** `freed`: given back with `koffi.free`. `collected`: the garbage collector took it. */
  readonly state: 'live' | 'freed' | 'collected';
  /** Whether JavaScript was given its memory as an ArrayBuffer. */
  readonly isViewed: boolean;
  /** What somebody else keeps with it. */
  noted: object | null;
}

/** The processor's answer to an address where nothing is, STATUS_ACCESS_VIOLATION: the process ends with it. */
export class AccessViolation extends Error {
  override readonly name = 'AccessViolation';
  /** The address that was not there. */
  readonly address: bigint;
  readonly access: 'read' | 'write';

  constructor(address: bigint, access: 'read' | 'write', because: string) {
    super(
      `Access violation: ${access} at address 0x${address.toString(16).toUpperCase().padStart(16, '0')}, ${because}.`,
    );
    this.address = address;
    this.access = access;
  }
}

/**
 * The memory of a simulated process, with 64-bit addresses. An address is never given out twice, so that a late write
 * cannot hit somebody else's memory: Windows' heap gives them out again.
 */
export interface Heap {
  /** Zeroed memory, aligned to 16 bytes. */
  allocate(size: number, kind?: 'native' | 'scratch'): bigint;
  /** Gives back what {@link allocate} gave; false when there is no such block. */
  free(address: bigint): boolean;
  /** The address of an ArrayBuffer's or view's first byte; the same each time, as long as the buffer lives. */
  addressOf(buffer: ArrayBufferLike | ArrayBufferView): bigint;
  /** The whole buffer of a live block that begins at an address; null where none does. */
  bufferAt(address: bigint): ArrayBufferLike | null;
  /** The block around an address, also one that is freed; undefined where there never was one. */
  blockAt(address: bigint): Block | undefined;
  /**
   * The bytes themselves, not a copy.
   *
   * @throws AccessViolation where they are not all in one live block
   */
  bytes(address: bigint, length: number, access: 'read' | 'write'): Bytes;
  /**
   * Like {@link bytes}, without making anything: the window on the whole block, in which the address lies at
   * `Number(address) - window.start`.
   */
  windowOn(address: bigint, length: number, access: 'read' | 'write'): Window;
  /**
   * What a write of the kernel reaches: like {@link bytes}, but memory that was freed still takes it.
   *
   * @returns null where there is nothing to write to
   */
  reach(address: bigint, length: number): Bytes | null;
  readUint32(address: bigint): number;
  writeUint32(address: bigint, value: number): void;
  readUint64(address: bigint): bigint;
  writeUint64(address: bigint, value: bigint): void;
}
