import { describe, expect, it } from 'vitest';
import { BrokenRegions, regionsOf, STEP_LABELS, stepAt, stepLabelOf } from './regions.ts';

const text = [
  'a',
  '//#region submit',
  'b',
  '  // #region inner',
  'c',
  '  // #endregion',
  '//#endregion',
  'd',
].join('\n');

describe('regions', () => {
  it('leave their markers out and may lie in one another', () => {
    expect(regionsOf(text)).toEqual([
      { name: 'submit', first: 3, last: 6 },
      { name: 'inner', first: 5, last: 5 },
    ]);
  });

  it.each([
    [
      '//#region a\n//#endregion\n//#region a\n//#endregion',
      /line 3: the region "a" begins a second time/,
    ],
    ['//#region a\nx', /line 1: the region "a" is never closed/],
    ['x\n//#endregion', /line 2: #endregion without/],
    ['//#region', /line 1: a region has no name/],
  ])('that do not fit together are refused with their line: %j', (broken, why) => {
    expect(() => regionsOf(broken)).toThrow(BrokenRegions);
    expect(() => regionsOf(broken)).toThrow(why);
  });

  it('name a step when they are called like one', () => {
    expect(STEP_LABELS.map((label) => stepLabelOf(label.replaceAll(' ', '-')))).toEqual(
      STEP_LABELS,
    );
    expect(stepLabelOf('layout')).toBeNull();
  });

  it('give a line the label of the innermost labelled region', () => {
    const regions = regionsOf(text);
    expect([1, 3, 5, 8].map((line) => stepAt(regions, line))).toEqual([
      null,
      'submit',
      'submit',
      null,
    ]);
  });
});
