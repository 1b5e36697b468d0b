import { AbortError } from '../../node/timer-promises.ts';

// biome-ignore lint/suspicious/noExplicitAny: a listener takes whatever the event brings.
type Listener = (this: any, ...args: any[]) => void;
type EventName = string | symbol;

interface Entry {
  /** What was given to `once` or `on`. */
  listener: Listener;
  once: boolean;
}

function demandListener(listener: unknown): asserts listener is Listener {
  if (typeof listener === 'function') return;
  throw Object.assign(new TypeError('The "listener" argument must be of type function.'), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** Node's EventEmitter, without domains, capture of rejections and warnings of too many listeners. */
export class EventEmitter {
  readonly #entries = new Map<EventName, Entry[]>();

  on(name: EventName, listener: Listener): this {
    return this.#add(name, listener, { once: false, first: false });
  }

  addListener(name: EventName, listener: Listener): this {
    return this.on(name, listener);
  }

  once(name: EventName, listener: Listener): this {
    return this.#add(name, listener, { once: true, first: false });
  }

  prependListener(name: EventName, listener: Listener): this {
    return this.#add(name, listener, { once: false, first: true });
  }

  prependOnceListener(name: EventName, listener: Listener): this {
    return this.#add(name, listener, { once: true, first: true });
  }

  off(name: EventName, listener: Listener): this {
    const entries = this.#entries.get(name) ?? [];
    const at = entries.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) this.#drop(name, entries[at] as Entry);
    return this;
  }

  removeListener(name: EventName, listener: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: EventName): this {
    if (name === undefined) this.#entries.clear();
    else this.#entries.delete(name);
    return this;
  }

  /** @returns whether anybody listened; an `error` that nobody hears is thrown */
  emit(name: EventName, ...args: unknown[]): boolean {
    const entries = this.#entries.get(name);
    if (!entries) {
      if (name !== 'error') return false;
      const [error] = args;
      throw error instanceof Error
        ? error
        : Object.assign(new Error(`Unhandled error. (${String(error)})`), {
            code: 'ERR_UNHANDLED_ERROR',
            context: error,
          });
    }
    for (const entry of [...entries]) {
      if (entry.once) this.#drop(name, entry);
      Reflect.apply(entry.listener, this, args);
    }
    return true;
  }

  listenerCount(name: EventName, listener?: Listener): number {
    const entries = this.#entries.get(name) ?? [];
    return listener === undefined
      ? entries.length
      : entries.filter((entry) => entry.listener === listener).length;
  }

  listeners(name: EventName): Listener[] {
    return (this.#entries.get(name) ?? []).map(({ listener }) => listener);
  }

  eventNames(): EventName[] {
    return [...this.#entries.keys()];
  }

  /** Node warns of too many; here nobody does. */
  setMaxListeners(): this {
    return this;
  }

  #add(name: EventName, listener: unknown, { once, first }: { once: boolean; first: boolean }) {
    demandListener(listener);
    if (name !== 'newListener') this.#tell('newListener', name, listener);
    const entry = { listener, once };
    const entries = this.#entries.get(name) ?? [];
    this.#entries.set(name, first ? [entry, ...entries] : [...entries, entry]);
    return this;
  }

  #drop(name: EventName, entry: Entry): void {
    const left = (this.#entries.get(name) ?? []).filter((other) => other !== entry);
    if (left.length > 0) this.#entries.set(name, left);
    else this.#entries.delete(name);
    if (name !== 'removeListener') this.#tell('removeListener', name, entry.listener);
  }

  #tell(event: 'newListener' | 'removeListener', name: EventName, listener: Listener): void {
    if (this.#entries.has(event)) this.emit(event, name, listener);
  }
}

interface Options {
  signal?: AbortSignal;
}

type Emitter = Pick<EventEmitter, 'on' | 'once' | 'off'>;

/** Listens to an emitter of events of either kind; gives what ends that. */
function listen(emitter: Emitter | EventTarget, name: EventName, heard: Listener): () => void {
  if ('addEventListener' in emitter) {
    emitter.addEventListener(String(name), heard);
    return () => emitter.removeEventListener(String(name), heard);
  }
  emitter.on(name, heard);
  return () => emitter.off(name, heard);
}

/** A promise of what the next event of a name brings. It is rejected when there is an `error` first. */
export function once(
  emitter: Emitter | EventTarget,
  name: EventName,
  { signal }: Options = {},
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new AbortError(signal));
      return;
    }
    const ends: (() => void)[] = [];
    const end = () => {
      for (const stop of ends) stop();
    };
    const abort = () => {
      end();
      reject(new AbortError(signal as AbortSignal));
    };
    ends.push(
      listen(emitter, name, (...args) => {
        end();
        resolve(args);
      }),
    );
    if (name !== 'error' && !('addEventListener' in emitter)) {
      ends.push(
        listen(emitter, 'error', (error) => {
          end();
          reject(error);
        }),
      );
    }
    signal?.addEventListener('abort', abort, { once: true });
    ends.push(() => signal?.removeEventListener('abort', abort));
  });
}

/** What every event of a name brings, for `for await`, until there is an `error` or the signal ends it. */
export function on(
  emitter: Emitter | EventTarget,
  name: EventName,
  { signal, close = [] }: Options & { close?: EventName[] } = {},
): AsyncIterableIterator<unknown[]> {
  if (signal?.aborted) throw new AbortError(signal);
  const heard: unknown[][] = [];
  const asking: {
    resolve(result: IteratorResult<unknown[]>): void;
    reject(error: unknown): void;
  }[] = [];
  let failure: { error: unknown } | null = null;
  let finished = false;
  const over: IteratorResult<unknown[]> = { value: undefined, done: true };

  const finish = () => {
    finished = true;
    for (const stop of ends) stop();
    for (const { resolve } of asking.splice(0)) resolve(over);
  };
  const fail = (error: unknown) => {
    const first = asking.shift();
    if (first) first.reject(error);
    else failure = { error };
    finish();
  };
  const abort = () => fail(new AbortError(signal as AbortSignal));
  const ends = [
    listen(emitter, name, (...args) => {
      const first = asking.shift();
      if (first) first.resolve({ value: args, done: false });
      else heard.push(args);
    }),
    ...(name === 'error' || 'addEventListener' in emitter ? [] : [listen(emitter, 'error', fail)]),
    ...close.map((event) => listen(emitter, event, finish)),
    () => signal?.removeEventListener('abort', abort),
  ];
  signal?.addEventListener('abort', abort, { once: true });

  return {
    next() {
      const value = heard.shift();
      if (value) return Promise.resolve({ value, done: false });
      if (failure) {
        const { error } = failure;
        failure = null;
        return Promise.reject(error);
      }
      if (finished) return Promise.resolve(over);
      return new Promise((resolve, reject) => asking.push({ resolve, reject }));
    },
    return() {
      finish();
      return Promise.resolve(over);
    },
    throw(error: unknown) {
      fail(error);
      return Promise.resolve(over);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** `node:events`: the class is the module as well, as in Node. */
export const events = Object.assign(EventEmitter, { EventEmitter, once, on });
