import { expect, it } from 'vitest';
import { costTable, perOperation } from './cost.ts';
import { columns, middle, ratios, spread } from './numbers.ts';
import { race, raceTable } from './race.ts';

it('the median is the middle one, or half-way between the middle two', () => {
  expect(middle([9, 1, 5])).toEqual({ median: 5, from: 1, to: 9 });
  expect(middle([4, 1, 2, 8])).toEqual({ median: 3, from: 1, to: 8 });
  expect(middle([7])).toEqual({ median: 7, from: 7, to: 7 });
  expect(middle([]).median).toBeNaN();
});

it('ratios are taken round by round, so a round that was slow for both changes nothing', () => {
  expect(ratios([10, 1, 10], [20, 2, 20])).toEqual([0.5, 0.5, 0.5]);
  expect(spread(ratios([10, 3], [20, 2]))).toBe('1.00 (0.50–1.50)');
});

it('columns are as wide as their widest cell', () => {
  expect(
    columns([
      ['a', 'b'],
      ['long', '1'],
    ]),
  ).toBe('a     b\nlong  1');
});

it('contestants take turns, and each round begins with another', async () => {
  const order: string[] = [];
  const contestant = (name: string, speed: number) => ({
    name,
    run: async () => {
      order.push(name);
      return [speed, 2 * speed];
    },
  });
  const speeds = await race([contestant('a', 10), contestant('b', 1000), contestant('c', 4)], 3);
  expect(order.join('')).toBe('abcbcacab');
  expect(speeds.get('b')).toEqual([
    [1000, 1000, 1000],
    [2000, 2000, 2000],
  ]);
  expect(raceTable('at a time', [1, 16], speeds, [['a', 'b']]).split('\n')).toEqual([
    'at a time  a   b      c  a ÷ b',
    '        1  10  1,000  4  0.01 (0.01–0.01)',
    '       16  20  2,000  8  0.01 (0.01–0.01)',
  ]);
});

it('what an operation takes has nothing of the program’s start in it', async () => {
  const cost = await perOperation(
    async (operations) => ({
      calls: { WSAStartup: 1, WSASend: 3 + operations, WSARecv: 2 * operations },
      allocations: 70,
      made: 5000 + 100 * operations,
    }),
    50,
  );
  expect(cost).toEqual({
    calls: { WSASend: 1, WSARecv: 2 },
    total: 3,
    allocations: 0,
    made: 100,
  });
  expect(costTable('for each', [['it', cost]])).toBe(
    'for each  calls  native allocations  bytes of JS objects  which calls\n' +
      'it        3.00   0.000               100                  2.00 WSARecv, 1.00 WSASend',
  );
});
