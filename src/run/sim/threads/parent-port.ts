import { EventEmitter } from 'node:events';
import type { EventLoop } from '../../../sim/node/event-loop.ts';
import type { WorkerEnd } from './worker-end.ts';

/** A worker's `parentPort`. It keeps the thread alive while somebody listens, and keeps messages until then. */
export class ParentPort extends EventEmitter {
  readonly #end: WorkerEnd;
  readonly #loop: EventLoop;
  readonly #early: unknown[] = [];
  #release: (() => void) | null = null;
  #listens = false;

  constructor(end: WorkerEnd, loop: EventLoop) {
    super();
    this.#end = end;
    this.#loop = loop;
    this.on('newListener', (event) => {
      if (event === 'message') this.#begin();
    });
    this.on('removeListener', () => {
      if (this.listenerCount('message') === 0) this.unref();
    });
  }

  postMessage(message: unknown): void {
    this.#end.ask({ ask: 'post', message });
  }

  /** A message has come. */
  arrive(message: unknown): void {
    if (!this.#listens) this.#early.push(message);
    else this.#loop.post(() => this.emit('message', message));
  }

  ref(): void {
    this.#release ??= this.#loop.hold('messages for a Worker');
  }

  unref(): void {
    this.#release?.();
    this.#release = null;
  }

  close(): void {
    this.removeAllListeners('message');
    this.unref();
    this.#loop.post(() => this.emit('close'));
  }

  start(): void {
    this.#begin();
  }

  #begin(): void {
    this.ref();
    this.#listens = true;
    for (const message of this.#early.splice(0)) this.arrive(message);
  }
}
