import type { Machine, Planned } from './machine.ts';
import { Waitable } from './object.ts';
import type { CompletionPort } from './port.ts';
import type { Process } from './process.ts';
import type { Request } from './request.ts';

/** A call that may wait: it yields while it does, and is resumed when its thread can go on. */
export type Blocking<T> = Generator<void, T, void>;

/** Why a wait ended. */
export type Woken<T> = { by: 'what it waited for'; value: T } | { by: 'timeout' } | { by: 'apc' };

/** A time-out that never comes, in microseconds. */
export const FOR_EVER = Number.POSITIVE_INFINITY;

/** A thread of a process. It is signalled when it has ended. */
export class Thread extends Waitable {
  readonly id: number;
  readonly process: Process;
  readonly machine: Machine;
  lastError = 0;
  /** The port whose threads it belongs to (GQ-8). */
  port: CompletionPort | null = null;
  /** User APCs that wait for it to become alertable. */
  readonly apcs: (() => void)[] = [];
  /** Operations that it started and that are still pending. */
  readonly pending = new Set<Request>();
  state: 'running' | 'waiting' | 'ended' = 'running';
  /** What it waits for, in words for a person. */
  waitsFor = '';
  #body: Blocking<void> | null = null;
  #woken: Woken<unknown> | null = null;
  #alertable = false;

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
    if (this.state === 'ended' || !this.#body) return;
    if (this.#body.next().done) this.end();
  }

  /** The thread ends: it leaves its port, and its operations that depend on it are cancelled (SCHED-7, THR-1). */
  end(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.port?.leave(this);
    for (const request of [...this.pending]) {
      // THR-1: what reports to a port alone outlives the thread.
      if (request.event !== null || request.file.association === null || request.routine) {
        request.cancel();
      }
    }
    this.process.threadEnded(this);
    this.signal();
  }

  /**
   * Waits. `arm` says how the waker finds this thread, and returns how that is undone. Waking says whether it was in time.
   *
   * @param atPort the port at which the thread waits: then the port counts it itself
   */
  *wait<T>(what: {
    for: string;
    timeout: number;
    alertable: boolean;
    atPort?: boolean;
    arm: (wake: (value: T) => boolean) => () => void;
  }): Blocking<Woken<T>> {
    if (what.alertable && this.runApcs()) return { by: 'apc' };
    if (what.timeout === 0) return { by: 'timeout' };
    this.#woken = null;
    const disarm = what.arm((value) => this.#wake({ by: 'what it waited for', value }));
    let timer: Planned | null = null;
    if (this.#woken === null) {
      this.state = 'waiting';
      this.waitsFor = what.for;
      this.#alertable = what.alertable;
      if (Number.isFinite(what.timeout)) {
        timer = this.machine.after(what.timeout, () => this.#wake({ by: 'timeout' }));
      }
      if (!what.atPort) this.port?.blocked(this);
      while (this.#woken === null) yield;
      this.state = 'running';
      this.waitsFor = '';
      this.#alertable = false;
      timer?.cancel();
      if (!what.atPort) this.port?.resumed(this);
    }
    disarm();
    const woken = this.#woken as Woken<T>;
    this.#woken = null;
    if (woken.by === 'apc') this.runApcs();
    return woken;
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** Whether the wait that the thread is in is over. */
  get canGoOn(): boolean {
    return this.#woken !== null;
  }

  /** Queues a user APC. It runs when the thread waits alertably. */
  queueApc(routine: () => void): void {
    this.apcs.push(routine);
    if (this.#alertable && this.state === 'waiting') this.#wake({ by: 'apc' });
  }

  /** Runs all user APCs that are queued; false when there was none. */
  runApcs(): boolean {
    if (this.apcs.length === 0) return false;
    for (let routine = this.apcs.shift(); routine; routine = this.apcs.shift()) routine();
    return true;
  }

  #wake(woken: Woken<unknown>): boolean {
    if (this.#woken !== null || this.state === 'ended') return false;
    this.#woken = woken;
    if (this.#body && this.state === 'waiting') this.machine.makeReady(this);
    return true;
  }
}
