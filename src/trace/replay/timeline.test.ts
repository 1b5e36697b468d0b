import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../read.ts';
import { type Model, modelOf } from './model.ts';
import { longTrace } from './testing.ts';
import {
  axisOf,
  gathered,
  RowFinder,
  rowsOf,
  threadsOf,
  ticksOf,
  timeText,
  viewOf,
  windowOf,
} from './timeline.ts';

const recorded = (name: string): Model => {
  const file = `examples/${name}.json`;
  return modelOf(readTrace(readFileSync(file, 'utf8'), file));
};
const RUNS: [string, Model][] = [
  ...[
    '04-lending-memory/recordings/main.sim',
    '04-lending-memory/recordings/broken/given-back.sim',
    '07-five-slow-answers/recordings/main.wine',
    '09-two-event-loops/recordings/parked-waits.sim',
    '10-accepting/recordings/many.sim',
    '12-from-completions-to-promises/recordings/main.sim',
    '13-threads-and-the-limit/recordings/main.wine',
    '13-threads-and-the-limit/recordings/limit-2.sim',
  ].map((name): [string, Model] => [name, recorded(name)]),
  ['a long one that was made up', modelOf(longTrace(3000, 200))],
];

describe('the view', () => {
  it('holds the frame, is as wide as it may be, and stays while a reader steps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(),
        fc.integer({ min: 8, max: 500 }),
        (count, at, width) => {
          const frame = at % count;
          const { from, to } = viewOf(count, frame, width);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to - from).toBe(Math.min(count, width));
          expect(to).toBeLessThanOrEqual(count);
          expect(from <= frame && frame < to).toBe(true);
        },
      ),
    );
    const views = Array.from({ length: 1000 }, (_, frame) => viewOf(1000, frame, 100).from);
    expect(new Set(views).size).toBeLessThan(25);
    expect(viewOf(1000, 7, null)).toEqual({ from: 0, to: 1000 });
  });
});

describe('the window of lanes', () => {
  it('holds what matters, in order, and never more than it may', () => {
    const lanes = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(
        lanes,
        fc.array(fc.nat(), { maxLength: 40 }),
        fc.option(fc.nat(12_000)),
        (count, numbers, first) => {
          const matter = [...new Set(numbers.map((number) => number % count))];
          const { shown, more } = windowOf(count, matter, { first, most: 24 });
          expect(shown.length).toBe(Math.min(24, count));
          expect(shown.length + more).toBe(count);
          expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
          expect(shown.every((place) => place >= 0 && place < count)).toBe(true);
          for (const place of matter.slice(0, 24)) expect(shown).toContain(place);
        },
      ),
    );
  });

  it('turns to every lane', () => {
    const seen = new Set<number>();
    for (let first = 0; first < 100; ) {
      const { shown } = windowOf(100, [3], { first, most: 24 });
      for (const place of shown) seen.add(place);
      first = (shown.at(-1) ?? 0) + 1;
    }
    expect(seen.size).toBe(100);
  });
});

describe('what is gathered', () => {
  const spans = fc.array(fc.tuple(fc.nat(40), fc.nat(400)), { maxLength: 600 }).map((parts) => {
    const total = parts.reduce((sum, [gap, width]) => sum + gap + width, 1);
    let at = 0;
    return parts.map(([gap, width]) => {
      const left = (at + gap) / total;
      at += gap + width;
      return { left, right: at / total };
    });
  });

  it('is all there, in order, in groups that do not overlap, and in no more than there may be', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 60 }), (items, most) => {
        const groups = gathered(items, most);
        expect(groups.flatMap((group) => group.items)).toEqual(items);
        expect(groups.length).toBeLessThanOrEqual(Math.max(1, most));
        for (const [at, { left, right, items: inside }] of groups.entries()) {
          expect(left).toBe(inside[0]?.left);
          expect(right).toBe(inside.at(-1)?.right);
          if (at > 0) expect(left).toBeGreaterThanOrEqual(groups[at - 1]?.right ?? 0);
        }
      }),
    );
  });

  it('is what is narrower than a pixel only, where there is not too much of it', () => {
    const wide = [0, 1, 2, 3].map((at) => ({ left: at / 4, right: (at + 1) / 4 }));
    expect(gathered(wide, 10)).toHaveLength(4);
    const narrow = [0, 1, 2].map((at) => ({ left: at / 5000, right: (at + 1) / 5000 }));
    expect(
      gathered([...narrow, { left: 0.5, right: 1 }], 10).map(({ items }) => items.length),
    ).toEqual([3, 1]);
  });
});

describe('times', () => {
  it.each([
    [0, '0 µs'],
    [999, '999 µs'],
    [1500, '1.5 ms'],
    [137_638, '137.6 ms'],
    [4_061_467, '4.06 s'],
  ])('%d are %s', (microseconds, text) => expect(timeText(microseconds)).toBe(text));
});

describe.each(RUNS)('the timeline of %s', (_, model) => {
  const count = model.frames.length;

  it.each(['time', 'steps'] as const)('has an axis of %s that never goes back', (kind) => {
    const axis = axisOf(model, kind, { from: 0, to: count });
    let last = 0;
    for (let frame = 0; frame <= count; frame++) {
      expect(axis.at(frame)).toBeGreaterThanOrEqual(last);
      last = axis.at(frame);
    }
    expect(axis.at(0)).toBe(0);
    expect(last).toBe(1);
    const ticks = ticksOf(model, axis);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.every(({ place }) => place >= 0 && place <= 1)).toBe(true);
    expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
  });

  it.each(['handle', 'thread'] as const)(
    'has each operation in one row, by %s, beside no other',
    (by) => {
      const rows = rowsOf(model, by);
      const bars = rows.flatMap((row) => row.bars);
      expect(new Set(bars.map(({ operation }) => operation))).toEqual(new Set(model.operations));
      expect(bars).toHaveLength(model.operations.length);
      for (const row of rows) {
        for (const [at, { from }] of row.bars.entries()) {
          if (at > 0) expect(from).toBeGreaterThanOrEqual(row.bars[at - 1]?.to ?? 0);
        }
      }
      const finder = new RowFinder(rows);
      for (const { operation, from } of bars) {
        const place = finder.of(operation.name, from);
        expect(rows[place ?? -1]?.bars.map((bar) => bar.operation)).toContain(operation);
      }
    },
  );

  it('has bars whose parts follow one another from submit to dequeue', () => {
    for (const { from, to, parts, operation } of rowsOf(model, 'handle').flatMap(
      (row) => row.bars,
    )) {
      expect(parts[0]?.from).toBe(from);
      expect(parts.at(-1)?.to).toBe(to);
      expect(from).toBe(operation.from);
      for (const [at, part] of parts.entries()) {
        expect(part.to).toBeGreaterThanOrEqual(part.from);
        if (at > 0) expect(part.from).toBe(parts[at - 1]?.to);
      }
      if (operation.completed !== null && parts.length === 2) {
        expect(parts[1]?.from).toBe(operation.completed);
      }
    }
  });

  it('has threads that do one thing after the other', () => {
    for (const { stretches } of threadsOf(model).lives) {
      for (const [at, { from, to, state }] of stretches.entries()) {
        expect(to).toBeGreaterThan(from);
        if (at === 0) continue;
        expect(from).toBe(stretches[at - 1]?.to);
        expect(state).not.toBe(stretches[at - 1]?.state);
      }
    }
  });
});

describe('chapter 7', () => {
  it('has the slowest first, and ends like a staircase', () => {
    const rows = rowsOf(recorded('07-five-slow-answers/recordings/main.wine'), 'handle');
    expect(rows.map(({ group }) => group)).toEqual([1, 2, 3, 4, 5].map((n) => `socket${n}`));
    const firsts = rows.map(({ bars }) => bars[0]);
    const begins = firsts.map((bar) => bar?.from ?? 0);
    const ends = firsts.map((bar) => bar?.to ?? 0);
    expect(begins).toEqual(begins.toSorted((a, b) => a - b));
    expect(ends).toEqual(ends.toSorted((a, b) => b - a));
  });
});

describe('chapter 13', () => {
  const most = (name: string) => {
    const [port, ...others] = threadsOf(
      recorded(`13-threads-and-the-limit/recordings/${name}`),
    ).ports;
    expect(others).toEqual([]);
    return port;
  };

  it('shows that the simulated Windows keeps the limit but for threads that go on', () => {
    for (const [name, limit] of [
      ['main.sim', 1],
      ['limit-2.sim', 2],
    ] as const) {
      const model = recorded(`13-threads-and-the-limit/recordings/${name}`);
      const port = most(name);
      expect(port).toMatchObject({ limit, isTold: true });
      const blockPhase = model.printed.find(({ text }) => text.startsWith('Handlers that block:'));
      const before = port?.counts.filter(({ from }) => from <= (blockPhase?.frame ?? 0)) ?? [];
      const computing = model.printed.find(({ text }) => text.startsWith('Handlers that compute'));
      const first = before.filter(({ from }) => from <= (computing?.frame ?? 0));
      expect(Math.max(...first.map(({ count }) => count))).toBe(limit);
      expect(Math.max(...(port?.counts.map(({ count }) => count) ?? []))).toBe(4);
    }
  });

  it('shows that Wine lets all four go', () => {
    const port = most('main.wine');
    expect(port).toMatchObject({ limit: 1, isTold: false });
    expect(Math.max(...(port?.counts.map(({ count }) => count) ?? []))).toBe(4);
    expect(port?.counts.every(({ count }) => count >= 0)).toBe(true);
  });
});
