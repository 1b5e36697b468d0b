import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deal, moved } from './boxes.ts';
import { NOTHING, type Progress, readProgress } from './progress.ts';

const some: Progress = {
  version: 1,
  read: { 'five-slow-answers': '2026-11-23' },
  guesses: { 'five-slow-answers/0a1b': 'in any order' },
  answers: { 'five-slow-answers/2c3d': 'One' },
  cards: { 'five-slow-answers/4e5f': { box: 2, due: '2026-11-26' } },
};

describe('progress is read as it was written, or not at all', () => {
  test('what was written comes back', () => {
    expect(readProgress(JSON.stringify(some))).toEqual(some);
    expect(readProgress(JSON.stringify(NOTHING))).toEqual(NOTHING);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['another version', JSON.stringify({ ...some, version: 2 })],
    ['a part too many', JSON.stringify({ ...some, script: 'x' })],
    ['a part too few', JSON.stringify({ ...some, cards: undefined })],
    ['a name of no page', JSON.stringify({ ...some, read: { '<script>': '2026-11-23' } })],
    [
      'a prototype',
      '{"version":1,"read":{"__proto__":"2026-11-23"},"guesses":{},"answers":{},"cards":{}}',
    ],
    ['a day that is none', JSON.stringify({ ...some, read: { a: '2026-13-45' } })],
    [
      'a box that is none',
      JSON.stringify({ ...some, cards: { a: { box: 6, due: '2026-11-23' } } }),
    ],
    ['a guess too long', JSON.stringify({ ...some, guesses: { a: 'x'.repeat(2001) } })],
    ['a file too long', `${JSON.stringify(some)}${' '.repeat(1_000_000)}`],
  ])('%s is refused', (_, text) => expect(readProgress(text)).toBeNull());

  test('no text whatever makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readProgress(text);
      }),
    );
  });
});

describe('the boxes', () => {
  const cards = ['a/1', 'a/2', 'a/3', 'b/1', 'b/2', 'b/3', 'c/1'].map((id) => ({
    id,
    chapter: id.slice(0, 1),
  }));
  const read = { a: '2026-11-01', b: '2026-11-01' };

  test('what is known comes back later each time, what is not comes back today', () => {
    let box = moved(undefined, true, '2026-11-23');
    expect(box).toEqual({ box: 1, due: '2026-11-24' });
    box = moved(box, true, '2026-11-24');
    expect(box).toEqual({ box: 2, due: '2026-11-27' });
    expect(moved(box, false, '2026-11-27')).toEqual({ box: 1, due: '2026-11-27' });
    for (let time = 0; time < 9; time++) box = moved(box, true, '2026-12-31');
    expect(box).toEqual({ box: 5, due: '2027-01-30' });
  });

  test('five are dealt, of chapters that were read, the longest due first, none before its day', () => {
    const boxes = {
      'b/3': { box: 1, due: '2026-11-20' },
      'b/2': { box: 1, due: '2026-11-10' },
      'a/1': { box: 3, due: '2026-11-24' },
    };
    const dealt = deal(cards, { ...NOTHING, read, cards: boxes }, '2026-11-23');
    expect(dealt.map(({ id }) => id)).toEqual(['b/2', 'b/3', 'a/2', 'a/3', 'b/1']);
    expect(deal(cards, NOTHING, '2026-11-23')).toEqual([]);
  });
});

describe('the browser’s storage', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  const stub = (storage: Partial<Storage>) => {
    vi.stubGlobal('localStorage', storage);
    return import('./store.ts');
  };

  test('keeps what is changed, and hands it to the next page', async () => {
    const held = new Map<string, string>();
    const storage = {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => void held.set(key, value),
      removeItem: (key: string) => void held.delete(key),
    };
    const one = await stub(storage);
    one.change((before) => ({ ...before, read: { a: '2026-11-23' } }));
    vi.resetModules();
    const two = await stub(storage);
    expect(two.progress().read).toEqual({ a: '2026-11-23' });
    two.change((before) => ({ ...before, guesses: { b: 'x' } }));
    one.change((before) => ({ ...before, answers: { c: 'y' } }));
    expect(one.progress().guesses).toEqual({ b: 'x' });
    one.erase();
    expect([one.progress(), held.size]).toEqual([NOTHING, 0]);
  });

  test('may be blocked, full or spoilt: the page goes on and knows for its own time', async () => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError');
    };
    const blocked = await stub({ getItem: refuse, setItem: refuse, removeItem: refuse });
    expect(blocked.progress()).toEqual(NOTHING);
    blocked.change((before) => ({ ...before, guesses: { a: 'x' } }));
    blocked.change((before) => ({ ...before, guesses: { ...before.guesses, b: 'y' } }));
    expect(blocked.progress().guesses).toEqual({ a: 'x', b: 'y' });
    expect(blocked.wasKept()).toBe(false);
    blocked.erase();
    expect(blocked.progress()).toEqual(NOTHING);
    vi.resetModules();
    const spoilt = await stub({ getItem: () => '{"version":', setItem: () => {} });
    expect(spoilt.progress()).toEqual(NOTHING);
  });
});
