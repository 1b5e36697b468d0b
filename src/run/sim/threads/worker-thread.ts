import { Worker as RealWorker } from 'node:worker_threads';
import type { Machine, Planned } from '../../../sim/kernel/machine.ts';
import type { Process } from '../../../sim/kernel/process.ts';
import { type Blocking, FOR_EVER, isBlocking, type Thread } from '../../../sim/kernel/thread.ts';
import type { KoffiHost, Raw } from '../../../sim/koffi/host.ts';
import { AccessViolation } from '../../../sim/memory/heap.ts';
import type { ProcessHeap, SharedMemory } from '../../../sim/memory/process-heap.ts';
import type { Ending } from '../../../sim/node/ending.ts';
import { MainEnd } from './main-end.ts';
import type { FromMain, Given, Happening, Question } from './protocol.ts';
import type { SharedWaits } from './shared-waits.ts';

/** What a call costs a thread at least, and what it takes until a thread runs. Microseconds. */
const CALL = 1;
const START = 20_000;

/** The process that a worker is a thread of. */
export interface Surroundings {
  readonly machine: Machine;
  readonly process: Process;
  readonly heap: ProcessHeap;
  readonly host: KoffiHost;
  end(ending: Ending): never;
}

/** What becomes of a worker, for whoever made it. */
export interface WorkerNews {
  /** Its thread of the machine is there. */
  started(thread: Thread): void;
  online(): void;
  message(message: unknown): void;
  failed(error: unknown): void;
  exited(code: number): void;
  printed(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
}

export interface WorkerOptions
  extends Pick<Given, 'kind' | 'number' | 'root' | 'seed' | 'file' | 'argv'> {
  data: unknown;
  /** The main module of this process, which is its own as well: a path of this system. */
  main: string;
  waits: SharedWaits;
  news: WorkerNews;
}

/** What is the same for all workers of a program. */
export type Common = Pick<WorkerOptions, 'root' | 'seed' | 'main'>;

/** A thread of the program's as a thread of the simulated process: its JavaScript runs on a thread of Node's own, in turns. */
export class WorkerThread {
  readonly number: number;
  readonly #program: Surroundings;
  readonly #options: WorkerOptions;
  readonly #end = new MainEnd();
  readonly #real: RealWorker;
  readonly #plans = new Map<number, Planned>();
  #happened: Happening[] = [];
  #wake: (() => void) | null = null;
  #thread: Thread | null = null;
  #state: 'starting' | 'alive' | 'ended' = 'starting';
  /** How many functions of Windows it is inside of: one may call back, and be called from there. */
  #calls = 0;
  /** Whether it ends as soon as it comes back from the function of Windows that it is in. */
  #isDoomed = false;

  constructor(program: Surroundings, options: WorkerOptions) {
    this.#program = program;
    this.#options = options;
    this.number = options.number;
    const { kind, number, root, seed, file, argv, data } = options;
    const given: Given = {
      port: this.#end.theirs,
      turn: this.#end.turn,
      kind,
      number,
      root,
      seed,
      pid: program.process.id,
      file,
      argv,
      data,
    };
    this.#real = new RealWorker(options.main, {
      workerData: given,
      transferList: [this.#end.theirs],
    });
    // Whether the program goes on is the simulated thread's affair.
    this.#real.unref();
    program.machine.after(START, () => {
      if (this.#state === 'ended') return;
      this.#state = 'alive';
      this.#thread = program.process.start((thread) => this.#live(thread));
      options.news.started(this.#thread);
      options.news.online();
    });
  }

  /** Whether it is inside a function of Windows, which nothing interrupts. */
  get inCall(): boolean {
    return this.#calls > 0;
  }

  /** Something has happened for its event loop. */
  tell(happening: Happening): void {
    this.#happened.push(happening);
    this.#wake?.();
  }

  /** The memory at an address of its own; null where it has none, or is gone. */
  memoryAt(address: bigint): SharedMemory | null {
    return this.#state === 'alive' ? this.#end.memoryAt(address) : null;
  }

  /** Ends it where it stands, or when it comes back from the function of Windows that it is in. */
  terminate(): void {
    if (this.#state === 'ended') return;
    if (this.inCall) {
      this.#isDoomed = true;
      return;
    }
    this.#over(1);
    this.#thread?.end();
    void this.#real.terminate();
  }

  *#live(thread: Thread): Blocking<void> {
    yield* this.#answerAll(thread, this.#reply({ answer: null }));
  }

  /** Lets it run and answers it, until it is over or a function that was called has returned. */
  *#answerAll(thread: Thread, first: FromMain): Blocking<Raw | undefined> {
    let message = first;
    for (;;) {
      const { spent, question } = this.#end.next(message);
      if (spent > 0) yield* thread.compute(spent);
      if (question.ask === 'returned') return question.result;
      if (question.ask === 'exit') {
        this.#over(question.code);
        return undefined;
      }
      try {
        message = this.#reply({ answer: yield* this.#answer(thread, question) });
      } catch (error) {
        if (!(error instanceof Error) || error instanceof AccessViolation) throw error;
        message = this.#reply({ answer: null, error: error.message });
      }
      if (this.#isDoomed && !this.inCall) {
        this.#over(1);
        void this.#real.terminate();
        return undefined;
      }
    }
  }

  #reply<T extends object>(answer: T): T & { now: number; happened: readonly Happening[] } {
    const happened = this.#happened;
    this.#happened = [];
    return { ...answer, now: this.#program.machine.now, happened };
  }

  *#answer(thread: Thread, question: Question): Blocking<unknown> {
    const { process, host, machine } = this.#program;
    const { heap, code } = process;
    switch (question.ask) {
      case 'has library':
        return host.hasLibrary(question.library);
      case 'code':
        return host.codeOf(question.library, question.name);
      case 'name':
        return host.nameOf(question.code);
      case 'call':
        return yield* this.#call(thread, question.code, question.args);
      case 'register': {
        const { id, name } = question;
        return code.register({ name, call: (on, args) => this.#callBack(on, id, args) });
      }
      case 'unregister':
        return code.unregister(question.code);
      case 'allocate': {
        const address = heap.allocate(question.size);
        return this.#program.heap.sharedAt(address);
      }
      case 'free':
        return heap.free(question.address);
      case 'memory':
        return this.#program.heap.sharedAt(question.address);
      case 'plan': {
        const { id, microseconds } = question;
        this.#plans.set(
          id,
          machine.after(microseconds, () => {
            this.#plans.delete(id);
            this.tell({ due: id });
          }),
        );
        return null;
      }
      case 'cancel':
        this.#plans.get(question.id)?.cancel();
        this.#plans.delete(question.id);
        return null;
      case 'time':
        return null;
      case 'poll':
        thread.port?.leave(thread);
        return null;
      case 'idle':
        thread.port?.leave(thread);
        if (this.#happened.length === 0) yield* this.#rest(thread);
        return null;
      case 'wait': {
        const { memory, value, timeout } = question;
        return yield* this.#options.waits.wait(thread, memory, value, timeout);
      }
      case 'notify':
        return this.#options.waits.notify(question.memory, question.count);
      case 'post':
        this.#options.news.message(question.message);
        return null;
      case 'print':
        this.#options.news.printed(question.stream, question.bytes);
        return null;
      case 'fail':
        this.#options.news.failed(question.error);
        return null;
      case 'end':
        return this.#program.end(question.ending);
      case 'returned':
      case 'exit':
        return null;
    }
  }

  *#call(thread: Thread, address: bigint, args: readonly Raw[]): Blocking<unknown> {
    yield* thread.compute(CALL);
    const code = this.#program.process.code.at(address);
    if (!code) throw new AccessViolation(address, 'read', 'which was called, and no code is there');
    this.#calls += 1;
    try {
      const result = code.call(thread, args);
      return isBlocking(result) ? yield* result : result;
    } finally {
      this.#calls -= 1;
    }
  }

  /** Windows calls a function of the worker's JavaScript, on the worker's thread. */
  *#callBack(on: Thread, id: number, args: readonly Raw[]): Blocking<Raw | undefined> {
    if (on !== this.#thread) {
      throw new Error(
        'A function of a Worker was called on another thread, which is not simulated.',
      );
    }
    return yield* this.#answerAll(on, this.#reply({ callback: id, args }));
  }

  *#rest(thread: Thread): Blocking<void> {
    yield* thread.wait<void>({
      for: 'something for its event loop to do',
      timeout: FOR_EVER,
      alertable: false,
      arm: (wake) => {
        this.#wake = () => wake();
        return () => {
          this.#wake = null;
        };
      },
    });
  }

  #over(code: number): void {
    this.#state = 'ended';
    for (const plan of this.#plans.values()) plan.cancel();
    this.#end.close();
    this.#options.news.exited(code);
  }
}
