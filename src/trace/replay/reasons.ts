import { argumentOf, prototypeOf } from '../../abi/prototypes/index.ts';
import { explanations } from '../explanations.ts';
import { dequeues } from './frames.ts';
import type { Model } from './model.ts';
import { type Difference, type Pair, unlikeIn } from './pairs.ts';

/** Of the functions that start an operation, the facts which say that it may be over at once or pend. */
const STARTS: Readonly<Record<string, string>> = {
  WSARecv: 'RECV-3',
  WSASend: 'SEND-1',
  ReadFile: 'FILE-1',
  WriteFile: 'FILE-1',
};

/** The fact which says that packets are taken in other batches than elsewhere. */
const BATCHES = 'EX-1';
/** The fact which says that the order of completions, and of threads, is nobody's promise. */
const ORDER = 'GQ-10';

/** The function that a pair's frames belong to; empty where it is none. */
function functionOf(left: Model, right: Model, pair: Pair): string {
  const [model, index] = pair.left === null ? [right, pair.right] : [left, pair.left];
  const call = model.frames[index ?? -1]?.call ?? null;
  return call === null ? '' : (model.calls.get(call)?.begin.function ?? '');
}

/** What started the operation whose memory a difference is about; undefined where it is about none. */
const startedBy = (model: Model, what: string): string | undefined =>
  model.operations.find(({ name }) => what.startsWith(`${name} › `))?.submission.begin.function;

const isCount = (what: string): boolean => what.endsWith('InternalHigh');

/** The explanation of what one kernel makes a program print, and the other not. */
function printedReason(left: Model, right: Model, pair: Pair): string | null {
  const [ours, theirs] = [printedIn(left, pair.left), printedIn(right, pair.right)];
  const found = explanations.find(
    ({ field, wine, sim }) =>
      field === 'stdout' && `${wine}\n`.includes(ours) && `${sim}\n`.includes(theirs),
  );
  return found?.because ?? null;
}

const printedIn = (model: Model, index: number | null): string =>
  model.printed.find(({ frame }) => frame === index)?.text ?? '';

/**
 * The fact that explains why one program did not do the same on two kernels.
 *
 * @param difference one of the pair's; null for a frame that only one of them has, or has earlier
 * @returns its id; null where no fact is known to explain it
 */
export function reasonOf(
  left: Model,
  right: Model,
  pair: Pair,
  difference: Difference | null,
): string | null {
  const name = functionOf(left, right, pair);
  if (difference === null) {
    if (pair.isEarlier) return ORDER;
    if (dequeues(name)) return BATCHES;
    return printedReason(left, right, pair);
  }
  const { what } = difference;
  if (what === 'thread') return 'SCHED-1';
  if (what === 'printed') return printedReason(left, right, pair);
  if (dequeues(name)) {
    const started = startedBy(left, what);
    if (what === 'packets') return BATCHES;
    if (what === 'returned' || what === 'last error') return 'EX-3';
    if (started === undefined) return null;
    if (started === 'ReadDirectoryChangesW') return 'FILE-7';
    // How a stream is cut is nobody's promise; with another status it is another operation that has this memory.
    return started === 'WSARecv' && started === startedBy(right, what) && isCount(what)
      ? 'RECV-2'
      : ORDER;
  }
  if (name === 'CancelIoEx') return 'CANC-4';
  const prototype = prototypeOf(name);
  if (argumentOf(prototype, 'overlapped') !== undefined) return STARTS[name] ?? 'OV-6';
  return null;
}

/** A difference with the fact that explains it. */
export interface Explained {
  readonly what: string;
  readonly left: string;
  readonly right: string;
  /** Null where nothing but the program’s text explains it. */
  readonly fact: string | null;
}

/**
 * What two runs do not have in common in a pair, with the reasons.
 *
 * @param because facts that say why two programs part; empty where one program ran on two kernels
 */
export function shownDifferences(
  left: Model,
  right: Model,
  pair: Pair,
  because: readonly string[],
): Explained[] {
  return unlikeIn(pair).map((difference) => ({
    ...(difference ?? frameItself(pair)),
    fact: because[0] ?? reasonOf(left, right, pair, difference),
  }));
}

function frameItself(pair: Pair): Difference {
  if (pair.isEarlier) return { what: 'order', left: 'here', right: 'earlier' };
  const [there, missing] = ['has it', 'has it not'];
  return {
    what: 'this frame',
    left: pair.left === null ? missing : there,
    right: pair.right === null ? missing : there,
  };
}
