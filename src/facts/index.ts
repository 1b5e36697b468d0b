/** How sure we are of a fact, best first. */
export type Grade = 'tested on Windows' | 'documented' | 'inferred';

/** One statement about IOCP that the book may rest on. */
export interface Fact {
  /** Such as `RECV-1`; stable for ever, pages link to it. */
  id: string;
  /** The rule, in our words. */
  statement: string;
  /** What Wine does where it differs; null where it does the same. */
  wine: string | null;
  /** Where it rests: Microsoft's page, or repository and file of a test that ran on Windows. */
  source: string;
  grade: Grade;
}

export const facts: readonly Fact[] = [];

/** The fact with this id, or undefined. */
export function factById(id: string): Fact | undefined {
  return facts.find((fact) => fact.id === id);
}
