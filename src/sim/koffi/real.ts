import { expect } from 'vitest';
import { makeKoffi } from './koffi.ts';
import { LIBC, TestHost } from './testing.ts';

/** Either koffi, as a program sees it. */
export type Front = typeof import('koffi');

const module = new URL('../../../examples/node_modules/koffi/index.js', import.meta.url).href;

/** The pinned koffi itself, on this machine. */
export const realKoffi: Front = (await import(/* @vite-ignore */ module)).default;

/** The C library: the machine's own for the real koffi, functions of the tests for ours. */
export const LIBC_NAME = 'libc.so.6';

/** Ours, in a process of its own with the tests' C library. */
export function ownKoffi(): { koffi: Front; host: TestHost } {
  const host = new TestHost({ [LIBC_NAME]: LIBC, 'libm.so.6': LIBC });
  return { koffi: makeKoffi(host) as unknown as Front, host };
}

/** One koffi, and what a test needs of it. */
export interface Side {
  koffi: Front;
  libc: ReturnType<Front['load']>;
  /** A name that no other test gives a type. */
  name(word: string): string;
}

let cases = 0;

/** What came of it: a value or an error. */
export type Outcome = { value: unknown } | { thrown: string; message: string };

function outcomeOf(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (problem) {
    const { name, message } = problem as Error;
    // The two count nameless types each for itself.
    return { thrown: name, message: message.replaceAll(/<anonymous_\d+>/g, '<anonymous>') };
  }
}

const own = ownKoffi();

/** The two sides of a test, with the same names. */
export function sides(): { real: Side; ours: Side; host: TestHost } {
  const number = ++cases;
  const side = (koffi: Front): Side => ({
    koffi,
    libc: koffi.load(LIBC_NAME),
    name: (word) => `${word}_${number}`,
  });
  return { real: side(realKoffi), ours: side(own.koffi), host: own.host };
}

/**
 * Does the same with the real koffi and with ours, and expects the same: values, or an error of the same class with the
 * same words. Gives the real one's.
 */
export function onBoth(run: (side: Side) => unknown): Outcome {
  const { real, ours } = sides();
  const outcome = outcomeOf(() => run(real));
  expect(outcomeOf(() => run(ours))).toEqual(outcome);
  return outcome;
}

/** {@link onBoth} for what ends later. */
export async function onBothLater(run: (side: Side) => Promise<unknown>): Promise<Outcome> {
  const { real, ours, host } = sides();
  const value = await run(real);
  const later = run(ours);
  host.runPool();
  expect(await later).toEqual(value);
  return { value };
}
