import type { Machine, Planned } from './machine.ts';
import { Waitable } from './object.ts';
import type { CompletionPort } from './port.ts';
import type { Process } from './process.ts';

/** A call that may wait: it yields while it does, and is resumed when its thread can go on. */
export type Blocking<T> = Generator<void, T, void>;

/** Whether a function that was called may wait, and so has only begun. */
export const isBlocking = <T>(result: T | Blocking<T>): result is Blocking<T> =>
  typeof result === 'object' && result !== null && 'next' in result;

/** Why a wait ended. */
export type Woken<T> = { by: 'what it waited for'; value: T } | { by: 'timeout' } | { by: 'apc' };

/** A time-out that never comes, in microseconds. */
export const FOR_EVER = Number.POSITIVE_INFINITY;

/** What a thread waits for, and how it is woken. */
export interface Wait<T> {
  /** In words for a person: "waits for …". */
  for: string;
  /** Microseconds; 0 does not wait. */
  timeout: number;
  /** Whether a user APC ends the wait. */
  alertable: boolean;
  /** The wait is that of a dequeue: the port counts the thread itself when it gives it something. */
  atPort?: boolean;
  /**
   * Tells the waker of this thread, and returns how that is undone. `wake` is called later, not in here; it says whether
   * the thread still waited.
   */
  arm: (wake: (value: T) => boolean) => () => void;
}

/** A thread of a process. It is signalled when it has ended. */
export class Thread extends Waitable {
  readonly id: number;
  readonly process: Process;
  readonly machine: Machine;
  lastError = 0;
  /** The port whose threads it belongs to (GQ-8). */
  port: CompletionPort | null = null;
  /** Whether that port counts it as running. */
  isCounted = false;
  /** User APCs that wait for it to become alertable. One that may wait itself returns a {@link Blocking}. */
  readonly apcs: (() => unknown)[] = [];
  /** One whose wait is over runs from then on, though its code is resumed later. */
  state: 'running' | 'waiting' | 'ended' = 'running';
  /** What it waits for, in words for a person. */
  waitsFor = '';
  #body: Blocking<void> | null = null;
  #wait: { alertable: boolean; atPort: boolean; over: () => void } | null = null;
  #woken: Woken<unknown> | null = null;
  #computing = false;

  constructor(process: Process, id: number) {
    super('thread');
    this.process = process;
    this.machine = process.machine;
    this.id = id;
  }

  /** Gives the thread something to do; the machine runs it. Without that somebody outside runs it, such as a JavaScript engine. */
  run(body: Blocking<void>): void {
    this.#body = body;
    this.machine.makeReady(this);
  }

  /** Goes on until the next wait or the end. The machine calls this. */
  resume(): void {
    if (!this.canGoOn || !this.#body) return;
    if (this.#body.next().done) this.end();
  }

  /** Whether it runs, or would if it were resumed: it has not ended, waits for nothing, and has nothing to compute. */
  get canGoOn(): boolean {
    return this.state === 'running' && !this.#computing;
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /**
   * The thread ends: its operations that depend on it are cancelled (THR-1), it leaves its port (SCHED-7), and who waits
   * for its end goes on.
   */
  end(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.waitsFor = '';
    this.#wait?.over();
    this.#wait = null;
    for (const request of [...this.process.pending]) {
      if (request.thread !== this) continue;
      // THR-1: what reports to a port alone outlives the thread.
      if (request.event !== null || request.file.association === null || request.routine) {
        request.cancel();
      }
    }
    this.port?.leave(this);
    this.process.threadEnded(this);
    this.signal();
  }

  /** Waits until it is woken, the time is up, or an APC comes. While it does, its place at its port is free (SCHED-3). */
  *wait<T>(what: Wait<T>): Blocking<Woken<T>> {
    if (what.alertable && (yield* this.runApcs())) return { by: 'apc' };
    if (what.timeout <= 0) return { by: 'timeout' };
    this.state = 'waiting';
    this.waitsFor = what.for;
    const timer: Planned | null = Number.isFinite(what.timeout)
      ? this.machine.after(what.timeout, () => this.#wake({ by: 'timeout' }))
      : null;
    const disarm = what.arm((value) => this.#wake({ by: 'what it waited for', value }));
    this.#wait = {
      alertable: what.alertable,
      atPort: what.atPort ?? false,
      over: () => {
        disarm();
        timer?.cancel();
      },
    };
    if (!what.atPort) this.port?.blocked(this);
    while (this.#woken === null) yield;
    const woken = this.#woken as Woken<T>;
    this.#woken = null;
    if (woken.by === 'apc') yield* this.runApcs();
    return woken;
  }

  /** Computes for so many microseconds: time passes for the others, and its port counts it as running (SCHED-2). */
  *compute(microseconds: number): Blocking<void> {
    this.#computing = true;
    this.machine.after(microseconds, () => {
      this.#computing = false;
      if (this.#body) this.machine.makeReady(this);
    });
    while (this.#computing) yield;
  }

  /** Queues a user APC, which runs when the thread waits alertably; false when the thread has ended. */
  queueApc(routine: () => unknown): boolean {
    if (this.state === 'ended') return false;
    this.apcs.push(routine);
    if (this.#wait?.alertable) this.#wake({ by: 'apc' });
    return true;
  }

  /** Runs all user APCs that are queued, and those that they queue; false when there was none. */
  *runApcs(): Blocking<boolean> {
    let ran = false;
    for (let routine = this.apcs.shift(); routine; routine = this.apcs.shift()) {
      ran = true;
      const running = routine();
      if (isBlocking(running)) yield* running;
    }
    return ran;
  }

  /** Ends the wait, once: whoever comes later is told that it was too late. From here on the thread counts as running. */
  #wake(woken: Woken<unknown>): boolean {
    const wait = this.#wait;
    if (wait === null) return false;
    this.#wait = null;
    wait.over();
    this.#woken = woken;
    this.state = 'running';
    this.waitsFor = '';
    const isCounted = wait.atPort && woken.by === 'what it waited for';
    if (!isCounted) this.port?.resumed(this);
    if (this.#body) this.machine.makeReady(this);
    return true;
  }
}
