import {
  type Address,
  FALSE,
  GetLastError,
  GetQueuedCompletionStatusEx,
  type Handle,
  INFINITE,
  OVERLAPPED_ENTRY,
  WAIT_TIMEOUT,
  Win32Error,
} from '@iocp/ffi';
import koffi from 'koffi';

// Bytes of an OVERLAPPED_ENTRY, and the offsets of its members (EX-11).
const SIZE = koffi.sizeof(OVERLAPPED_ENTRY);
const OVERLAPPED = koffi.offsetof(OVERLAPPED_ENTRY, 'lpOverlapped');
const STATUS = koffi.offsetof(OVERLAPPED_ENTRY, 'Internal');
const BYTES = koffi.offsetof(OVERLAPPED_ENTRY, 'dwNumberOfBytesTransferred');

/**
 * The packets of one dequeue. Its memory is allocated once, and the entries are read
 * where Windows wrote them: decoding would make an object of each.
 */
export class Batch {
  readonly #capacity: number;
  readonly #entries: Address<'OVERLAPPED_ENTRY'>;
  readonly #removed: Address<'ULONG'>;
  readonly #entry: DataView;
  readonly #count: DataView;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#entries = koffi.alloc(OVERLAPPED_ENTRY, capacity);
    this.#removed = koffi.alloc('ULONG', 1);
    this.#entry = new DataView(koffi.view(this.#entries, capacity * SIZE));
    this.#count = new DataView(koffi.view(this.#removed, 4));
  }

  //#region wait
  /**
   * Dequeues at least one packet. A thread of Node's pool waits for it, so
   * JavaScript goes on; one thread, because one wait takes a whole batch (FFI-12).
   */
  wait(port: Handle): Promise<void> {
    return new Promise((resolve, reject) => {
      GetQueuedCompletionStatusEx.async(
        port,
        this.#entries,
        this.#capacity,
        this.#removed,
        INFINITE,
        FALSE,
        (problem: unknown, dequeued: number) => {
          if (dequeued) resolve();
          // That thread's last error is to be seen here and nowhere else (THR-3).
          else
            reject(
              problem ??
                new Win32Error('GetQueuedCompletionStatusEx', GetLastError()),
            );
        },
      );
    });
  }
  //#endregion

  //#region poll
  /** Dequeues what is in the port already, without waiting; perhaps nothing. */
  poll(port: Handle): void {
    const dequeued = GetQueuedCompletionStatusEx(
      port,
      this.#entries,
      this.#capacity,
      this.#removed,
      0,
      FALSE,
    );
    if (dequeued) return;
    const error = GetLastError();
    if (error !== WAIT_TIMEOUT) {
      throw new Win32Error('GetQueuedCompletionStatusEx', error);
    }
    // What Windows has left there after a time-out means nothing (EX-3).
    this.#count.setUint32(0, 0, true);
  }
  //#endregion

  //#region entries
  /** How many packets were dequeued (EX-2). */
  get count(): number {
    return this.#count.getUint32(0, true);
  }

  /** The address of a packet's OVERLAPPED; null when it was posted without (POST-2). */
  overlapped(index: number): Address<'OVERLAPPED'> | null {
    const address = this.#entry.getBigUint64(index * SIZE + OVERLAPPED, true);
    return address === 0n ? null : (address as Address<'OVERLAPPED'>);
  }

  /** A packet's NTSTATUS: the low 4 bytes of Internal, unsigned (EX-6). */
  status(index: number): number {
    return this.#entry.getUint32(index * SIZE + STATUS, true);
  }

  /** A packet's byte count. */
  bytes(index: number): number {
    return this.#entry.getUint32(index * SIZE + BYTES, true);
  }
  //#endregion

  /** Gives the memory back. */
  free(): void {
    koffi.free(this.#entries);
    koffi.free(this.#removed);
  }
}
