import type { Expected, Json, OneOf, Outcome, Range, Shown } from './schema.ts';

/** Any of these answers is right. */
export const oneOf = (...answers: Expected[]): OneOf => ({ oneOf: answers });

/** A number from `from` to `to`, both included. */
export const between = (from: number, to: number): Range => ({ from, to });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOneOf = (value: Expected): value is OneOf =>
  isObject(value) && Object.keys(value).join() === 'oneOf';

const isRange = (value: Expected): value is Range =>
  isObject(value) && Object.keys(value).join() === 'from,to';

/**
 * Whether what was seen is what was expected. Objects need the same members, in any order; arrays the same length.
 */
export function agrees(expected: Expected, seen: Json | undefined): boolean {
  if (seen === undefined) return false;
  if (isOneOf(expected)) return expected.oneOf.some((answer) => agrees(answer, seen));
  if (isRange(expected)) {
    return typeof seen === 'number' && seen >= expected.from && seen <= expected.to;
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(seen) &&
      seen.length === expected.length &&
      expected.every((item, at) => agrees(item, seen[at]))
    );
  }
  if (isObject(expected)) {
    if (!isObject(seen)) return false;
    const names = Object.keys(expected);
    return (
      names.length === Object.keys(seen).length &&
      names.every(
        (name) => Object.hasOwn(seen, name) && agrees(expected[name] as Expected, seen[name]),
      )
    );
  }
  return expected === seen;
}

/** An expectation as a person reads it: JSON, with `a or b` and `1 … 5` where a kernel is free. */
export function inWords(expected: Expected): string {
  if (isOneOf(expected)) return expected.oneOf.map(inWords).join(' or ');
  if (isRange(expected)) return `${expected.from} … ${expected.to}`;
  if (Array.isArray(expected)) return `[${expected.map(inWords).join(', ')}]`;
  if (isObject(expected)) {
    const members = Object.entries<Expected>(expected);
    return `{ ${members.map(([name, value]) => `${name}: ${inWords(value)}`).join(', ')} }`;
  }
  return JSON.stringify(expected);
}

/**
 * What a program shows on this kernel: Wine answers as Windows does unless the fact says otherwise. The simulated Windows
 * has to answer as Windows does.
 */
export function outcomeOn(kernel: 'windows' | 'wine' | 'sim', shown: Shown): Outcome {
  return (kernel === 'wine' ? shown.wine : undefined) ?? shown.windows;
}

/** A value of an observable, by the path of names that leads to it, as several tables have it. */
export interface Row {
  path: readonly string[];
  /** One for each table; undefined where it has nothing there. */
  values: readonly (Expected | undefined)[];
}

/** The parts of a value that have rows of their own: an object's members, or an array's items when they have parts. */
function partsOf(value: Expected | undefined): Record<string, Expected> | null {
  if (Array.isArray(value)) {
    if (!value.some((item) => typeof item === 'object' && item !== null)) return null;
    return Object.fromEntries(value.map((item, at) => [String(at + 1), item]));
  }
  if (value === undefined || !isObject(value) || isOneOf(value) || isRange(value)) return null;
  return Object.keys(value).length === 0 ? null : (value as Record<string, Expected>);
}

/** Several observables side by side, down to the values that have no parts in one of them. */
export function sideBySide(
  values: readonly (Expected | undefined)[],
  path: readonly string[] = [],
): Row[] {
  const there = values.filter((value) => value !== undefined);
  const parts = there.map(partsOf);
  if (there.length === 0 || parts.includes(null)) return [{ path, values }];
  const names = [...new Set(parts.flatMap((part) => Object.keys(part ?? {})))];
  return names.flatMap((name) =>
    sideBySide(
      values.map((value) => partsOf(value)?.[name]),
      [...path, name],
    ),
  );
}
