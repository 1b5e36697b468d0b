import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countUpTo, Intervals } from './intervals.ts';

const lasting = fc.record({
  from: fc.nat(60),
  length: fc.integer({ min: 0, max: 40 }),
  ends: fc.boolean(),
});

it('says of every frame what a look at all of them would', () => {
  fc.assert(
    fc.property(fc.array(lasting, { maxLength: 600 }), (made) => {
      const all = made
        .map(({ from, length, ends }) => ({
          from,
          to: ends ? from + length : Number.POSITIVE_INFINITY,
        }))
        .sort((a, b) => a.from - b.from)
        .map((one, item) => ({ ...one, item }));
      const intervals = new Intervals(all);
      for (let frame = -1; frame < 110; frame++) {
        const there = all.filter(({ from, to }) => from <= frame && frame < to);
        expect(intervals.at(frame)).toEqual(there.map(({ item }) => item));
      }
    }),
    { numRuns: 60, seed: 8 },
  );
});

it('counts what is not above a limit', () => {
  expect([0, 1, 2, 3, 4].map((limit) => countUpTo([1, 1, 3], limit))).toEqual([0, 2, 2, 3, 3]);
});
