import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import type { Thread } from '../../../sim/kernel/thread.ts';
import type { SharedMemory } from '../../../sim/memory/process-heap.ts';
import type { SimulatedProgram } from '../../../sim/node/program.ts';
import { SharedWaits } from './shared-waits.ts';
import { WORKER_MEMORY } from './worker-heap.ts';
import { type Common, WorkerThread } from './worker-thread.ts';

/** The threads that a program makes with `new Worker`. */
export class Threads {
  readonly waits = new SharedWaits();
  readonly #alive = new Map<number, WorkerThread>();
  readonly #numbers = new WeakMap<Thread, number>();
  #made = 0;

  /** The memory of a worker's at an address; null where it is none's. */
  memoryAt(address: bigint): SharedMemory | null {
    return this.#alive.get(WORKER_MEMORY.ownerOf(address))?.memoryAt(address) ?? null;
  }

  /** Whether one of them is inside a function of Windows: until that returns, the process does not end (FFI-13). */
  get inCall(): boolean {
    return [...this.#alive.values()].some(({ inCall }) => inCall);
  }

  /** The number of the worker whose thread it is, also when that has ended; undefined when it is none's. */
  numberOf(thread: Thread): number | undefined {
    return this.#numbers.get(thread);
  }

  /** A number that no other worker has. */
  number(): number {
    this.#made += 1;
    return this.#made;
  }

  /** `node:worker_threads` of the main thread. */
  moduleFor(program: SimulatedProgram, common: Common) {
    const threads = this;

    class Worker extends EventEmitter {
      readonly threadId: number;
      readonly #thread: WorkerThread;
      #release: (() => void) | null;

      constructor(file: string | URL, options: { workerData?: unknown; argv?: unknown[] } = {}) {
        super();
        this.threadId = threads.number();
        const hold = () => program.loop.hold('a Worker');
        this.#release = hold();
        this.#thread = new WorkerThread(program, {
          kind: 'worker',
          number: this.threadId,
          ...common,
          file: typeof file === 'string' ? pathToFileURL(file).href : file.href,
          argv: (options.argv ?? []).map(String),
          data: options.workerData,
          waits: threads.waits,
          news: {
            started: (thread) => threads.#numbers.set(thread, this.threadId),
            online: () => program.loop.post(() => this.emit('online')),
            message: (message) => program.loop.post(() => this.emit('message', message)),
            failed: (error) => program.loop.post(() => this.emit('error', error)),
            exited: (code) =>
              program.loop.post(() => {
                threads.#alive.delete(this.threadId);
                this.#release?.();
                this.#release = null;
                this.emit('exit', code);
              }),
            printed: (stream, bytes) => void process[stream].write(bytes),
          },
        });
        threads.#alive.set(this.threadId, this.#thread);
      }

      postMessage(message: unknown): void {
        this.#thread.tell({ message: structuredClone(message) });
      }

      terminate(): Promise<number> {
        return new Promise((resolve) => {
          this.once('exit', resolve);
          this.#thread.terminate();
        });
      }

      ref(): void {
        if (threads.#alive.has(this.threadId)) this.#release ??= program.loop.hold('a Worker');
      }

      unref(): void {
        this.#release?.();
        this.#release = null;
      }
    }

    return {
      Worker,
      isMainThread: true,
      threadId: 0,
      parentPort: null,
      workerData: null,
      resourceLimits: {},
      SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
    };
  }
}
