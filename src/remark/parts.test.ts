import { describe, expect, test } from 'vitest';
import { factById } from '../facts/index.ts';
import { readProgress } from '../progress/progress.ts';
import { ROOT } from '../run/boot/paths.mjs';
import { chaptersIn } from './chapters.ts';
import { cardsOf, contents, reviewChapters } from './parts.ts';

const chapters = chaptersIn(ROOT);

describe('what the review and the contents take from the chapters', () => {
  test.each(reviewChapters(chapters).map((each) => [each.title, each] as const))(
    '%s: three cards, each with an answer, a fact and a name that can be kept',
    (_, { cards }) => {
      expect(cards).toHaveLength(3);
      for (const { id, ask, answer, fact } of cards) {
        expect(ask).not.toBe('');
        expect(answer).not.toMatch(/^$|[<>]\/?[A-Z]/);
        expect(factById(fact.title)).toBeDefined();
        const kept = { version: 1, read: {}, guesses: {}, answers: {} };
        const boxes = { [id]: { box: 1, due: '2026-11-23' } };
        expect(readProgress(JSON.stringify({ ...kept, cards: boxes }))).not.toBeNull();
      }
    },
  );

  test('no two cards or questions of the book are kept under one name', () => {
    const all = contents(chapters).flatMap(({ asks, cards }) => [...asks, ...cards]);
    expect(new Set(all).size).toBe(all.length);
  });

  test('every chapter has three aims and its minutes, and all its questions are counted', () => {
    for (const { number, able, minutes, asks } of contents(chapters)) {
      expect(able, String(number)).toHaveLength(3);
      expect(minutes, String(number)).toBeGreaterThan(0);
      const written = chapters.find((one) => one.number === number)?.text ?? '';
      expect(asks, String(number)).toHaveLength(
        [...written.matchAll(/<(?:Predict|Question)\b/g)].length,
      );
    }
  });

  test('a card in a listing is none, and its text may go over lines', () => {
    const text =
      '```mdx\n<Card ask="x" fact="y">no</Card>\n```\n<Card\n  ask="A\n  B?" fact="EX-2">\nIn `n`,\nso.\n</Card>';
    const [card, ...others] = cardsOf({ name: 'one', text });
    expect(others).toEqual([]);
    expect(card).toMatchObject({ ask: 'A B?', answer: 'In `n`, so.', fact: { title: 'EX-2' } });
  });
});
