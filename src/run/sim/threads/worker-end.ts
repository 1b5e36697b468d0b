import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Raw } from '../../../sim/koffi/host.ts';
import type { SharedMemory } from '../../../sim/memory/process-heap.ts';
import { type FromMain, type Happening, MAIN, type Question, WORKER } from './protocol.ts';

/** What a worker has on its own thread for those who ask from the main thread. */
export interface Served {
  memoryAt(address: bigint): SharedMemory | null;
  callback(id: number, args: readonly Raw[]): Raw | undefined;
  happened(happenings: readonly Happening[]): void;
}

/** How many microseconds a worker works on before it lets the machine's clock follow. */
const QUANTUM = 500;

/** Taken before the program's are put in their place. */
const realAtomics = Atomics;

/** A worker's end of what it and the main thread say to each other. */
export class WorkerEnd {
  readonly #port: MessagePort;
  readonly #turn: Int32Array<SharedArrayBuffer>;
  readonly #atomics = realAtomics;
  /** Set before anything is asked. */
  served: Served = { memoryAt: () => null, callback: () => undefined, happened: () => {} };
  /** What the machine's clock said last, and how long the worker has worked since. Microseconds. */
  #now = 0;
  #spent = 0;

  constructor(port: MessagePort, turn: Int32Array<SharedArrayBuffer>) {
    this.#port = port;
    this.#turn = turn;
  }

  get now(): number {
    return this.#now + this.#spent;
  }

  spend(microseconds: number): void {
    this.#spent += microseconds;
    if (this.#spent >= QUANTUM) this.ask({ ask: 'time' });
  }

  /** Waits for the first turn. */
  begin(): void {
    this.#hear(this.#receive());
  }

  /** Asks, and stands still until there is an answer. */
  ask(question: Question): unknown {
    const spent = this.#spent;
    this.#spent = 0;
    this.#port.postMessage({ spent, question });
    this.#give();
    const said = this.#hear(this.#receive());
    if ('callback' in said) {
      const result = this.served.callback(said.callback, said.args);
      return this.ask({ ask: 'returned', result });
    }
    if (said.error !== undefined) throw new Error(said.error);
    return said.answer;
  }

  /** Says its last word, and does not wait. */
  leave(question: Question): void {
    this.#port.postMessage({ spent: this.#spent, question });
    this.#give();
  }

  #hear(said: Exclude<FromMain, { memoryAt: bigint }>) {
    this.#now = said.now;
    if (said.happened.length > 0) this.served.happened(said.happened);
    return said;
  }

  #receive(): Exclude<FromMain, { memoryAt: bigint }> {
    for (;;) {
      while (this.#atomics.load(this.#turn, 0) !== WORKER) {
        this.#atomics.wait(this.#turn, 0, MAIN);
      }
      const said = receiveMessageOnPort(this.#port)?.message as FromMain;
      if (!('memoryAt' in said)) return said;
      this.#port.postMessage({ memory: this.served.memoryAt(said.memoryAt) });
      this.#give();
    }
  }

  #give(): void {
    this.#atomics.store(this.#turn, 0, MAIN);
    this.#atomics.notify(this.#turn, 0);
  }
}
