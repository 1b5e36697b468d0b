import { expect, test } from 'vitest';
import type { ChangedLine } from '../facts/change.ts';
import { hunksOf } from './beliefs.ts';

const lines = (pattern: string): ChangedLine[] =>
  [...pattern].map((kind, at) => ({
    in: kind === '-' ? 'broken' : kind === '+' ? 'right' : 'both',
    text: `${at}`,
  }));
const shown = (pattern: string) =>
  hunksOf(lines(pattern)).map((hunk) => hunk.map(({ text }) => text).join(' '));

test('a change is shown with three lines around it', () => {
  expect(shown('.....-+.....')).toEqual(['2 3 4 5 6 7 8 9']);
});

test('changes far apart are shown apart, near ones together', () => {
  expect(shown('-.......+')).toEqual(['0 1 2 3', '5 6 7 8']);
  expect(shown('-......+')).toEqual(['0 1 2 3 4 5 6 7']);
});

test('where nothing changes nothing is shown', () => {
  expect(shown('......')).toEqual([]);
});
