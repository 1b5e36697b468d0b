import type { Timeline } from './event-loop.ts';

/** What it costs to look at the clock, or at memory that threads share: a loop that does only that ends. Microseconds. */
const LOOK = 1;

/** When the simulated machine is started, in milliseconds since 1970: every run begins in the same moment. */
export const STARTED_AT = Date.UTC(2026, 0, 1, 9);

/** Clocks that show the machine's time, some of them since they were made. Each look at one moves it a little. */
export function clocksOf(timeline: Timeline) {
  const origin = timeline.now;
  const look = (): number => {
    timeline.spend(LOOK);
    return timeline.now;
  };
  const today = () => STARTED_AT + look() / 1000;
  const now = () => Math.floor(today());
  return {
    /** Milliseconds, with fractions. */
    performanceNow: () => (look() - origin) / 1000,
    timeOrigin: STARTED_AT + origin / 1000,
    /** Nanoseconds. */
    hrtime: () => BigInt(Math.round(look() * 1000)),
    Date: new Proxy(Date, {
      construct: (target, args, newTarget) =>
        Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
      apply: (target) => new target(now()).toString(),
      get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    }),
  };
}

/** `Atomics` of which every look takes a moment. */
export function atomicsOf(timeline: Timeline): typeof Atomics {
  const real = Atomics;
  const looking = Object.getOwnPropertyNames(real).flatMap((name) => {
    const operation = Reflect.get(real, name);
    if (typeof operation !== 'function') return [];
    const look = (...args: unknown[]) => {
      timeline.spend(LOOK);
      return Reflect.apply(operation, real, args);
    };
    return [[name, look]];
  });
  return Object.assign(Object.fromEntries(looking), { [Symbol.toStringTag]: 'Atomics' });
}

/**
 * `Atomics` of a program with one thread: what it waits for nobody can notify, so a wait lasts as long as it may.
 *
 * @param sleep lets the machine go on for so many milliseconds, of which there may be infinitely many
 */
export function atomicsAlone(
  atomics: typeof Atomics,
  sleep: (milliseconds: number) => void,
): typeof Atomics {
  // The real one looks, says what is wrong with the view, and does not wait.
  const { wait: look } = Atomics;
  return {
    ...atomics,
    wait(view: Int32Array, index: number, value: number, timeout = Number.POSITIVE_INFINITY) {
      const seen = look(view, index, value, 0);
      if (seen === 'timed-out') sleep(Math.max(0, timeout));
      return seen;
    },
    waitAsync() {
      throw new Error('Atomics.waitAsync is not in the simulated Windows.');
    },
  } as unknown as typeof Atomics;
}
