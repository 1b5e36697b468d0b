import type { Heap } from '../memory/heap.ts';
import { CodeTable } from './code.ts';
import { HandleTable } from './handles.ts';
import type { Machine } from './machine.ts';
import { Waitable } from './object.ts';
import { Pending } from './pending.ts';
import { type Blocking, Thread } from './thread.ts';

/** A process: memory, handles and threads of its own. It is signalled when it has ended. */
export class Process extends Waitable {
  readonly machine: Machine;
  readonly heap: Heap;
  readonly handles: HandleTable;
  readonly threads = new Set<Thread>();
  /** What can be called in it. */
  readonly code = new CodeTable();
  /** Operations that its threads have started and that are still pending, those of ended threads included. */
  readonly pending = new Pending();
  readonly id: number;
  exitCode: number | null = null;
  #threadIds: number;

  constructor(machine: Machine, heap: Heap) {
    super('process');
    this.machine = machine;
    this.heap = heap;
    this.handles = new HandleTable(machine);
    // Windows' process and thread ids are multiples of four.
    this.id = machine.admit(this);
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

  get hasEnded(): boolean {
    return this.exitCode !== null;
  }

  /**
   * Ends all threads, cancels what they started, and closes all handles (THR-2). Whoever runs the program calls this,
   * also when its last thread has ended.
   */
  exit(code: number): void {
    if (this.exitCode !== null) return;
    this.exitCode = code;
    for (const thread of [...this.threads]) thread.end();
    for (const request of [...this.pending]) request.cancel();
    this.handles.closeAll();
    this.signal();
  }
}
