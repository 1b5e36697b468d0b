import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Predict } from './Predict.tsx';

test('a prediction asks first, and keeps its answer in a native disclosure that starts closed', () => {
  const html = renderToStaticMarkup(<Predict question="What is printed?">Five lines.</Predict>);
  expect(html).toMatch(/Before you go on\.<\/b> What is printed\?.*<details/);
  expect(html).toMatch(/<details[^>]*><summary>The answer<\/summary>Five lines\.<\/details>/);
  expect(html).not.toMatch(/<details[^>]*open/);
});
