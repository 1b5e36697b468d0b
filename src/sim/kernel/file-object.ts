import type { Machine } from './machine.ts';
import { Waitable } from './object.ts';
import type { CompletionPort } from './port.ts';
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
 */
export abstract class FileObject extends Waitable {
  readonly machine: Machine;
  /** Whether it was opened for overlapped operations. */
  readonly overlapped: boolean;
  /** FILE_SKIP_COMPLETION_PORT_ON_SUCCESS (SKIP-1). */
  skipPacket = false;
  /** FILE_SKIP_SET_EVENT_ON_HANDLE (SKIP-4). */
  skipSignal = false;
  /** Operations that are not over. */
  readonly pending = new Set<Request>();
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

  /** Cancels what is pending: all of it, or what a thread started, or the one operation of an OVERLAPPED; how many. */
  cancel(which: { thread?: Thread; overlapped?: bigint } = {}): number {
    const chosen = [...this.pending].filter(
      (request) =>
        (which.thread === undefined || request.thread === which.thread) &&
        (which.overlapped === undefined || request.overlapped === which.overlapped),
    );
    // CANC-6: Windows does not say in which order.
    const backwards = chosen.length > 1 && this.machine.random.below(2) === 1;
    for (const request of backwards ? chosen.reverse() : chosen) request.cancel();
    return chosen.length;
  }
}
