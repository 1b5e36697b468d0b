import { type Fact, factById, facts } from '../../facts/index.ts';
import { factsNaming, indexOf, type Terms } from '../../facts/numbers.ts';

const index = indexOf(facts);

/** The facts of the book that name one of these. */
export function factsThatName(terms: Terms): Fact[] {
  return factsNaming(terms, facts, index).flatMap((id) => factById(id) ?? []);
}
