import type { Normalised } from '../../src/trace/compare.ts';
import { type Explanation, explanations } from '../../src/trace/explanations.ts';

/** One value that differs. */
export interface Difference {
  function: string | null;
  field: string;
  wine: unknown;
  sim: unknown;
}

/** What two runs of a scene differ in, value by value; undefined stands for what one of them does not have. */
export function differencesOf(wine: Normalised, sim: Normalised): Difference[] {
  const found: Difference[] = [];
  const compare = (name: string | null, field: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b)) {
      found.push({ function: name, field, wine: a, sim: b });
    }
  };
  for (const operation of keysOf(wine.operations, sim.operations)) {
    const a = wine.operations[operation] ?? [];
    const b = sim.operations[operation] ?? [];
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
      const [one, other] = [a[at], b[at]];
      if (one === undefined || other === undefined || one.function !== other.function) {
        compare(null, `${operation}, number ${at + 1}`, one, other);
        continue;
      }
      for (const field of ['status', 'bytes', 'data'] as const) {
        compare(one.function, field, one[field], other[field]);
      }
      for (const moment of ['before', 'during', 'after'] as const) {
        for (const path of keysOf(one[moment], other[moment])) {
          compare(one.function, `${moment} › ${path}`, one[moment][path], other[moment][path]);
        }
      }
    }
  }
  for (const part of ['exit', 'stdout', 'order', 'errors', 'closed'] as const) {
    compare(null, part, wine[part], sim[part]);
  }
  return found;
}

const keysOf = (...objects: object[]): string[] => [...new Set(objects.flatMap(Object.keys))];

/**
 * Leaves out of the differences what is explained.
 *
 * @returns what is left, and the explanations that were met
 */
export function explain(
  scene: string,
  differences: readonly Difference[],
  all: readonly Explanation[] = explanations,
): { left: Difference[]; met: Explanation[] } {
  const met: Explanation[] = [];
  const here = all.filter((one) => one.scene === scene);
  const left = differences.flatMap((difference): Difference[] => {
    // Where a scene's order is free, its lines are counted, and no explanation speaks of them.
    if (difference.field === 'stdout' && Array.isArray(difference.wine)) {
      const wine = difference.wine as string[];
      let text = `\n${wine.join('\n')}\n`;
      for (const one of here) {
        if (one.field !== 'stdout' || !text.includes(`\n${one.wine}\n`)) continue;
        text = text.replace(`\n${one.wine}\n`, `\n${one.sim}\n`);
        met.push(one);
      }
      const sim = difference.sim as string[];
      return text === `\n${sim.join('\n')}\n` ? [] : [difference];
    }
    const reason = here.find(
      (one) =>
        one.function === difference.function &&
        one.field === difference.field &&
        one.wine === difference.wine &&
        one.sim === difference.sim,
    );
    if (reason === undefined) return [difference];
    met.push(reason);
    return [];
  });
  return { left, met };
}
