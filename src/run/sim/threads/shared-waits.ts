import { type Blocking, FOR_EVER, type Thread } from '../../../sim/kernel/thread.ts';
import type { Waited } from './protocol.ts';

/** Whether two buffers are the same memory: each thread has an object of its own for it. Nobody else runs meanwhile. */
function isSame(a: SharedArrayBuffer, b: SharedArrayBuffer): boolean {
  if (a === b) return true;
  if (a.byteLength !== b.byteLength || a.byteLength === 0) return false;
  const [there, here] = [new Uint8Array(a), new Uint8Array(b)];
  const before = there[0] as number;
  there[0] = before ^ 0xff;
  const same = here[0] === (before ^ 0xff);
  there[0] = before;
  return same;
}

interface Waiter {
  readonly memory: Waited;
  readonly wake: (value: 'ok') => boolean;
}

/** Who waits with Atomics.wait, on whatever thread. */
export class SharedWaits {
  readonly #waiters: Waiter[] = [];

  /** `Atomics.wait` on a thread; the time-out in milliseconds. */
  *wait(
    thread: Thread,
    memory: Waited,
    value: bigint,
    timeout: number,
  ): Blocking<'ok' | 'not-equal' | 'timed-out'> {
    const { buffer, byteOffset, wide } = memory;
    const view = wide
      ? new BigInt64Array(buffer, byteOffset, 1)
      : new Int32Array(buffer, byteOffset, 1);
    if (BigInt(view[0] as number | bigint) !== value) return 'not-equal';
    const microseconds = Number.isFinite(timeout) ? Math.max(0, timeout) * 1000 : FOR_EVER;
    const woken = yield* thread.wait<'ok'>({
      for: 'an Atomics.notify',
      timeout: microseconds,
      alertable: false,
      arm: (wake) => {
        const waiter = { memory, wake };
        this.#waiters.push(waiter);
        return () => this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      },
    });
    return woken.by === 'what it waited for' ? 'ok' : 'timed-out';
  }

  /** `Atomics.notify`: how many were woken, those first that have waited longest. */
  notify({ buffer, byteOffset }: Waited, count: number): number {
    let woken = 0;
    for (const { memory, wake } of [...this.#waiters]) {
      if (woken >= count) break;
      if (memory.byteOffset !== byteOffset || !isSame(memory.buffer, buffer)) continue;
      if (wake('ok')) woken += 1;
    }
    return woken;
  }
}

/** Who waits and wakes for a thread's `Atomics`. */
interface Waiting {
  wait(memory: Waited, value: bigint, timeout: number): 'ok' | 'not-equal' | 'timed-out';
  notify(memory: Waited, count: number): number;
}

type Waitable = Int32Array | BigInt64Array;

/** Atomics whose waits are simulated. */
export function sharedAtomics(atomics: typeof Atomics, { wait, notify }: Waiting): typeof Atomics {
  const placeOf = (view: Waitable, index: number): Waited | null => {
    const { buffer, BYTES_PER_ELEMENT: size } = view;
    if (!(buffer instanceof SharedArrayBuffer)) return null;
    return { buffer, byteOffset: view.byteOffset + index * size, wide: size === 8 };
  };
  return {
    ...atomics,
    wait(
      view: Waitable,
      index: number,
      value: number | bigint,
      timeout = Number.POSITIVE_INFINITY,
    ) {
      const place = placeOf(view, index);
      if (place === null) throw new TypeError('Atomics.wait needs a view of a SharedArrayBuffer.');
      return wait(place, BigInt(value), timeout);
    },
    notify(view: Waitable, index: number, count = Number.POSITIVE_INFINITY) {
      const place = placeOf(view, index);
      return place === null ? 0 : notify(place, count);
    },
    waitAsync() {
      throw new Error('Atomics.waitAsync is not in the simulated Windows.');
    },
  } as typeof Atomics;
}
