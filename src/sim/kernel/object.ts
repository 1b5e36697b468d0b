import type { Blocking, Thread, Woken } from './thread.ts';

/** What a handle can stand for. */
export type ObjectKind = 'completion port' | 'event' | 'file' | 'thread' | 'process';

/** An object of the kernel. It lives as long as somebody has a handle to it. */
export abstract class KernelObject {
  readonly kind: ObjectKind;
  #handles = 0;

  constructor(kind: ObjectKind) {
    this.kind = kind;
  }

  /** How many handles there are to it, in all processes. */
  get handleCount(): number {
    return this.#handles;
  }

  opened(): void {
    this.#handles += 1;
  }

  /** One handle was closed; with the last one the object ends. */
  released(): void {
    this.#handles -= 1;
    if (this.#handles === 0) this.lastHandleClosed();
  }

  protected lastHandleClosed(): void {}
}

/** What it means, in words for a person, that an object of this kind is signalled. */
const AWAITED: Record<ObjectKind, string> = {
  'completion port': 'a port to have packets',
  event: 'an event to be set',
  file: 'an operation on a handle to end',
  thread: 'a thread to end',
  process: 'a process to end',
};

/** An object that can be waited for: signalled or not. */
export abstract class Waitable extends KernelObject {
  #signaled = false;
  /** Made when somebody waits: most objects are never waited for. */
  #waiters: Set<() => boolean> | null = null;

  get signaled(): boolean {
    return this.#signaled;
  }

  /** Becomes signalled, and lets those go on that wait for it, the one that has waited longest first. */
  signal(): void {
    this.#signaled = true;
    if (this.#waiters === null || this.#waiters.size === 0) return;
    for (const wake of [...this.#waiters]) {
      if (!this.#signaled) return;
      if (wake()) this.satisfied();
    }
  }

  reset(): void {
    this.#signaled = false;
  }

  /** A wait was satisfied by it: an auto-reset event is not signalled any more. */
  protected satisfied(): void {}

  /** Waits until it is signalled; a time-out in microseconds. One that is signalled already goes before any APC. */
  *waitFor(thread: Thread, timeout: number, alertable: boolean): Blocking<Woken<void>['by']> {
    if (this.#signaled) {
      this.satisfied();
      return 'what it waited for';
    }
    const { by } = yield* thread.wait<void>({
      for: AWAITED[this.kind],
      timeout,
      alertable,
      arm: (wake) => {
        const waiter = () => wake();
        this.#waiters ??= new Set();
        const waiters = this.#waiters;
        waiters.add(waiter);
        return () => waiters.delete(waiter);
      },
    });
    return by;
  }
}

/** An event: set and reset by hand, or reset by the wait that it satisfies. */
export class EventObject extends Waitable {
  readonly manual: boolean;

  constructor(manual: boolean, signaled: boolean) {
    super('event');
    this.manual = manual;
    if (signaled) this.signal();
  }

  protected override satisfied(): void {
    if (!this.manual) this.reset();
  }
}
