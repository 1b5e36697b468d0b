import { Random } from '../kernel/random.ts';
import type { Timers } from './timers.ts';

/** `AbortSignal` whose time-outs are on the machine's clock. */
export function abortSignalOf(timers: Timers): typeof AbortSignal {
  const timeout = (milliseconds: number): AbortSignal => {
    const controller = new AbortController();
    timers
      .setTimeout(() => {
        const words = 'The operation was aborted due to timeout';
        controller.abort(new DOMException(words, 'TimeoutError'));
      }, milliseconds)
      .unref();
    return controller.signal;
  };
  return new Proxy(AbortSignal, {
    get: (target, key) => (key === 'timeout' ? timeout : Reflect.get(target, key)),
  });
}

/** `Math` whose random numbers are the same in every run of a seed. */
export function mathOf(seed: number): typeof Math {
  // Not those that vary what the kernel does: a program that asks for one more leaves that as it is.
  const random = new Random(seed ^ 0x5eed);
  const descriptors = Object.getOwnPropertyDescriptors(Math);
  return Object.create(Object.prototype, {
    ...descriptors,
    random: { ...descriptors.random, value: () => random.next() },
  });
}
