import { describe, expect, it } from 'vitest';
import { failures, failuresOf } from './failures.ts';
import { type Expected, type Fact, factById } from './index.ts';

const named = Object.entries(failures).map(([name, errors]) => ({ name, errors }));
const stated = named.flatMap(({ name, errors }) =>
  errors.flatMap(({ code, facts }) => facts.map((id) => ({ name, code, id }))),
);

const textOf = ({ statement, observable, wine }: Fact): string =>
  [statement, observable, wine].join(' ');

const hasWord = (text: string, word: string | number): boolean =>
  new RegExp(`\\b${word}\\b`).test(text);

/** The name of a Winsock function that is also a word of English, such as `send`. */
const isWord = (name: string): boolean => /^[a-z]+$/.test(name);

const names = (fact: Fact, name: string): boolean =>
  fact.functions.includes(name) || (!isWord(name) && hasWord(textOf(fact), name));

/** Members of what a program prints whose numbers are no errors. */
const COUNTS = ['bytes', 'key', 'keys', 'returned', 'removed', 'transferred', 'InternalHigh'];

/** Every number in what a program prints that may be an error. */
function numbersIn(expected: Expected): number[] {
  if (typeof expected === 'number') return [expected];
  if (typeof expected !== 'object' || expected === null) return [];
  return Object.entries(expected)
    .filter(([name]) => !COUNTS.includes(name))
    .flatMap(([, value]) => numbersIn(value));
}

function mentions(fact: Fact, code: number): boolean {
  const { program } = fact;
  const outcomes = 'none' in program ? [] : [program.windows, program.wine];
  const printed = outcomes.flatMap((outcome) => numbersIn(outcome?.prints ?? null));
  return hasWord(textOf(fact), code) || printed.includes(code);
}

describe('a fact that a failure names', () => {
  it('exists', () => {
    expect(stated.filter(({ id }) => factById(id) === undefined)).toEqual([]);
  });

  it('is about the function', () => {
    expect(stated.filter(({ id, name }) => !names(factById(id) as Fact, name))).toEqual([]);
  });

  it('mentions the number', () => {
    expect(stated.filter(({ id, code }) => !mentions(factById(id) as Fact, code))).toEqual([]);
  });
});

describe.each(named)('what $name gives', ({ errors }) => {
  it('is told once', () => {
    const told = errors.map(({ code, when }) => `${code} ${when}`);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told).size).toBe(told.length);
    for (const { facts } of errors) expect(new Set(facts).size).toBe(facts.length);
  });

  it.each(errors.map(({ code, when }) => [code, when]))('%i is told in one sentence', (_, when) => {
    expect(when).toMatch(/^[*A-Za-z][^\n"'`]*[^.?!:;, ]\.$/);
    expect(when).not.toMatch(/[.?!] /);
    // Only the name of a parameter may begin with a small letter.
    expect(when).toMatch(/^(?:[A-Z]|\*?[a-z]+[A-Z]|optval )/);
  });
});

it('is asked for by the name of a function', () => {
  expect(failuresOf('PostQueuedCompletionStatus').map(({ code }) => code)).toEqual([6]);
  expect(failuresOf('GetCurrentProcess')).toEqual([]);
  expect(failuresOf('toString')).toEqual([]);
});
