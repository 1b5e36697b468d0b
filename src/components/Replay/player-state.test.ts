import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionOf, type PlayerAction, reduce, START } from './player-state.ts';

const shown = { count: 30, questions: new Set<number>() };
const steps: readonly PlayerAction[] = [
  { do: 'first' },
  { do: 'back' },
  { do: 'next' },
  { do: 'last' },
  { do: 'go', to: 17 },
  { do: 'select', operation: 'op1' },
];

describe('a player', () => {
  it('stands after any walk where a jump to that frame puts it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 60 }), (walk) => {
        const walked = walk.reduce((state, step) => reduce(state, step, shown), START);
        const jumped = reduce(START, { do: 'go', to: walked.at }, shown);
        expect(walked.at).toBe(jumped.at);
        expect(walked.at).toBeGreaterThanOrEqual(0);
        expect(walked.at).toBeLessThan(shown.count);
      }),
      { seed: 8 },
    );
  });

  it('is after next and back where it was', () => {
    for (let at = 0; at < shown.count - 1; at++) {
      const there = reduce(START, { do: 'go', to: at }, shown);
      const back = reduce(reduce(there, { do: 'next' }, shown), { do: 'back' }, shown);
      expect(back).toEqual(there);
    }
  });

  it('waits at a question until it is answered or skipped, and lets nobody wait at it twice', () => {
    const asking = { count: 5, questions: new Set([1]) };
    const at = (action: PlayerAction, from = START) => reduce(from, action, asking);
    const there = at({ do: 'next' });
    const playing = at({ do: 'next' }, at({ do: 'toggle' }, there));
    expect([playing.at, playing.playing]).toEqual([1, false]);
    expect(at({ do: 'next' }, there).at).toBe(1);
    const answered = at({ do: 'answer' }, there);
    expect(at({ do: 'next' }, answered).at).toBe(2);
    expect(at({ do: 'next' }, at({ do: 'next' }, at({ do: 'first' }, answered))).at).toBe(2);
  });

  it('plays to the end and stops there; from the end it plays from the beginning', () => {
    let state = reduce(START, { do: 'toggle' }, shown);
    for (let tick = 0; tick < 100 && state.playing; tick++)
      state = reduce(state, { do: 'next' }, shown);
    expect([state.at, state.playing]).toEqual([29, false]);
    expect(reduce(state, { do: 'toggle' }, shown)).toMatchObject({ at: 0, playing: true });
  });

  it('knows its keys, and no others', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'Home', 'End', ' '];
    expect(keys.map((key) => actionOf(key)?.do)).toEqual([
      'back',
      'next',
      'first',
      'last',
      'toggle',
    ]);
    expect(['a', 'Enter', 'Tab', 'ArrowUp', 'Escape'].map(actionOf)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
