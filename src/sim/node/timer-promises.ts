import type { Timers } from './timers.ts';

interface Options {
  signal?: AbortSignal;
  ref?: boolean;
}

/** What Node rejects with when a signal ends a wait. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
  readonly code = 'ABORT_ERR';

  constructor(signal: AbortSignal) {
    super('The operation was aborted', { cause: signal.reason });
  }
}

/** Where `util.promisify` looks for what gives promises in a way of its own. */
const PROMISED = Symbol.for('nodejs.util.promisify.custom');

/** `node:timers/promises` on an event loop. What `util.promisify` makes of the timers is the same. */
export function timerPromisesOf(timers: Timers) {
  /** A promise that a timer fulfils, unless a signal is quicker. */
  function waitFor<T>(
    begin: (done: () => void) => { unref(): unknown; close(): unknown },
    value: T,
    { signal, ref = true }: Options = {},
  ): Promise<T> {
    if (signal?.aborted) return Promise.reject(new AbortError(signal));
    return new Promise<T>((resolve, reject) => {
      const abort = () => {
        timer.close();
        reject(new AbortError(signal as AbortSignal));
      };
      const timer = begin(() => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      });
      if (!ref) timer.unref();
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  const sleep = <T = void>(delay?: number, value?: T, options?: Options): Promise<T> =>
    waitFor((done) => timers.setTimeout(done, delay), value as T, options);

  const turn = <T = void>(value?: T, options?: Options): Promise<T> =>
    waitFor((done) => timers.setImmediate(done), value as T, options);

  async function* ticks<T = void>(delay?: number, value?: T, options: Options = {}) {
    const { signal, ref = true } = options;
    if (signal?.aborted) throw new AbortError(signal);
    let due = 0;
    let wake: (() => void) | null = null;
    const timer = timers.setInterval(() => {
      due += 1;
      wake?.();
    }, delay);
    if (!ref) timer.unref();
    const abort = () => wake?.();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      for (;;) {
        if (due === 0 && !signal?.aborted) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        if (signal?.aborted) throw new AbortError(signal);
        for (; due > 0; due--) yield value as T;
      }
    } finally {
      timer.close();
      signal?.removeEventListener('abort', abort);
    }
  }

  Object.defineProperty(timers.setTimeout, PROMISED, { enumerable: true, value: sleep });
  Object.defineProperty(timers.setImmediate, PROMISED, { enumerable: true, value: turn });
  return {
    setTimeout: sleep,
    setImmediate: turn,
    setInterval: ticks,
    scheduler: {
      wait: (delay: number, options?: Options) => sleep(delay, undefined, options),
      yield: () => turn(),
    },
  };
}
