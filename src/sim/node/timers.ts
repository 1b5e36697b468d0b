import type { Planned } from '../kernel/machine.ts';
import type { EventLoop } from './event-loop.ts';

const MICROSECONDS = 1000;
/** The longest time of a timer, in milliseconds; a longer one is taken for 1, as Node does. */
const LONGEST = 2 ** 31 - 1;

// biome-ignore lint/suspicious/noExplicitAny: a callback takes whatever the timer was given for it.
type Callback = (...args: any[]) => unknown;

function demandCallback(callback: unknown): asserts callback is Callback {
  if (typeof callback === 'function') return;
  throw Object.assign(new TypeError('The "callback" argument must be of type function.'), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** Milliseconds as Node takes them. */
function milliseconds(asked: unknown): number {
  const value = Number(asked);
  return value >= 1 && value <= LONGEST ? Math.trunc(value) : 1;
}

/** The timers that somebody wanted a number of, by which they can be cleared as well. */
class Numbered {
  readonly #timeouts = new Map<number, Timeout>();
  readonly #numbers = new Map<Timeout, number>();
  #last = 0;

  numberOf(timeout: Timeout): number {
    const known = this.#numbers.get(timeout);
    if (known !== undefined) return known;
    this.#last += 1;
    this.#numbers.set(timeout, this.#last);
    this.#timeouts.set(this.#last, timeout);
    return this.#last;
  }

  timeoutOf(number: number): Timeout | undefined {
    return this.#timeouts.get(number);
  }

  forget(timeout: Timeout): void {
    const number = this.#numbers.get(timeout);
    if (number === undefined) return;
    this.#numbers.delete(timeout);
    this.#timeouts.delete(number);
  }
}

/** What setTimeout and setInterval return. */
export class Timeout {
  readonly #loop: EventLoop;
  readonly #run: () => void;
  readonly #delay: number;
  readonly #repeats: boolean;
  readonly #numbered: Numbered;
  #planned: Planned | null = null;
  #release: (() => void) | null = null;
  #isRef = true;
  #active = false;

  constructor(
    loop: EventLoop,
    numbered: Numbered,
    run: () => void,
    delay: number,
    repeats: boolean,
  ) {
    this.#loop = loop;
    this.#numbered = numbered;
    this.#run = run;
    this.#delay = delay;
    this.#repeats = repeats;
    this.#start();
  }

  ref(): this {
    this.#isRef = true;
    if (this.#active) this.#release ??= this.#loop.hold('a timer');
    return this;
  }

  unref(): this {
    this.#isRef = false;
    this.#letGo();
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  refresh(): this {
    this.#planned?.cancel();
    this.#start();
    return this;
  }

  close(): this {
    this.#active = false;
    this.#planned?.cancel();
    this.#numbered.forget(this);
    this.#letGo();
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.#numbered.numberOf(this);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #start(): void {
    this.#active = true;
    if (this.#isRef) this.#release ??= this.#loop.hold('a timer');
    const planned = this.#loop.timeline.after(this.#delay * MICROSECONDS, () =>
      this.#loop.post(() => this.#fire(planned), 'timers'),
    );
    this.#planned = planned;
  }

  #fire(planned: Planned): void {
    // It may have been cleared or started anew since it was due.
    if (!this.#active || planned !== this.#planned) return;
    if (!this.#repeats) {
      this.close();
      this.#run();
      return;
    }
    try {
      this.#run();
    } finally {
      if (this.#active && planned === this.#planned) this.#start();
    }
  }

  #letGo(): void {
    this.#release?.();
    this.#release = null;
  }
}

/** What setImmediate returns. */
export class Immediate {
  #active = true;

  constructor(loop: EventLoop, run: () => void) {
    loop.post(() => {
      if (!this.#active) return;
      this.#active = false;
      run();
    }, 'check');
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  close(): void {
    this.#active = false;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Node's timers on an event loop: the functions that are global, and of `node:timers`. */
export function timersOf(loop: EventLoop) {
  const numbered = new Numbered();

  const start = (callback: unknown, delay: unknown, args: unknown[], repeats: boolean): Timeout => {
    demandCallback(callback);
    const run = () => void callback(...args);
    return new Timeout(loop, numbered, run, milliseconds(delay), repeats);
  };
  const clear = (timer: unknown): void => {
    if (timer instanceof Timeout || timer instanceof Immediate) timer.close();
    else if (typeof timer === 'number' || typeof timer === 'string') {
      numbered.timeoutOf(Number(timer))?.close();
    }
  };

  return {
    setTimeout: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      start(callback, delay, args, false),
    setInterval: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      start(callback, delay, args, true),
    setImmediate(callback: unknown, ...args: unknown[]) {
      demandCallback(callback);
      return new Immediate(loop, () => void callback(...args));
    },
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
}

export type Timers = ReturnType<typeof timersOf>;
