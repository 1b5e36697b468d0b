import { Disk } from './disk.ts';
import { NamedPipes } from './named-pipes.ts';
import { Network } from './network.ts';
import type { KernelObject } from './object.ts';
import type { Observer } from './observer.ts';
import type { Process } from './process.ts';
import { Random } from './random.ts';
import type { Thread } from './thread.ts';

/** Something that will happen at its time, unless it is called off. */
export interface Planned {
  cancel(): void;
}

interface Event extends Planned {
  readonly at: number;
  readonly order: number;
  action: (() => void) | null;
}

const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** How a machine is made. */
export interface MachineOptions {
  /** Varies what Windows leaves open; the same seed gives the same run. */
  seed?: number;
  /** Number of processors: what a port's limit of 0 means (PORT-10). */
  processors?: number;
  observer?: Observer;
}

/**
 * A computer with a clock of its own. Waiting costs no real time: when no thread can run, the clock jumps to the next
 * thing that is planned.
 */
export class Machine {
  readonly processors: number;
  readonly random: Random;
  /** Objects that were created with a name. */
  readonly named = new Map<string, KernelObject>();
  readonly network = new Network();
  readonly disk = new Disk();
  readonly pipes = new NamedPipes(this);
  observer: Observer;
  #now = 0;
  #order = 0;
  /** A binary heap, the next one first. */
  readonly #events: Event[] = [];
  /** Threads of the machine's own that can go on, in the order in which they became ready. */
  #ready: Thread[] = [];
  #stepping = false;
  readonly #processes = new Map<number, Process>();
  readonly #seed: number;

  constructor({ seed = 1, processors = 4, observer = {} }: MachineOptions = {}) {
    this.#seed = seed;
    this.random = new Random(seed);
    this.processors = processors;
    this.observer = observer;
  }

  /** Microseconds since the machine was started. */
  get now(): number {
    return this.#now;
  }

  /**
   * What one version of Windows always does in one way and another in another: a number from 0 up to, not including,
   * `ways`, the same each time for one seed.
   *
   * @param fact the id of the fact that leaves it open
   */
  habit(fact: string, ways: number): number {
    let mixed = this.#seed;
    for (const letter of fact) mixed = Math.imul(mixed, 31) + (letter.codePointAt(0) ?? 0);
    return new Random(mixed).below(ways);
  }

  /** Gives a new process its id: as on Windows a multiple of four, and here with room for the ids of threads between. */
  admit(process: Process): number {
    const id = 0x1000 * (this.#processes.size + 1);
    this.#processes.set(id, process);
    return id;
  }

  /** The process of an id: one that runs, or has ended and somebody has a handle to it. */
  processOf(id: number): Process | undefined {
    const process = this.#processes.get(id);
    return process && (!process.hasEnded || process.handleCount > 0) ? process : undefined;
  }

  /** Plans something in so many microseconds. What is planned for the same time happens in the order of planning. */
  after(microseconds: number, action: () => void): Planned {
    const event: Event = {
      at: this.#now + Math.max(0, microseconds),
      order: this.#order++,
      action,
      cancel() {
        event.action = null;
      },
    };
    this.#push(event);
    return event;
  }

  /** Lets a thread of the machine's own go on at the next {@link step}. */
  makeReady(thread: Thread): void {
    this.#ready.push(thread);
  }

  /** The running thread has worked for so many microseconds; what fell due meanwhile happens now. */
  spend(microseconds: number): void {
    this.#now += microseconds;
    if (!this.#stepping) this.catchUp();
  }

  /** Lets everything happen that is due, and every thread go on that can. */
  catchUp(): void {
    while (this.#ready.length > 0 || (this.#next()?.at ?? Number.POSITIVE_INFINITY) <= this.#now) {
      if (!this.step()) return;
    }
  }

  /**
   * One step: lets one thread go on that can, or else jumps to the next thing that is planned.
   *
   * @returns false when nothing can happen any more
   */
  step(): boolean {
    const thread = this.#ready.shift();
    const wasStepping = this.#stepping;
    this.#stepping = true;
    try {
      if (thread) {
        thread.resume();
        return true;
      }
      const event = this.#next();
      if (!event) return false;
      this.#pop();
      this.#now = Math.max(this.#now, event.at);
      event.action?.();
      return true;
    } finally {
      this.#stepping = wasStepping;
    }
  }

  /** Whether what happens now is the machine's doing, and not that of the thread which somebody outside runs. */
  get isStepping(): boolean {
    return this.#stepping;
  }

  /** When the next planned thing happens, in microseconds since the start; null when nothing is planned. */
  get nextAt(): number | null {
    return this.#ready.length > 0 ? this.#now : (this.#next()?.at ?? null);
  }

  /** The next event that was not called off. */
  #next(): Event | undefined {
    while (this.#events[0]?.action === null) this.#pop();
    return this.#events[0];
  }

  #push(event: Event): void {
    const heap = this.#events;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(event, heap[above] as Event)) break;
      heap[at] = heap[above] as Event;
      at = above;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#events;
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && before(heap[below + 1] as Event, heap[below] as Event)) {
        below += 1;
      }
      if (!before(heap[below] as Event, last)) break;
      heap[at] = heap[below] as Event;
      at = below;
    }
    heap[at] = last;
  }
}
