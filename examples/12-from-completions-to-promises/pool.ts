import { type Address, Operation, OwnershipError, WSABUF } from '@iocp/ffi';
import koffi from 'koffi';

/** An Operation of a pool, with a WSABUF for its data buffer. */
export class PooledOperation extends Operation {
  readonly #wsabuf: Address<'WSABUF'>;
  readonly #length: DataView;

  constructor(number: number, size: number) {
    super(number, size);
    this.#wsabuf = koffi.alloc(WSABUF, 1);
    this.#length = new DataView(koffi.view(this.#wsabuf, koffi.sizeof(WSABUF)));
    koffi.encode(this.#wsabuf, WSABUF, this.buffer());
  }

  /** The first `length` bytes of the data buffer, as WSARecv and WSASend take them. */
  wsabuf(length: number): Address<'WSABUF'> {
    this.#length.setUint32(0, length, true);
    return this.#wsabuf;
  }

  override free(): void {
    super.free();
    koffi.free(this.#wsabuf);
  }
}

/**
 * All the memory there is: so many Operations, allocated once, each with a buffer of
 * its own. Who wants one when all are taken waits until one is given back. That is
 * the whole of backpressure: nothing grows, the newest work waits.
 */
export class Pool {
  readonly size: number;
  readonly #free: PooledOperation[] = [];
  readonly #taken = new Set<PooledOperation>();
  readonly #waiting = new Set<(operation: PooledOperation) => void>();

  /**
   * @param size how many Operations
   * @param bytes of each one's buffer
   */
  constructor(size: number, bytes: number) {
    this.size = size;
    for (let number = 1; number <= size; number++) {
      this.#free.unshift(new PooledOperation(number, bytes));
    }
  }

  /** How many Operations nobody has taken. */
  get free(): number {
    return this.#free.length;
  }

  //#region lend-memory
  /**
   * An Operation, as soon as there is one; first come, first served.
   *
   * @throws the signal's reason when it is aborted before
   */
  async take(signal: AbortSignal): Promise<PooledOperation> {
    signal.throwIfAborted();
    const operation = this.#free.pop() ?? (await this.#next(signal));
    this.#taken.add(operation);
    return operation;
  }
  //#endregion

  //#region take-memory-back
  /**
   * Gives an Operation back: to who has waited longest, or to the pool.
   *
   * @throws OwnershipError when it is Windows' still, or was given back before
   */
  giveBack(operation: PooledOperation): void {
    if (operation.submitted || !this.#taken.delete(operation)) {
      throw new OwnershipError(
        'An Operation was given back to the pool that is still submitted, or is no longer taken. ' +
          'Await its promise, and give it back once.',
      );
    }
    const [first] = this.#waiting;
    if (!first) this.#free.push(operation);
    else {
      this.#waiting.delete(first);
      first(operation);
    }
  }
  //#endregion

  #next(signal: AbortSignal): Promise<PooledOperation> {
    const { promise, resolve, reject } = Promise.withResolvers<PooledOperation>();
    const giveUp = () => {
      // Too late when an Operation is on its way here already.
      if (this.#waiting.delete(resolve)) reject(signal.reason);
    };
    this.#waiting.add(resolve);
    signal.addEventListener('abort', giveUp, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  /**
   * Gives the memory of all Operations back.
   *
   * @throws OwnershipError when not all of them are here
   */
  close(): void {
    if (this.free !== this.size) {
      throw new OwnershipError(
        `Of the pool’s ${this.size} Operations only ${this.free} are here. ` +
          'Await everything that uses them, then close the pool.',
      );
    }
    for (const operation of this.#free) operation.free();
  }
}
