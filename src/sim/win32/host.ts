import { libraryName } from '../kernel/code.ts';
import type { Machine } from '../kernel/machine.ts';
import type { Process } from '../kernel/process.ts';
import { type Blocking, FOR_EVER, isBlocking, type Thread } from '../kernel/thread.ts';
import type { KoffiHost, Raw } from '../koffi/host.ts';
import { AccessViolation, type Heap } from '../memory/heap.ts';
import { Deadlock } from './deadlock.ts';
import { loadLibraries } from './index.ts';

/** How long a call takes at least, in microseconds. */
const CALL = 1;

/** What a {@link ProgramHost} is made of. */
export interface ProgramHostOptions {
  /** The process, in which the libraries are not loaded yet. */
  process: Process;
  /** The thread of JavaScript, which nobody but the host runs. */
  thread: Thread;
  /** Lets something happen in a turn of the program's event loop of its own. */
  turn: (callback: () => void) => void;
  /** UV_THREADPOOL_SIZE: on how many threads `.async` calls run. */
  poolSize?: number;
}

/** A call that a thread of the pool is to make. */
interface Task {
  readonly code: bigint;
  readonly args: readonly Raw[];
  readonly returned: (failure: Error | null, result: Raw | undefined) => void;
}

/** A program's process as the koffi front sees it: its calls run on the program's thread and on those of Node's pool. */
export class ProgramHost implements KoffiHost {
  readonly #machine: Machine;
  readonly #process: Process;
  readonly #thread: Thread;
  readonly #turn: (callback: () => void) => void;
  readonly #poolSize: number;
  readonly #tasks: Task[] = [];
  /** How the threads of the pool that have nothing to do are woken, the one that has waited longest first. */
  readonly #idle: ((task: Task) => boolean)[] = [];
  #started = 0;

  constructor({ process, thread, turn, poolSize = 4 }: ProgramHostOptions) {
    this.#machine = process.machine;
    this.#process = process;
    this.#thread = thread;
    this.#turn = turn;
    this.#poolSize = poolSize;
    loadLibraries(process);
  }

  get heap(): Heap {
    return this.#process.heap;
  }

  /** How many calls wait for a thread of the pool. */
  get queued(): number {
    return this.#tasks.length;
  }

  hasLibrary(library: string): boolean {
    return this.#process.code.module(library) !== undefined;
  }

  codeOf(library: string, name: string): bigint | null {
    return this.#process.code.module(libraryName(library))?.exports.get(name) ?? null;
  }

  nameOf(code: bigint): string | null {
    return this.#process.code.at(code)?.name ?? null;
  }

  /**
   * Calls a function on the program's thread. While it waits everything else goes on, except JavaScript.
   *
   * @throws Deadlock when nothing is left that could end the wait
   * @throws AccessViolation where Windows would end the process
   */
  call(code: bigint, args: readonly Raw[]): Raw | undefined {
    this.#machine.spend(CALL);
    const result = this.#enter(this.#thread, code, args);
    return isBlocking(result) ? this.#drive(result) : result;
  }

  /** Calls it on a thread of the pool, as soon as one is free. */
  callOnPool(
    code: bigint,
    args: readonly Raw[],
    returned: (failure: Error | null, result: Raw | undefined) => void,
  ): void {
    const task = { code, args, returned };
    const wake = this.#idle.shift();
    if (wake) {
      wake(task);
      return;
    }
    this.#tasks.push(task);
    if (this.#started < this.#poolSize) {
      this.#started += 1;
      this.#process.start((thread) => this.#workOn(thread));
    }
  }

  /**
   * The program's thread goes back to its event loop, and asks libuv's own port for packets: it belongs to none of the
   * program's ports any more (GQ-8). To be called between two turns.
   */
  enterEventLoop(): void {
    this.#thread.port?.leave(this.#thread);
  }

  registerCode(name: string, run: (args: readonly Raw[]) => Raw | undefined): bigint {
    return this.#process.code.register({ name, call: (_thread, args) => run(args) });
  }

  unregisterCode(code: bigint): void {
    this.#process.code.unregister(code);
  }

  #enter(thread: Thread, address: bigint, args: readonly Raw[]): Raw | undefined | Blocking<Raw> {
    const code = this.#process.code.at(address);
    if (!code) throw new AccessViolation(address, 'read', 'which was called, and no code is there');
    return code.call(thread, args) as Raw | undefined | Blocking<Raw>;
  }

  #drive<T>(call: Blocking<T>): T {
    for (;;) {
      const step = call.next();
      if (step.done) return step.value;
      while (!this.#thread.canGoOn) {
        if (!this.#machine.step()) throw new Deadlock(this.#process);
      }
    }
  }

  /** What a thread of the pool does for ever: it waits for a call, makes it, and tells. */
  *#workOn(thread: Thread): Blocking<void> {
    for (;;) {
      const task = this.#tasks.shift() ?? (yield* this.#nextTask(thread));
      yield* thread.compute(CALL);
      let result: Raw | undefined;
      let failure: Error | null = null;
      try {
        const returned = this.#enter(thread, task.code, task.args);
        result = isBlocking(returned) ? yield* returned : returned;
      } catch (error) {
        if (!(error instanceof Error) || error instanceof AccessViolation) throw error;
        failure = error;
      }
      this.#tell(task, thread.lastError, failure, result);
    }
  }

  /** A thread without a call waits, and so its place at its port is free. */
  *#nextTask(thread: Thread): Blocking<Task> {
    const woken = yield* thread.wait<Task>({
      for: '',
      timeout: FOR_EVER,
      alertable: false,
      arm: (wake) => {
        this.#idle.push(wake);
        return () => {};
      },
    });
    if (woken.by !== 'what it waited for')
      throw new Error('A thread of the pool was not given a call.');
    return woken.value;
  }

  /** In the callback the last error is the other thread's; afterwards it is what it was before (THR-3). */
  #tell(task: Task, lastError: number, failure: Error | null, result: Raw | undefined): void {
    this.#turn(() => {
      const own = this.#thread.lastError;
      this.#thread.lastError = lastError;
      try {
        task.returned(failure, result);
      } finally {
        this.#thread.lastError = own;
      }
    });
  }
}
