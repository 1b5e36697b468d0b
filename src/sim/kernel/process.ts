import type { Heap } from '../memory/heap.ts';
import { HandleTable } from './handles.ts';
import type { Machine } from './machine.ts';
import { Waitable } from './object.ts';
import { type Blocking, Thread } from './thread.ts';

/** A process: memory, handles and threads of its own. It is signalled when it has ended. */
export class Process extends Waitable {
  readonly machine: Machine;
  readonly heap: Heap;
  readonly handles: HandleTable;
  readonly threads = new Set<Thread>();
  readonly id: number;
  exitCode: number | null = null;
  #threadIds: number;

  constructor(machine: Machine, heap: Heap) {
    super('process');
    this.machine = machine;
    this.heap = heap;
    this.handles = new HandleTable(machine);
    // Windows' process and thread ids are multiples of four.
    this.id = machine.nextProcessId();
    this.#threadIds = this.id + 4;
  }

  /**
   * A thread. With a body the machine runs it; without one somebody outside does.
   */
  start(body?: (thread: Thread) => Blocking<void>): Thread {
    const thread = new Thread(this, this.#threadIds);
    this.#threadIds += 4;
    this.threads.add(thread);
    if (body) thread.run(body(thread));
    return thread;
  }

  threadEnded(thread: Thread): void {
    this.threads.delete(thread);
  }

  /** Ends all threads, cancels what they started, and closes all handles (THR-2). */
  exit(code: number): void {
    if (this.exitCode !== null) return;
    this.exitCode = code;
    for (const thread of [...this.threads]) {
      for (const request of [...thread.pending]) request.cancel();
      thread.end();
    }
    this.handles.closeAll();
    this.signal();
  }
}
