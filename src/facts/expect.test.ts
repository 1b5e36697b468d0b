import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agrees, between, inWords, oneOf, outcomeOn, sideBySide } from './expect.ts';
import type { Json } from './schema.ts';

const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe('what was seen', () => {
  it('agrees with itself', () => {
    fc.assert(
      fc.property(json, (value) => {
        // An object of ours with this one member is a choice, not data.
        fc.pre(!/"(?:oneOf|from)":/.test(JSON.stringify(value)));
        expect(agrees(value, JSON.parse(JSON.stringify(value)))).toBe(true);
      }),
    );
  });

  it.each<[string, Parameters<typeof agrees>]>([
    ['another number', [{ error: 997 }, { error: 87 }]],
    ['the number as text', [{ error: 997 }, { error: '997' }]],
    ['a member less', [{ error: 997, bytes: 0 }, { error: 997 }]],
    ['a member more', [{ error: 997 }, { error: 997, bytes: 0 }]],
    [
      'another order of packets',
      [
        ['first', 'second'],
        ['second', 'first'],
      ],
    ],
    ['a packet less', [['first', 'second'], ['first']]],
    ['nothing at all', [{ error: 997 }, null]],
    ['none of the allowed', [oneOf(1236, 64, 995), 676]],
    ['a number outside the range', [between(1, 5), 6]],
    ['text where a number belongs', [between(1, 5), '3']],
    ['an array where an object belongs', [{ 0: 'a' }, ['a']]],
  ])('does not agree when it is %s', (_, [expected, seen]) => {
    expect(agrees(expected, seen)).toBe(false);
  });

  it('agrees when a kernel takes one of its freedoms', () => {
    const expected = { error: oneOf(1236, 64, 995), packets: between(1, 5) };
    expect(agrees(expected, { packets: 5, error: 64 })).toBe(true);
    expect(agrees(oneOf({ a: 1 }, { b: between(2, 3) }), { b: 2 })).toBe(true);
  });
});

it('an expectation reads as JSON does, with its freedoms in words', () => {
  expect(inWords({ error: oneOf(64, 995), packets: between(1, 5), ends: ['x', null] })).toBe(
    '{ error: 64 or 995, packets: 1 … 5, ends: ["x", null] }',
  );
});

it('Wine answers as Windows does unless it says otherwise', () => {
  const windows = { prints: { error: 735 } };
  const wine = { prints: null, ends: 'hangs' as const };
  expect(outcomeOn('wine', { windows })).toBe(windows);
  expect(outcomeOn('wine', { windows, wine })).toBe(wine);
  expect(outcomeOn('windows', { windows, wine })).toBe(windows);
});

it('observables stand side by side, value by value, a choice as one', () => {
  const rows = sideBySide([
    { a: { error: 1, names: ['x', 'y'] }, b: oneOf({ error: 2 }, null), list: [{ n: 1 }] },
    { a: { error: 3, more: {} }, b: { error: 2 }, list: [{ n: 1 }, { n: 2 }] },
    undefined,
  ]);
  expect(rows.map(({ path, values }) => [path.join('/'), ...values])).toEqual([
    ['a/error', 1, 3, undefined],
    ['a/names', ['x', 'y'], undefined, undefined],
    ['a/more', undefined, {}, undefined],
    ['b', oneOf({ error: 2 }, null), { error: 2 }, undefined],
    ['list/1/n', 1, 1, undefined],
    ['list/2/n', undefined, 2, undefined],
  ]);
});
