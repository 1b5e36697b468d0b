import {
  attempt,
  CancelIoEx,
  CloseHandle,
  CreateIoCompletionPort,
  ERROR_NOT_FOUND,
  ensure,
  failureOf,
  type Handle,
  INVALID_HANDLE_VALUE,
  Operation,
  PostQueuedCompletionStatus,
  type Socket,
  Win32Error,
} from '@iocp/ffi';
import { Batch } from './batch.ts';

/** Statuses from here up are warnings and errors (GQ-6). */
const FIRST_FAILURE = 0x8000_0000;
/** Polls between two waits, at most: timers and Node's own I/O have their turn only during a wait. */
const POLLS = 16;

/** An operation that had started and whose packet says that it failed. */
export class FailedOperation extends Error {
  override readonly name = 'FailedOperation';
  /** The packet's NTSTATUS, unsigned. */
  readonly status: number;

  constructor(status: number) {
    super(failureOf({ Internal: status }) ?? `status ${status} is no failure`);
    this.status = status;
  }
}

/** The promise of an operation that is under way. */
interface Promised {
  handle: Handle | Socket;
  signal: AbortSignal;
  resolve(bytes: number): void;
  reject(reason: unknown): void;
}

/**
 * A completion port and the promises of all operations that were started through it.
 * A packet settles the promise of its operation. It is the only thing that does: as
 * long as Windows owns the memory, the promise is pending, however often its signal
 * is aborted.
 */
export class Runtime {
  readonly #port: Handle;
  readonly #batch: Batch;
  readonly #promised = new Map<Operation, Promised>();
  readonly #watched = new WeakSet<AbortSignal>();
  readonly #loop: Promise<void>;
  #closing = false;

  /** @param batch how many packets one dequeue may bring */
  constructor(batch: number) {
    //#region make-port
    this.#port = ensure('CreateIoCompletionPort', () =>
      CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0),
    );
    //#endregion
    this.#batch = new Batch(batch);
    this.#loop = this.#run();
    // A thread that waits would keep even process.exit() from ending the process (FFI-13).
    process.once('exit', this.#wake);
  }

  /** Has all packets of a handle come to this port. The key says nothing here. */
  associate(handle: Handle | Socket): void {
    //#region associate
    ensure('CreateIoCompletionPort', () =>
      CreateIoCompletionPort(handle, this.#port, 0, 0),
    );
    //#endregion
  }

  //#region submit
  /**
   * Starts an operation.
   *
   * @param name the function that `call` calls, for errors
   * @param call starts it; true when Windows says that it is over already, which
   * makes no difference: the packet comes all the same (RECV-3)
   * @param signal asks for the operation's end when it is aborted
   * @returns the packet's byte count
   * @throws Win32Error when it did not start, FailedOperation when it failed
   * afterwards, the signal's reason when it was aborted and failed
   */
  start(
    name: string,
    handle: Handle | Socket,
    operation: Operation,
    call: () => boolean,
    signal: AbortSignal,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      if (this.#closing) throw new Error(`The runtime is closing: no ${name} now.`);
      this.#watch(signal);
      operation.submit(name, call);
      this.#promised.set(operation, { handle, signal, resolve, reject });
    });
  }
  //#endregion

  async #run(): Promise<void> {
    do {
      await this.#batch.wait(this.#port);
      this.#settle();
      // What the awaiting code starts now is often over at once, as sends are
      // (SEND-1). Their packets are taken here, not by another trip to a thread.
      for (let polls = 0; polls < POLLS && this.#batch.count > 0; polls++) {
        await new Promise<void>((resolve) => process.nextTick(resolve));
        this.#batch.poll(this.#port);
        this.#settle();
      }
    } while (!this.#closing || this.#promised.size > 0);
  }

  #settle(): void {
    for (let index = 0; index < this.#batch.count; index++) {
      //#region identify
      const overlapped = this.#batch.overlapped(index);
      // Posted, to end a wait; the loop sees for itself whether to go on.
      if (overlapped === null) continue;
      const operation = Operation.completed(overlapped);
      const promised = this.#promised.get(operation);
      if (!promised) throw new Error('A packet came that nobody awaits.');
      this.#promised.delete(operation);
      //#endregion

      //#region reap-status
      const status = this.#batch.status(index);
      if (status < FIRST_FAILURE) promised.resolve(this.#batch.bytes(index));
      else {
        // The error of a packet does not say who ended the operation, the signal does (SCLOSE-2).
        const { aborted, reason } = promised.signal;
        promised.reject(aborted ? reason : new FailedOperation(status));
      }
      //#endregion
    }
  }

  //#region cancel
  /** One listener for each signal, however many operations go by. */
  #watch(signal: AbortSignal): void {
    if (this.#watched.has(signal)) return;
    this.#watched.add(signal);
    signal.addEventListener('abort', () => this.#cancel(signal), { once: true });
  }

  /** Asks for the end of what this signal is about, or of everything (CANC-4). */
  #cancel(signal?: AbortSignal): void {
    for (const [operation, promised] of this.#promised) {
      if (signal && promised.signal !== signal) continue;
      const { value: asked, error } = attempt(() =>
        CancelIoEx(promised.handle, operation.address),
      );
      // Nothing pending: its packet is in the port already (CANC-2).
      if (!asked && error !== ERROR_NOT_FOUND)
        throw new Win32Error('CancelIoEx', error);
    }
  }
  //#endregion

  readonly #wake = (): void => {
    ensure('PostQueuedCompletionStatus', () =>
      PostQueuedCompletionStatus(this.#port, 0, 0, null),
    );
  };

  //#region shut-down
  /** Cancels what is outstanding, waits for the last packet, and closes the port. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#cancel();
    this.#wake();
    await this.#loop;
    process.off('exit', this.#wake);
    this.#batch.free();
    ensure('CloseHandle', () => CloseHandle(this.#port));
  }
  //#endregion
}
