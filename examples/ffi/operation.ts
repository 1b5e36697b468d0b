import koffi from 'koffi';
import { ERROR_IO_PENDING, ERROR_MORE_DATA } from './constants.ts';
import { Win32Error } from './errors.ts';
import { GetLastError } from './kernel32.ts';
import { type Address, OVERLAPPED, type Overlapped, type Wsabuf } from './types.ts';

//#region layout
/**
 * An OVERLAPPED with our own data behind it. Windows knows only the first 32 bytes;
 * the address that it gives back with the packet is the address of the whole
 * (OV-9).
 */
export const OPERATION = koffi.struct('OPERATION', {
  overlapped: OVERLAPPED,
  context: 'uint32_t',
});
//#endregion

const OVERLAPPED_SIZE = koffi.sizeof(OVERLAPPED);
const CONTEXT_OFFSET = koffi.offsetof(OPERATION, 'context');
/** Where Offset and, behind it, OffsetHigh lie: one number of 8 bytes. */
const FILE_OFFSET = koffi.offsetof(OVERLAPPED, 'Offset');

/** A use of an Operation that would touch memory which is not the program's. */
export class OwnershipError extends Error {
  override readonly name = 'OwnershipError';
}

/**
 * One operation at a time, and the memory that it lends: an OPERATION and a data
 * buffer, both allocated outside JavaScript's heap, so that they never move and no
 * garbage collector frees them (FFI-7).
 *
 * From `submit` until `Operation.completed` Windows owns both (OV-9), unless no packet
 * will come. In that time the Operation is held here and refuses to be submitted again
 * or freed.
 */
export class Operation {
  /**
   * Operations that Windows owns, by address: what the packet brings back, and what
   * keeps them alive.
   */
  static readonly #submitted = new Map<bigint, Operation>();

  /** The address of the OVERLAPPED, and of the OPERATION that begins with it. */
  readonly address: Address<'OVERLAPPED'>;
  readonly #dataAddress: Address<'uint8_t'>;
  readonly #bytes: Buffer;
  readonly #data: Buffer;
  #freed = false;

  /**
   * @param context our number for it, 32 bits, written behind the OVERLAPPED
   * @param size of the data buffer, in bytes
   */
  constructor(context: number, size: number) {
    this.address = koffi.alloc(OPERATION, 1);
    this.#dataAddress = koffi.alloc('uint8_t', size);
    this.#bytes = Buffer.from(koffi.view(this.address, koffi.sizeof(OPERATION)));
    this.#data = Buffer.from(koffi.view(this.#dataAddress, size));
    this.#bytes.writeUInt32LE(context, CONTEXT_OFFSET);
  }

  /** Our number, read back from the memory behind the OVERLAPPED. */
  get context(): number {
    this.#mustNotBeFreed('read');
    return this.#bytes.readUInt32LE(CONTEXT_OFFSET);
  }

  /**
   * The data buffer: the very bytes that Windows writes. Not to be read while
   * Windows owns it (OV-9).
   */
  get data(): Buffer {
    this.#mustNotBeFreed('read');
    return this.#data;
  }

  /**
   * What stands on the OVERLAPPED now. Once Windows is done with it: the status and
   * the byte count (OV-2). While Windows owns it, nothing that could be relied on
   * (OV-5); after a failed start, 0x103, although nothing is under way (OV-8).
   */
  get overlapped(): Overlapped {
    this.#mustNotBeFreed('read');
    return koffi.decode(this.address, OVERLAPPED);
  }

  /** Where in a file the next submit begins. Windows never moves it on (OV-12). */
  get offset(): number {
    this.#mustNotBeFreed('read');
    return Number(this.#bytes.readBigUInt64LE(FILE_OFFSET));
  }

  /** @throws OwnershipError while Windows owns the OVERLAPPED (OV-9) */
  set offset(bytes: number) {
    this.#mustNotBeFreed('written');
    this.#mustBeOurs('change its offset', 'Dequeue the packet first.');
    this.#bytes.writeBigUInt64LE(BigInt(bytes), FILE_OFFSET);
  }

  /** Whether Windows owns the memory now. */
  get submitted(): boolean {
    return Operation.#submitted.has(this.address);
  }

  /** How many Operations Windows owns now: each will still bring a packet (OV-9). */
  static get outstanding(): number {
    return Operation.#submitted.size;
  }

  /**
   * The part of the data buffer from `start` on, as WSARecv takes it. ReadFile takes
   * the two members one by one.
   */
  buffer(start = 0): Wsabuf {
    this.#mustNotBeFreed('lent');
    return {
      len: this.#data.length - start,
      buf: (this.#dataAddress + BigInt(start)) as Address<'uint8_t'>,
    };
  }

  //#region submit
  /**
   * Lends the memory to Windows and starts the operation.
   *
   * @param name the function that `call` calls, for errors
   * @param call starts it with this OVERLAPPED; true when Windows says that it is
   * over already
   * @param options.skipsOnSuccess true when the handle was told to skip the packet
   * of an immediate success
   * @returns `immediate` or `pending`. The packet comes either way (RECV-3, SKIP-3),
   * but for an immediate success whose packet is skipped: it is over, and the memory
   * is ours again (SKIP-1). `submitted` tells.
   * @throws Win32Error when it did not start; no packet comes (RECV-4) and the
   * memory is ours again
   * @throws OwnershipError when Windows owns this Operation, or it was freed
   */
  submit(
    name: string,
    call: () => boolean,
    { skipsOnSuccess = false } = {},
  ): 'immediate' | 'pending' {
    this.#mustNotBeFreed('submitted');
    this.#mustBeOurs(
      'submit it again',
      'Submit another Operation, or dequeue the packet first.',
    );
    // All but the offset, which is the program's to say (OV-12).
    this.#bytes.fill(0, 0, FILE_OFFSET);
    this.#bytes.fill(0, FILE_OFFSET + 8, OVERLAPPED_SIZE);
    Operation.#submitted.set(this.address, this);
    let owned = false;
    try {
      const succeeded = call();
      // Why it did not says the last error: asked for at once, and only then (GQ-3, THR-3).
      const error = succeeded ? 0 : GetLastError();
      // A warning ends it as a success does, with a packet (FILE-4).
      const over = succeeded || error === ERROR_MORE_DATA;
      if (!over && error !== ERROR_IO_PENDING) throw new Win32Error(name, error);
      owned = !(over && skipsOnSuccess);
      return over ? 'immediate' : 'pending';
    } finally {
      if (!owned) Operation.#submitted.delete(this.address);
    }
  }
  //#endregion

  //#region completed
  /**
   * Finds the Operation of a dequeued packet and takes its memory back.
   *
   * @param overlapped the packet's lpOverlapped
   * @throws OwnershipError when no submitted Operation lives at that address, or the
   * packet has none because it was posted (POST-2)
   */
  static completed(overlapped: Address<'OVERLAPPED'> | null): Operation {
    if (overlapped === null) {
      throw new OwnershipError(
        'A packet came without an OVERLAPPED: it was posted, and belongs to no Operation (POST-2). ' +
          'Look at its completion key before you ask for its Operation.',
      );
    }
    const operation = Operation.#submitted.get(overlapped);
    if (!operation) {
      throw new OwnershipError(
        `A packet came for the OVERLAPPED at 0x${overlapped.toString(16)}, but no Operation was submitted there. ` +
          'Each submit brings one packet, or none: look for an OVERLAPPED that was not submitted through an Operation, ' +
          'and for a handle that was never told to skip the packets of its successes (SKIP-3).',
      );
    }
    Operation.#submitted.delete(overlapped);
    return operation;
  }
  //#endregion

  /**
   * Gives the memory back to the C heap. The Operation is of no use afterwards.
   *
   * @throws OwnershipError when Windows owns it: the late write would land in
   * memory that is somebody else's by then
   */
  free(): void {
    this.#mustNotBeFreed('freed again');
    this.#mustBeOurs(
      'free it',
      'Cancel it if you must, dequeue its packet, then free it.',
    );
    this.#freed = true;
    koffi.free(this.address);
    koffi.free(this.#dataAddress);
  }

  #mustBeOurs(wish: string, remedy: string): void {
    if (!this.submitted) return;
    throw new OwnershipError(
      `Operation ${this.context} is submitted: Windows owns its OVERLAPPED and its buffer until the packet is dequeued (OV-9), ` +
        `so the program cannot ${wish}. ${remedy}`,
    );
  }

  #mustNotBeFreed(what: string): void {
    if (this.#freed) {
      throw new OwnershipError(
        `This Operation was freed; it cannot be ${what}. Make a new one for the next operation.`,
      );
    }
  }
}
