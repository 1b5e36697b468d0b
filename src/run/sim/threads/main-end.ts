import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { SharedMemory } from '../../../sim/memory/process-heap.ts';
import { type FromMain, type FromWorker, MAIN, type Question, WORKER } from './protocol.ts';

/** Taken before the program's are put in their place. */
const realAtomics = Atomics;

/** The main thread's end of what it and a worker say to each other: it lets the worker run, and stands still meanwhile. */
export class MainEnd {
  readonly turn = new Int32Array(new SharedArrayBuffer(4));
  /** The worker's end. */
  readonly theirs: MessagePort;
  readonly #port: MessagePort;
  /** Those of Node itself: the program's are others. */
  readonly #atomics = realAtomics;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.theirs = port2;
  }

  /** Lets the worker go on until it asks something. */
  next(message: FromMain): { spent: number; question: Question } {
    const said = this.#swap(message);
    if (!('question' in said)) throw new Error('A worker has answered what nobody asked.');
    return said;
  }

  /** The memory at an address of the worker's. */
  memoryAt(address: bigint): SharedMemory | null {
    const said = this.#swap({ memoryAt: address });
    return 'memory' in said ? said.memory : null;
  }

  close(): void {
    this.#port.close();
  }

  #swap(message: FromMain): FromWorker {
    this.#port.postMessage(message);
    const atomics = this.#atomics;
    atomics.store(this.turn, 0, WORKER);
    atomics.notify(this.turn, 0);
    while (atomics.load(this.turn, 0) !== MAIN) atomics.wait(this.turn, 0, WORKER);
    return receiveMessageOnPort(this.#port)?.message as FromWorker;
  }
}
