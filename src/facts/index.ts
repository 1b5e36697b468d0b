import { beliefs } from './beliefs.ts';
import { catalogue } from './catalogue/index.ts';
import type { Belief, Fact } from './schema.ts';

export { agrees, inWords, outcomeOn, sideBySide } from './expect.ts';
export type { Belief, Expected, Fact, Json, Outcome, Shown, Source } from './schema.ts';
export { themeOf, themes } from './themes.ts';
export { beliefs };

/** Every fact, in the order of the reference. */
export const facts: readonly Fact[] = catalogue;

const byId = new Map(facts.map((fact) => [fact.id, fact]));

/** The fact with this id, or undefined. */
export function factById(id: string): Fact | undefined {
  return byId.get(id);
}

/** The facts to read beside one: those that it names, and those that name it. */
export function relatedTo(id: string): Fact[] {
  const named = new Set(byId.get(id)?.related ?? []);
  return facts.filter(
    (fact) => fact.id !== id && (named.has(fact.id) || fact.related.includes(id)),
  );
}

/** The beliefs that a fact refutes. */
export function beliefsAgainst(id: string): Belief[] {
  return beliefs.filter(({ refutedBy }) => refutedBy.includes(id));
}
