import { type Fact, factById, facts } from '../../facts/index.ts';
import { finderIn, type Terms } from '../../facts/numbers.ts';

const find = finderIn(facts);

/** The facts of the book that name one of these: in the rule, or only in what can be seen of it. */
export function factsThatName(terms: Terms): { says: Fact[]; shows: Fact[] } {
  const { says, shows } = find(terms);
  const known = (ids: string[]): Fact[] => ids.flatMap((id) => factById(id) ?? []);
  return { says: known(says), shows: known(shows) };
}
