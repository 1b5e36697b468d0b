import type { KoffiHost, Raw } from '../../../sim/koffi/host.ts';
import type { Heap } from '../../../sim/memory/heap.ts';
import type { WorkerEnd } from './worker-end.ts';
import type { WorkerHeap } from './worker-heap.ts';

/** The simulated process for the koffi front of a worker: all that is not JavaScript's own is asked of the main thread. */
export class WorkerHost implements KoffiHost {
  readonly heap: Heap;
  readonly #end: WorkerEnd;
  readonly #own: WorkerHeap;
  readonly #codes = new Map<string, bigint | null>();
  readonly #callbacks = new Map<number, (args: readonly Raw[]) => Raw | undefined>();
  #registered = 0;

  constructor(end: WorkerEnd, heap: WorkerHeap) {
    this.#end = end;
    this.#own = heap;
    this.heap = heap;
  }

  hasLibrary(library: string): boolean {
    return this.#end.ask({ ask: 'has library', library }) === true;
  }

  codeOf(library: string, name: string): bigint | null {
    const key = `${library}!${name}`;
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const code = this.#end.ask({ ask: 'code', library, name }) as bigint | null;
    this.#codes.set(key, code);
    return code;
  }

  nameOf(code: bigint): string | null {
    return this.#end.ask({ ask: 'name', code }) as string | null;
  }

  /** Calls it with copies of JavaScript's own buffers, which no other thread can see. */
  call(code: bigint, args: readonly Raw[]): Raw | undefined {
    const copies: { original: bigint; copy: bigint; length: number }[] = [];
    const passed = args.map((arg) => {
      const block = typeof arg === 'bigint' ? this.#own.blockAt(arg) : undefined;
      if (typeof arg !== 'bigint' || block?.kind !== 'collectable') return arg;
      const length = Number(block.base) + block.size - Number(arg);
      const copy = this.#own.allocate(Math.max(length, 1), 'scratch');
      this.#own.bytes(copy, length, 'write').set(this.#own.bytes(arg, length, 'read'));
      copies.push({ original: arg, copy, length });
      return copy;
    });
    try {
      return this.#end.ask({ ask: 'call', code, args: passed }) as Raw | undefined;
    } finally {
      for (const { original, copy, length } of copies) {
        this.#own.bytes(original, length, 'write').set(this.#own.bytes(copy, length, 'read'));
        this.#own.free(copy);
      }
    }
  }

  callOnPool(): never {
    throw new Error(
      'A Worker’s asynchronous calls are not in the simulated Windows. Make them on the main thread, or call as the Worker itself.',
    );
  }

  registerCode(name: string, run: (args: readonly Raw[]) => Raw | undefined): bigint {
    this.#registered += 1;
    this.#callbacks.set(this.#registered, run);
    return this.#end.ask({ ask: 'register', id: this.#registered, name }) as bigint;
  }

  unregisterCode(code: bigint): void {
    this.#end.ask({ ask: 'unregister', code });
  }

  /** Windows calls a function that was registered here. */
  callback(id: number, args: readonly Raw[]): Raw | undefined {
    return this.#callbacks.get(id)?.(args);
  }
}
