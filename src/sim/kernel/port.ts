import type { Machine } from './machine.ts';
import { KernelObject } from './object.ts';
import type { Request } from './request.ts';
import type { Blocking, Thread } from './thread.ts';

/** What is queued at a port: of an operation that is over, or posted. */
export interface Packet {
  readonly key: bigint;
  /** The address of the OVERLAPPED, or whatever was posted in its place (POST-1). */
  readonly overlapped: bigint;
  /** NTSTATUS, unsigned 32 bits. */
  readonly status: number;
  /** Byte count. */
  readonly information: bigint;
  /** The operation; null for a posted packet. */
  readonly request: Request | null;
}

/** What a dequeue came back with. */
export type Removed =
  | { packets: readonly [Packet, ...Packet[]] }
  | { none: 'timeout' | 'apc' | 'abandoned' };

/** A completion port: packets first in first out, waiting threads last in first out, and a limit of those that run. */
export class CompletionPort extends KernelObject {
  readonly #machine: Machine;
  /** How many of its threads may run at once. */
  readonly limit: number;
  readonly #packets: Packet[] = [];
  /** Packets before this one are gone. */
  #head = 0;
  readonly #waiters: { thread: Thread; wake: (packet: Packet | null) => boolean }[] = [];
  #active = 0;
  #closed = false;

  /** @param limit NumberOfConcurrentThreads; 0 means one for each processor (PORT-10) */
  constructor(machine: Machine, limit: number) {
    super('completion port');
    this.#machine = machine;
    this.limit = limit || machine.processors;
  }

  /** How many packets are queued. */
  get length(): number {
    return this.#packets.length - this.#head;
  }

  /** How many threads were released by this port and run now. */
  get active(): number {
    return this.#active;
  }

  /** The threads that wait, the one that is released next last. */
  get waiting(): readonly Thread[] {
    return this.#waiters.map(({ thread }) => thread);
  }

  /** Queues a packet, or gives it to the thread that waits the shortest (SCHED-1), if one more may run (SCHED-2). */
  insert(packet: Packet): void {
    if (this.#closed) return;
    this.#machine.observer.queued?.(this, packet);
    this.#packets.push(packet);
    this.#release();
  }

  /**
   * Removes up to `count` packets, and waits for the first one if there is none. The thread belongs to this port from
   * then on (GQ-8).
   */
  *remove(thread: Thread, count: number, timeout: number, alertable: boolean): Blocking<Removed> {
    if (thread.port === this) {
      this.#active -= 1;
    } else {
      // EX-8: an APC goes first where the thread does not belong to the port, and leaves it so.
      if (alertable && thread.runApcs()) return { none: 'apc' };
      thread.port?.leave(thread);
      thread.port = this;
    }
    // The slot that this thread has left may be another one's: whoever waits here longer does not wait in vain.
    if (this.#active < this.limit && this.length > 0) {
      this.#active += 1;
      return { packets: this.#take(thread, count) };
    }
    if (alertable && thread.runApcs()) {
      this.#active += 1;
      return { none: 'apc' };
    }
    this.#machine.observer.scheduled?.(thread, this, 'blocked');
    const woken = yield* thread.wait<Packet | null>({
      for: 'a completion packet',
      timeout,
      alertable,
      atPort: true,
      arm: (wake) => {
        const waiter = { thread, wake };
        this.#waiters.push(waiter);
        return () => {
          const at = this.#waiters.indexOf(waiter);
          if (at >= 0) this.#waiters.splice(at, 1);
        };
      },
    });
    if (woken.by !== 'what it waited for') {
      this.#active += 1;
      return { none: woken.by };
    }
    if (woken.value === null) return { none: 'abandoned' };
    // #release has counted this thread as active already.
    const rest = this.#take(thread, count - 1, []);
    return { packets: [this.#deliver(woken.value, thread), ...rest] };
  }

  /** One of its threads waits for something else: its place is free (SCHED-3). */
  blocked(thread: Thread): void {
    this.#active -= 1;
    this.#machine.observer.scheduled?.(thread, this, 'blocked');
    this.#release();
  }

  /** What it waited for has come: it runs, whoever has its place by now (SCHED-4). */
  resumed(thread: Thread): void {
    this.#active += 1;
    this.#machine.observer.scheduled?.(thread, this, 'resumed');
  }

  /** A thread ends or goes to another port: its place is free (SCHED-7). */
  leave(thread: Thread): void {
    if (thread.port !== this) return;
    thread.port = null;
    this.#active -= 1;
    this.#machine.observer.scheduled?.(thread, this, 'left');
    this.#release();
  }

  /** The last handle is closed: the packets are gone, and who waits is told (GQ-9, EX-10, CLOSE-3). */
  protected override lastHandleClosed(): void {
    this.#closed = true;
    this.#packets.length = 0;
    this.#head = 0;
    for (const { thread, wake } of this.#waiters.splice(0)) {
      thread.port = null;
      wake(null);
    }
  }

  #release(): void {
    while (this.#active < this.limit && this.length > 0) {
      const waiter = this.#waiters.pop();
      if (!waiter) return;
      // One whose time is up already takes no packet.
      if (!waiter.wake(this.#packets[this.#head] as Packet)) continue;
      this.#shift();
      this.#active += 1;
      this.#machine.observer.scheduled?.(waiter.thread, this, 'released');
    }
  }

  #shift(): Packet {
    const packet = this.#packets[this.#head] as Packet;
    this.#head += 1;
    if (this.#head > 64 && 2 * this.#head > this.#packets.length) {
      this.#packets.splice(0, this.#head);
      this.#head = 0;
    }
    return packet;
  }

  #take(thread: Thread, count: number): [Packet, ...Packet[]];
  #take(thread: Thread, count: number, into: Packet[]): Packet[];
  #take(thread: Thread, count: number, into: Packet[] = []): Packet[] {
    for (let taken = 0; taken < count && this.length > 0; taken++) {
      into.push(this.#deliver(this.#shift(), thread));
    }
    return into;
  }

  /** The packet leaves the port: only now the status block of a pended operation is written (OV-5). */
  #deliver(packet: Packet, thread: Thread): Packet {
    packet.request?.dequeued();
    this.#machine.observer.dequeued?.(this, packet, thread);
    return packet;
  }
}
