import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain } from '../../status/explain.ts';
import { bookTables } from '../../status/tables.ts';
import { fromSearch, toSearch } from './question.ts';

describe('a link', () => {
  test('brings back what it was made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        const asked = text.toWellFormed().trim();
        expect(fromSearch(toSearch(asked))).toBe(asked === '' ? null : asked);
      }),
    );
  });

  test.each([
    ['', null],
    ['?', null],
    ['?n=', null],
    ['?n=%20%20', null],
    ['?m=997', null],
    ['?n=997&n=998', '997'],
    ['?n=%E0%A4%A', '\ufffd%A'],
  ])('%j asks %j', (search, asked) => {
    expect(fromSearch(search)).toBe(asked);
  });

  test('that is too long is refused like any text that is', () => {
    const asked = fromSearch(toSearch('9'.repeat(100_000))) ?? '';
    expect(asked.length).toBe(81);
    expect(explain(asked, bookTables)).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('longer than 80 characters'),
    });
  });
});
