import { describe, expect, test } from 'vitest';
import { complaints, type Load, loadOf, median } from './verdict.ts';

const good: Load = {
  scripts: 140_000,
  all: 180_000,
  requests: 9,
  performance: 99,
  accessibility: 100,
  bestPractices: 100,
  seo: 100,
  lcp: 2000,
  tbt: 20,
  cls: 0,
  failed: [],
};
const said = (load: Partial<Load>, isChapter = true): string[] =>
  complaints('/a/', { ...good, ...load }, { isChapter, scaffoldTbt: 300 });

describe('what is said of a page', () => {
  test('nothing, when all is well', () => expect(said({})).toEqual([]));
  test.each<[Partial<Load>, string]>([
    [{ scripts: 150_001 }, '/a/ loads 150.0 KB of scripts; 150.0 KB is the most.'],
    [{ all: 191_000 }, '/a/ loads 191.0 KB in all; 190.0 KB is the most.'],
    [{ performance: 94 }, '/a/ has a performance of 94; 95 is the least.'],
    [{ tbt: 101 }, '/a/ blocks for 101 ms; a third of the scaffold’s 300 ms is the most.'],
    [{ seo: 92, failed: ['meta-description'] }, '/a/ has 92 for SEO: meta-description.'],
  ])('%o', (load, sentence) => expect(said(load)).toEqual([sentence]));
  test('a page that is no chapter may weigh more', () =>
    expect(said({ scripts: 200_000, all: 300_000 }, false)).toEqual([]));
});

test('the median is taken of each number by itself, and what failed once has failed', () => {
  const loads = [
    { ...good, tbt: 10, lcp: 3000 },
    { ...good, tbt: 30, lcp: 1000, failed: ['x'] },
    { ...good, tbt: 20, lcp: 2000 },
  ];
  expect(median(loads)).toEqual({ ...good, tbt: 20, lcp: 2000, failed: ['x'] });
});

describe('a report', () => {
  const category = { score: 0.99, auditRefs: [{ id: 'meta', weight: 1 }] };
  const report = {
    categories: {
      performance: { score: 0.955, auditRefs: [] },
      accessibility: { score: 1, auditRefs: [] },
      'best-practices': { score: 1, auditRefs: [] },
      seo: category,
    },
    audits: {
      meta: { score: 0 },
      'network-requests': {
        score: null,
        details: {
          items: [
            { url: 'http://localhost/', transferSize: 100 },
            { url: 'http://localhost/main.js', transferSize: 20 },
          ],
        },
      },
    },
  };

  test('counts scripts that are fetched beforehand, too', () => {
    expect(loadOf(report)).toMatchObject({
      scripts: 20,
      all: 120,
      requests: 2,
      performance: 96,
      failed: ['meta'],
    });
  });

  test('without a category is no report', () => {
    expect(() => loadOf({ ...report, categories: {} })).toThrow('The report has no performance.');
  });
});
