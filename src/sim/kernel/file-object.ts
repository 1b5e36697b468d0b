import type { Machine } from './machine.ts';
import { Waitable } from './object.ts';
import type { CompletionPort } from './port.ts';
import type { Process } from './process.ts';
import type { Request } from './request.ts';
import type { Thread } from './thread.ts';

/** A file's tie to a port (PORT-9). */
export interface Association {
  readonly port: CompletionPort;
  readonly key: bigint;
}

/**
 * What an open file, socket or pipe has in common: what was opened, not its handles. It is signalled when an operation
 * without an event of its own has ended.
 *
 * A device is a class that extends this one, and a Win32 function that makes a {@link Request} and starts it with a call
 * of that class, `request.start((request) => device.receive(request))`. That call gives back what became of it:
 *
 * - `{ status, information }`: it is over at once. Data is in the program's memory already (`request.fill`). A status
 *   that is an error means that nothing was started; a success or a warning brings its packet, unless the handle skips it.
 * - `'pending'`: the device keeps the request, calls `request.complete(status, information)` once, later or even before
 *   it returns, and never touches it again. How it is given up early goes into `request.onCancel`, which has to forget the
 *   request and complete it; without that, a cancel completes it with STATUS_CANCELLED and the device must not.
 *
 * Whatever goes with the end of an operation (status block, event, packet, completion routine, skipping) is the
 * request's business and none of the device's.
 */
export abstract class FileObject extends Waitable {
  readonly machine: Machine;
  /** Whether it was opened for overlapped operations. */
  readonly overlapped: boolean;
  /** FILE_SKIP_COMPLETION_PORT_ON_SUCCESS (SKIP-1). */
  skipPacket = false;
  /** FILE_SKIP_SET_EVENT_ON_HANDLE (SKIP-4). */
  skipSignal = false;
  /** Operations that are not over, in the order in which they were started. */
  readonly pending: Request[] = [];
  #association: Association | null = null;

  constructor(machine: Machine, overlapped: boolean) {
    super('file');
    this.machine = machine;
    this.overlapped = overlapped;
  }

  get association(): Association | null {
    return this.#association;
  }

  /** Ties it to a port, once for its life (PORT-4, PORT-5); false when it is tied already, or not overlapped (PORT-6). */
  associate(port: CompletionPort, key: bigint): boolean {
    if (this.#association !== null || !this.overlapped) return false;
    this.#association = { port, key };
    return true;
  }

  /**
   * Sets what the ends of its operations do without: 1 the packet of a success at once (SKIP-1), 2 the signal of the file
   * itself (SKIP-4). What was set stays. False when it is not overlapped.
   */
  skip(flags: number): boolean {
    if (!this.overlapped) return false;
    this.skipPacket ||= (flags & 1) !== 0;
    this.skipSignal ||= (flags & 2) !== 0;
    return true;
  }

  /** Ties it to another port, or with null to none (PORT-5: no Win32 function does this). */
  reassociate(association: Association | null): void {
    this.#association = association;
  }

  /** Cancels what is pending: all of it, or what a process or a thread started, or the operations of an OVERLAPPED; how many. */
  cancel(which: { process?: Process; thread?: Thread; overlapped?: bigint } = {}): number {
    const chosen = this.pending.filter(
      (request) =>
        (which.process === undefined || request.thread.process === which.process) &&
        (which.thread === undefined || request.thread === which.thread) &&
        (which.overlapped === undefined || request.overlapped === which.overlapped),
    );
    // CANC-6: Windows does not say in which order.
    const backwards = chosen.length > 1 && this.machine.random.below(2) === 1;
    for (const request of backwards ? chosen.reverse() : chosen) request.cancel();
    return chosen.length;
  }

  /** Nobody can use it any more: what is pending is given up. Sockets end in a way of their own (SCLOSE-1). */
  protected override lastHandleClosed(): void {
    this.cancel();
  }
}
