import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { errata } from '../src/facts/errata/index.ts';
import { erratum } from '../src/facts/errata/schema.ts';
import { beliefs, factById } from '../src/facts/index.ts';
import { brokenOf } from '../src/run/broken.ts';
import { listExamples } from '../src/run/examples.ts';

const entries = errata.flatMap((group) => group.entries);
const programs = listExamples().flatMap((example) =>
  brokenOf(example).map(({ name }) => `${example.name}/${name}`),
);

const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${letter}${at + 1}`);

describe('the errata of the original', () => {
  it('are 32 mistakes and 10 omissions, the hang first', () => {
    expect(entries.map(({ id }) => id)).toEqual([...numbered('E', 32), ...numbered('O', 10)]);
    expect(entries[0]?.program).toBe('07-five-slow-answers/the-express-version-at-once');
  });

  it.each(entries.map((entry) => [entry.id, entry] as const))(
    '%s is in sentences, and names what there is',
    (_, entry) => {
      expect(v.safeParse(erratum, entry).issues).toBeUndefined();
      expect(entry.facts.filter((id) => factById(id) === undefined)).toEqual([]);
      if (entry.belief) expect(beliefs.map(({ id }) => id)).toContain(entry.belief);
      if (entry.program) expect(programs).toContain(entry.program);
    },
  );
});
