import { describe, expect, test } from 'vitest';
import { asleep, partsOf } from './lighten.ts';

const page = (scripts: string) =>
  `<!doctype html><html lang=en><head><title>A page</title>${scripts}</head><body><div id=__docusaurus></div></body></html>`;

describe('a page whose scripts wait', () => {
  const html = asleep(
    page(
      '<script src=/assets/js/runtime.js defer></script><script src="/assets/js/main.js" defer="defer"></script>',
    ),
    'wake("scripts")',
    ['/assets/js/part.js', '/assets/js/</script>.js'],
  );

  test('runs none of them by itself', () => {
    expect(html).not.toMatch(/<script src/);
  });

  test('names those to run in their order, and those that they import', () => {
    const [, scripts = ''] = /<script>wake\((.*?)\)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(scripts)).toEqual({
      run: ['/assets/js/runtime.js', '/assets/js/main.js'],
      parts: ['/assets/js/part.js', '/assets/js/</script>.js'],
    });
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
