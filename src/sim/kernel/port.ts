import type { Machine } from './machine.ts';
import { Waitable } from './object.ts';
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
  /** Who posted it. */
  readonly postedBy?: Thread;
}

/** What a dequeue came back with. */
export type Removed =
  | { packets: readonly [Packet, ...Packet[]] }
  | { none: 'timeout' | 'apc' | 'abandoned' };

/** What a waiting thread is released with. */
interface Released {
  readonly packet: Packet;
  /** How many packets were queued behind that one already. */
  readonly behind: number;
}

/** A thread inside a dequeue. */
interface Waiter {
  readonly thread: Thread;
  /** Releases it with a packet, or because the port is closed. */
  readonly wake: (released: Released | null) => boolean;
}

/**
 * A completion port: packets first in first out, waiting threads last in first out, and a limit of those that run. Who
 * waits for the port itself, as for an event, waits until a packet is queued that no thread has taken at once.
 */
export class CompletionPort extends Waitable {
  readonly #machine: Machine;
  /** How many of its threads may run at once. */
  readonly limit: number;
  readonly #packets: (Packet | undefined)[] = [];
  /** Packets before this one are gone. */
  #head = 0;
  readonly #waiters: Waiter[] = [];
  /** The threads that belong to it (GQ-8), and how many of them it counts as running. */
  readonly #threads = new Set<Thread>();
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

  /** The packets that are queued, the next one first. */
  get packets(): readonly Packet[] {
    return this.#packets.slice(this.#head) as Packet[];
  }

  /** How many of its threads run now; more than the limit for a while, when waits elsewhere have ended (SCHED-4). */
  get active(): number {
    return this.#active;
  }

  /** The threads that belong to it: they wait at it, run, or wait for something else. */
  get threads(): readonly Thread[] {
    return [...this.#threads];
  }

  /** The threads that wait at it, the one that is released next last. */
  get waiting(): readonly Thread[] {
    return this.#waiters.map(({ thread }) => thread);
  }

  /** Queues a packet, or gives it to the thread that waits the shortest (SCHED-1), if one more may run (SCHED-2). */
  insert(packet: Packet): void {
    if (this.#closed) {
      this.#machine.observer.dropped?.(this, packet);
      return;
    }
    this.#machine.observer.queued?.(this, packet);
    this.#packets.push(packet);
    this.#release();
    if (this.length > 0) this.signal();
  }

  /**
   * Removes up to `count` packets, and waits for the first one if there is none. The thread belongs to this port from
   * then on (GQ-8). A running thread gets what is queued without waiting (SCHED-5), unless too many others run (SCHED-4).
   */
  *remove(thread: Thread, count: number, timeout: number, alertable: boolean): Blocking<Removed> {
    if (thread.port === this) {
      // It hands its place back. Nobody who waits could have it: if there were a packet, this thread would take it.
      this.#runsNot(thread);
    } else {
      // EX-8: an APC goes first where the thread does not belong to the port, and leaves it so.
      if (alertable && (yield* thread.runApcs())) return { none: 'apc' };
      thread.port?.leave(thread);
      thread.port = this;
      this.#threads.add(thread);
    }
    if (this.#active < this.limit && this.length > 0) {
      this.#runs(thread);
      const packet = this.#deliver(this.#shift(), thread);
      return { packets: [packet, ...this.#take(thread, count - 1)] };
    }
    const isInterrupted = alertable && thread.apcs.length > 0;
    if (isInterrupted || timeout <= 0) {
      this.#runs(thread);
      if (!isInterrupted) return { none: 'timeout' };
      yield* thread.runApcs();
      return { none: 'apc' };
    }
    this.#machine.observer.scheduled?.(thread, this, 'blocked');
    const woken = yield* thread.wait<Released | null>({
      for: 'a completion packet',
      timeout,
      alertable,
      atPort: true,
      arm: (wake) => {
        const waiter = { thread, wake };
        this.#waiters.push(waiter);
        return () => this.#waiters.splice(this.#waiters.lastIndexOf(waiter), 1);
      },
    });
    if (woken.by !== 'what it waited for') return { none: woken.by };
    if (woken.value === null) return { none: 'abandoned' };
    const { packet, behind } = woken.value;
    return {
      packets: [
        this.#deliver(packet, thread),
        ...this.#take(thread, this.#howMany(count - 1, behind)),
      ],
    };
  }

  /** One of its threads waits for something else: its place is free (SCHED-3). */
  blocked(thread: Thread): void {
    if (!this.#runsNot(thread)) return;
    this.#machine.observer.scheduled?.(thread, this, 'blocked');
    this.#release();
  }

  /** A wait of one of its threads ended without a packet: it runs (SCHED-9), whoever has its place by now (SCHED-4). */
  resumed(thread: Thread): void {
    this.#runs(thread);
    this.#machine.observer.scheduled?.(thread, this, 'resumed');
  }

  /** A thread ends or goes to another port: its place is free (SCHED-7, SCHED-8). */
  leave(thread: Thread): void {
    if (!this.#threads.delete(thread)) return;
    this.#runsNot(thread);
    thread.port = null;
    this.#machine.observer.scheduled?.(thread, this, 'left');
    this.#release();
  }

  /** The last handle is closed: the packets are gone, and who waits is told (GQ-9, EX-10, CLOSE-3). */
  protected override lastHandleClosed(): void {
    this.#closed = true;
    const lost = this.packets;
    this.#packets.length = 0;
    this.#head = 0;
    for (const packet of lost) this.#machine.observer.dropped?.(this, packet);
    for (const thread of this.#threads) {
      this.#runsNot(thread);
      thread.port = null;
    }
    this.#threads.clear();
    for (const { wake } of [...this.#waiters]) wake(null);
    this.signal();
  }

  /** Counts one of its threads as running. */
  #runs(thread: Thread): void {
    if (thread.isCounted) return;
    thread.isCounted = true;
    this.#active += 1;
  }

  /** Counts it no more; false when it was not counted. */
  #runsNot(thread: Thread): boolean {
    if (!thread.isCounted) return false;
    thread.isCounted = false;
    this.#active -= 1;
    return true;
  }

  #release(): void {
    while (this.#active < this.limit && this.length > 0) {
      const waiter = this.#waiters.at(-1);
      if (!waiter) return;
      const packet = this.#shift();
      waiter.wake({ packet, behind: this.length });
      this.#runs(waiter.thread);
      this.#machine.observer.scheduled?.(waiter.thread, this, 'released');
    }
  }

  /**
   * How many packets a thread takes besides the one that it was released with. Those that were queued then are there for
   * it; of those that came while it woke up it gets some or all, which is a race (EX-9).
   */
  #howMany(room: number, behind: number): number {
    const available = Math.min(room, this.length);
    const sure = Math.min(behind, available);
    return available > sure ? sure + this.#machine.random.below(available - sure + 1) : available;
  }

  #shift(): Packet {
    const packet = this.#packets[this.#head] as Packet;
    this.#packets[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > 64 && 2 * this.#head > this.#packets.length) {
      this.#packets.splice(0, this.#head);
      this.#head = 0;
    }
    if (this.length === 0) this.reset();
    return packet;
  }

  #take(thread: Thread, count: number): Packet[] {
    const taken: Packet[] = [];
    while (taken.length < count && this.length > 0) {
      taken.push(this.#deliver(this.#shift(), thread));
    }
    return taken;
  }

  /** The packet leaves the port: only now the status block of a pended operation is written (OV-5). */
  #deliver(packet: Packet, thread: Thread): Packet {
    packet.request?.dequeued();
    this.#machine.observer.dequeued?.(this, packet, thread);
    return packet;
  }
}
