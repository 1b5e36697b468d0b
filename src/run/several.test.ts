import { describe, expect, it } from 'vitest';
import { several } from './several.ts';

const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

describe('several at a time', () => {
  it('are told in their order, whichever is done first', async () => {
    const told: string[] = [];
    let now = 0;
    let most = 0;
    const results = await several(
      [30, 5, 20, 1, 1],
      3,
      async (milliseconds) => {
        now += 1;
        most = Math.max(most, now);
        await pause(milliseconds);
        now -= 1;
        return milliseconds * 2;
      },
      (item, result) => told.push(`${item} → ${result}`),
    );
    expect(results).toEqual([60, 10, 40, 2, 2]);
    expect(told).toEqual(['30 → 60', '5 → 10', '20 → 40', '1 → 2', '1 → 2']);
    expect(most).toBe(3);
  });

  it('end when one fails, and none is left running', async () => {
    const begun: number[] = [];
    let running = 0;
    const all = several([0, 1, 2, 3, 4], 2, async (item) => {
      begun.push(item);
      running += 1;
      await pause(5);
      running -= 1;
      if (item === 1) throw new Error('one failed');
    });
    await expect(all).rejects.toThrow('one failed');
    expect(running).toBe(0);
    expect(begun.length).toBeLessThan(5);
  });
});
