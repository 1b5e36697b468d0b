import { columns } from './numbers.ts';

/** What a whole run of a program took, its start and end with it. */
export interface Total {
  /** Calls of Windows' functions, by name. */
  calls: Record<string, number>;
  /** Allocations of native memory. */
  allocations?: number;
  /** Bytes of the JavaScript objects that were made, collected since or not. */
  made?: number;
}

/** What one operation takes. */
export type Cost = Total & { total: number };

/**
 * What one operation takes: the difference of two runs, so that start and end of the program are not in it.
 *
 * @param run makes so many operations
 * @param few operations of the one run; the other makes twice as many
 */
export async function perOperation(
  run: (operations: number) => Promise<Total>,
  few: number,
): Promise<Cost> {
  const a = await run(few);
  const b = await run(2 * few);
  const per = (less = 0, more = 0) => (more - less) / few;
  const calls = Object.fromEntries(
    Object.entries(b.calls)
      .map(([name, count]) => [name, per(a.calls[name], count)] as const)
      .filter(([, count]) => count !== 0),
  );
  return {
    calls,
    total: Object.values(calls).reduce((sum, count) => sum + count, 0),
    ...(b.allocations === undefined ? {} : { allocations: per(a.allocations, b.allocations) }),
    ...(b.made === undefined ? {} : { made: per(a.made, b.made) }),
  };
}

/** `2.00 WSARecv, 0.02 GetLastError`: the most frequent first. */
function callWords(calls: Cost['calls']): string {
  return Object.entries(calls)
    .filter(([, count]) => count >= 0.005)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count.toFixed(2)} ${name}`)
    .join(', ');
}

/** Costs as a table. */
export function costTable(head: string, costs: readonly (readonly [string, Cost])[]): string {
  const number = (value: number | undefined, digits: number) =>
    // A difference that is measured may lie just below 0.
    value === undefined ? '–' : value.toFixed(digits).replace(/^-(?=[0.]*$)/, '');
  return columns([
    [head, 'calls', 'native allocations', 'bytes of JS objects', 'which calls'],
    ...costs.map(([name, { total, allocations, made, calls }]) => [
      name,
      total.toFixed(2),
      number(allocations, 3),
      number(made, 0),
      callWords(calls),
    ]),
  ]);
}
