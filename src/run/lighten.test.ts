import { describe, expect, test } from 'vitest';
import { asleep, partsOf } from './lighten.ts';

const page = (scripts: string) =>
  `<!doctype html><html lang=en><head><title>A page</title>${scripts}</head><body><div id=__docusaurus></div></body></html>`;

describe('a page whose scripts wait', () => {
  const html = asleep(
    page(
      '<script src=/assets/js/runtime.js defer></script><script src="/assets/js/main.js" defer="defer"></script>',
    ),
    'wake()',
    ['/assets/js/part.js'],
  );

  test('runs none of them by itself', () => {
    expect(html).not.toMatch(/<script src/);
    expect(html).toContain('<script>wake()</script>');
  });

  test('names those to run in their order, and fetches the parts beforehand', () => {
    expect(
      [...html.matchAll(/<link rel=prefetch as=script href=(\S+?)( data-wake)?>/g)].map(
        ([, href, wakes]) => [href, wakes !== undefined],
      ),
    ).toEqual([
      ['/assets/js/runtime.js', true],
      ['/assets/js/main.js', true],
      ['/assets/js/part.js', false],
    ]);
  });

  test('is refused when Docusaurus writes its scripts in another way', () => {
    expect(() => asleep(page('<script type=module src=/main.js></script>'), '', [])).toThrow(
      'no deferred script',
    );
  });
});

test('the parts of a page are those of its own route, each once', () => {
  const notes = {
    parts: {
      '/facts/ov-9/-abc': { __comp: 'one', __context: { plugin: 'two' }, facts: 'three' },
      '/facts/ov-9-more/-abc': { __comp: 'four' },
    },
    manifest: {
      origins: { one: ['1'], two: ['1', '2'], three: ['3'], four: ['4'] },
      assets: {
        1: { js: [{ file: 'one.js' }] },
        2: {},
        3: { js: [{ file: 'three.js' }] },
        4: { js: [{ file: 'four.js' }] },
      },
    },
  };
  expect(partsOf('/facts/ov-9/', notes)).toEqual(['one.js', 'three.js']);
});
