import { catalogue } from './catalogue.ts';

/** How sure we are of a fact, best first. */
export type Grade = 'tested on Windows' | 'documented' | 'inferred';

/** One statement about IOCP that the book may rest on. */
export interface Fact {
  /** Such as `RECV-1`; stable for ever, pages link to it. */
  id: string;
  /** The rule, in our words. */
  statement: string;
  /** What Wine 8.0 does where it differs; null where it does the same or was not measured. */
  wine: string | null;
  /** Where it rests: Microsoft's page, a header, or repository and file of a test that its authors run on Windows. */
  source: string;
  grade: Grade;
}

export const facts: readonly Fact[] = catalogue;

const byId = new Map(facts.map((fact) => [fact.id, fact]));

/** The fact with this id, or undefined. */
export function factById(id: string): Fact | undefined {
  return byId.get(id);
}
