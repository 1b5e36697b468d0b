import { positionOf, prototypeOf } from '../../abi/prototypes/index.ts';
import type { Process } from '../kernel/process.ts';

/** What the checker has to know of a function. */
export interface CallKind {
  readonly name: string;
  /** Which argument is the OVERLAPPED that the call lends; -1 where it lends none. */
  readonly overlapped: number;
  /** Which argument names an operation that was started before; -1 where none does. */
  readonly operation: number;
  /** Whether it asks for the end of operations. */
  readonly cancels: boolean;
  /** Which argument is the memory for several packets, and which one their number; -1 where it dequeues at most one. */
  readonly entries: number;
  readonly removed: number;
}

/** Functions by their addresses, looked up once. */
export class CallKinds {
  readonly #process: Process;
  readonly #known = new Map<bigint, CallKind>();
  /** The one of the last call, whose end is most often asked for next. */
  #lastCode = 0n;
  #last: CallKind | null = null;

  constructor(process: Process) {
    this.#process = process;
  }

  of(code: bigint): CallKind {
    if (this.#last !== null && this.#lastCode === code) return this.#last;
    const known = this.#known.get(code);
    if (known) {
      this.#last = known;
      this.#lastCode = code;
      return known;
    }
    const name = this.#process.code.at(code)?.name ?? '';
    const prototype = prototypeOf(name);
    const kind: CallKind = {
      name,
      overlapped: positionOf(prototype, 'overlapped'),
      operation: positionOf(prototype, 'operation'),
      cancels: name === 'CancelIoEx' || name === 'CancelIo',
      entries: positionOf(prototype, 'entries'),
      removed: positionOf(prototype, 'entries removed'),
    };
    // Code that the program has made gets an address of its own each time.
    if (prototype) this.#known.set(code, kind);
    return kind;
  }
}
