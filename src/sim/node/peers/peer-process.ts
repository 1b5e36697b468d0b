import type { FileObject } from '../../kernel/file-object.ts';
import type { Machine } from '../../kernel/machine.ts';
import { EventObject } from '../../kernel/object.ts';
import { Process } from '../../kernel/process.ts';
import { type Begun, Request, type RequestOptions, type Span } from '../../kernel/request.ts';
import { type Blocking, FOR_EVER, type Thread } from '../../kernel/thread.ts';
import { ProcessHeap } from '../../memory/process-heap.ts';
import type { EventLoop } from '../event-loop.ts';

/** What a program waits until a thread of its own has started, and until it has ended. Microseconds. */
const THREAD_STARTS = 20_000;
const THREAD_ENDS = 1_000;

/** A wait of a thread for time to pass, in milliseconds. */
export function* pause(thread: Thread, milliseconds: number): Blocking<void> {
  yield* thread.wait<void>({
    for: 'time to pass',
    timeout: milliseconds * 1000,
    alertable: false,
    arm: () => () => {},
  });
}

/** An operation of a peer, which waits for its end: a status and a byte count; null when its time is up. */
export function* operate(
  thread: Thread,
  file: FileObject,
  operation: {
    name: string;
    spans?: readonly Span[];
    timeout?: number;
    /** Makes the request, where it is one of a kind of its own. */
    make?: (options: RequestOptions) => Request;
    begin: (request: Request) => Begun;
  },
): Blocking<{ status: number; information: number } | null> {
  const { name, spans = [], timeout = FOR_EVER, begin } = operation;
  const { make = (options) => new Request(options) } = operation;
  const over = new EventObject(true, false);
  const request = make({ thread, file, name, spans, overlapped: 0n, event: over });
  request.start(begin);
  if (request.state === 'pending') {
    const by = yield* over.waitFor(thread, timeout, false);
    if (by === 'timeout') {
      request.cancel();
      return null;
    }
  }
  return { status: request.status, information: request.information };
}

/** The other end of a wire: a process of its own on the program's machine, which lives until it is closed. */
export class PeerProcess {
  readonly process: Process;
  readonly #machine: Machine;
  readonly #loop: EventLoop;
  readonly #release: () => void;
  readonly #ends: (() => void)[] = [];
  #closed = false;

  /** @param name of the function that starts it */
  constructor(machine: Machine, loop: EventLoop, name: string) {
    this.#machine = machine;
    this.#loop = loop;
    this.process = new Process(machine, new ProcessHeap());
    // Like a Worker, it keeps the program alive.
    this.#release = loop.hold(`a peer that was not closed (${name})`);
  }

  /** Starts it. The promise is fulfilled with what the body says when it is ready. */
  start<T>(body: (thread: Thread, ready: (value: T) => void) => Blocking<void>): Promise<T> {
    return new Promise<T>((resolve) => {
      const ready = (value: T) => this.#loop.post(() => resolve(value));
      this.#machine.after(THREAD_STARTS, () => {
        if (!this.#closed) this.process.start((thread) => body(thread, ready));
      });
    });
  }

  /** Something to do when it is ended. */
  onEnd(end: () => void): void {
    this.#ends.push(end);
  }

  /** Ends it, and all that it has; the promise is fulfilled when it is gone. */
  close(): Promise<void> {
    this.#closed = true;
    return new Promise((resolve) => {
      this.#machine.after(THREAD_ENDS, () => {
        for (const end of this.#ends.splice(0)) end();
        this.process.exit(0);
        this.#loop.post(() => {
          this.#release();
          resolve();
        });
      });
    });
  }
}
