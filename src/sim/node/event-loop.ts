import type { Planned } from '../kernel/machine.ts';

/** The clock that an event loop lives by, and what makes it move: a machine, or somebody who speaks to one. */
export interface Timeline {
  /** Microseconds since the machine was started. */
  readonly now: number;
  /** Plans something in so many microseconds. */
  after(microseconds: number, action: () => void): Planned;
  /** JavaScript has worked for so many microseconds. */
  spend(microseconds: number): void;
  /** Lets one thing happen, and the clock jump to it if need be; false when nothing can happen any more. */
  step(): boolean;
}

/** What an event loop cannot do by itself. */
export interface Turns {
  /** Runs something when all promises are served that can be, and nothing else of the program runs. */
  turn(run: () => void): void;
  /** Whether a module is on its way, which takes no virtual time: until it is there, nothing is over. */
  isLoading(): boolean;
  /** The loop asks for what has happened: on Windows it waits at a port of its own, and its thread belongs to that (GQ-8). */
  poll(): void;
  /** There is nothing left to do. */
  idle(how: Idle): void;
}

/** Why an event loop has nothing left to do. */
export type Idle =
  /** Nothing is awaited that could come. */
  | 'done'
  /** Something keeps the program alive, and it will never come. */
  | 'waits for ever';

/** What a task costs: a loop of tasks is a loop in which time passes. Microseconds. */
const TASK = 1;

type Task = () => void;
const PHASES = ['timers', 'poll', 'check'] as const;
type Phase = (typeof PHASES)[number];

/**
 * Node's event loop on a virtual clock. Tasks run one at a time, with all promises served between them, in Node's order:
 * timers that are due, then results and messages, then what setImmediate has been given. When there is none, the machine
 * goes on until there is one; so a loop that waits costs no time, and one whose thread is inside a call of Windows gets
 * nothing done (FFI-12).
 */
export class EventLoop {
  readonly timeline: Timeline;
  readonly #turns: Turns;
  readonly #waiting: Record<Phase, Task[]> = { timers: [], poll: [], check: [] };
  #phase = 0;
  /** The tasks of this phase. Those that come while it lasts are for the next time round. */
  #tasks: Task[] = [];
  /** How many of them have been run. */
  #done = 0;
  /** What keeps it alive, and how often. */
  readonly #holds = new Map<string, number>();
  #running = false;

  constructor(timeline: Timeline, turns: Turns) {
    this.timeline = timeline;
    this.#turns = turns;
  }

  /** Queues a task for the next time that its phase comes. */
  post(task: Task, phase: Phase = 'poll'): void {
    this.#waiting[phase].push(task);
  }

  /**
   * Keeps the loop alive until the function that it returns is called.
   *
   * @param what keeps it, for a person: "a call on a thread of the pool"
   */
  hold(what: string): () => void {
    this.#holds.set(what, (this.#holds.get(what) ?? 0) + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = (this.#holds.get(what) ?? 0) - 1;
      if (left === 0) this.#holds.delete(what);
      else this.#holds.set(what, left);
    };
  }

  /** What keeps the loop alive. */
  get held(): readonly string[] {
    return [...this.#holds.keys()];
  }

  /** Starts the loop. It ends with {@link Turns.idle}; after that it may be started again. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#turns.turn(this.#advance);
  }

  readonly #advance = (): void => {
    const task = this.#next();
    if (task) {
      // First, since the task may throw.
      this.#turns.turn(this.#advance);
      this.timeline.spend(TASK);
      task();
      return;
    }
    if (this.#turns.isLoading()) {
      this.#turns.turn(this.#advance);
      return;
    }
    this.#running = false;
    if (this.#holds.size === 0) {
      this.#turns.idle('done');
    } else if (this.#letHappen()) {
      this.start();
    } else {
      this.#turns.idle('waits for ever');
    }
  };

  /** Steps the machine until there is a task; false when none can ever come. */
  #letHappen(): boolean {
    while (this.#holds.size > 0 && !this.#hasTask()) {
      if (!this.timeline.step()) return false;
    }
    return true;
  }

  #hasTask(): boolean {
    return PHASES.some((phase) => this.#waiting[phase].length > 0);
  }

  #next(): Task | undefined {
    for (let looked = 0; looked <= PHASES.length; looked++) {
      const task = this.#tasks[this.#done++];
      if (task) return task;
      const phase = PHASES[this.#phase % PHASES.length] as Phase;
      this.#phase += 1;
      if (phase === 'poll') this.#turns.poll();
      this.#tasks = this.#waiting[phase];
      this.#waiting[phase] = [];
      this.#done = 0;
    }
    return undefined;
  }
}
