import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Listing } from './Listing.tsx';

const html = '<span class="line" data-line="41">f();\n</span>';

test('a listing names its file, its lines and its step, and can be reached by keyboard', () => {
  const markup = renderToStaticMarkup(
    <Listing html={html} file="examples/x/main.ts" from={41} to={47} step="submit" />,
  );
  expect(markup).toContain('examples/x/main.ts');
  expect(markup).toContain('lines 41–47');
  expect(markup).toMatch(/<b[^>]*>submit<\/b>/);
  expect(markup).toMatch(/<pre[^>]*tabindex="0"/);
  expect(markup).toContain(html);
});

test('a listing of one line names one line', () => {
  const markup = renderToStaticMarkup(<Listing html={html} file="a.ts" from={41} to={41} />);
  expect(markup).toContain('line 41<');
});

test('a snippet has no head and no line numbers', () => {
  const markup = renderToStaticMarkup(<Listing html={html} />);
  expect(markup).not.toContain('<figure');
  expect(markup).toContain('data-numbered="false"');
});
