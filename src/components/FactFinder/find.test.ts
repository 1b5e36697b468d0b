import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundFact } from './FactFinder.tsx';
import { type Asked, askedIn, matches, NOTHING, queryOf } from './find.ts';

const fact: FoundFact = {
  id: 'EX-2',
  theme: 'EX',
  statement:
    'The number of packets is in *ulNumEntriesRemoved. The return value is a BOOL: it says 1 for any number, and “nothing” isn’t `0x103`.',
  observable: 'The last error is 735.',
  wine: 'Wine says 997.',
  grade: 'documented',
  functions: ['GetQueuedCompletionStatusEx'],
  structs: ['OVERLAPPED_ENTRY'],
  shown: true,
  ran: ['wine'],
  to: '/facts/ex-2/',
};

const asking = (part: Partial<Asked>) => matches({ ...NOTHING, ...part }, fact);

describe('a fact is found', () => {
  it('by nothing at all', () => expect(asking({})).toBe(true));

  it.each([
    'ex-2',
    'packets number',
    'PACK',
    'ulNumEntries',
    '997',
    '735',
    '0x103',
    "isn't",
    'nothing',
    'overlapped_entry',
    'entry',
    'getqueued bool',
  ])('by the words %s', (words) => {
    expect(asking({ words })).toBe(true);
  });

  it('by its theme, function and struct, and by what Wine does', () => {
    expect(
      asking({
        theme: 'EX',
        function: 'GetQueuedCompletionStatusEx',
        struct: 'OVERLAPPED_ENTRY',
        wine: true,
      }),
    ).toBe(true);
  });

  it.each<Partial<Asked>>([
    { words: 'packets elephants' },
    { words: 'entriesremoved' },
    { theme: 'GQ' },
    { function: 'GetQueuedCompletionStatus' },
    { struct: 'OVERLAPPED' },
  ])('not by %o', (part) => expect(asking(part)).toBe(false));

  it('not as one where Wine differs when it does the same', () => {
    expect(matches({ ...NOTHING, wine: true }, { ...fact, wine: null })).toBe(false);
  });
});

it('what is asked survives the address', () => {
  fc.assert(
    fc.property(
      fc.record({
        words: fc.string({ unit: 'grapheme', maxLength: 40 }),
        theme: fc.string(),
        function: fc.string(),
        struct: fc.string(),
        wine: fc.boolean(),
      }),
      (asked) => {
        expect(askedIn(queryOf(asked))).toEqual(asked);
      },
    ),
  );
  expect(queryOf(NOTHING)).toBe('');
});
