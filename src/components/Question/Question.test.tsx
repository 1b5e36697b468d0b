import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Answer, Question } from './Question.tsx';

test('a question is built as closed disclosures, each of which says by word whether it is right', () => {
  const html = renderToStaticMarkup(
    <Question ask="How many?" id="a/1">
      <Answer text="One">A BOOL.</Answer>
      <Answer text="Some" right>
        As many as fit.
      </Answer>
    </Question>,
  );
  expect(html).toMatch(/<summary>One<\/summary>.*<b>No\.<\/b> A BOOL\./);
  expect(html).toMatch(/<summary>Some<\/summary>.*<b>Yes\.<\/b> As many/);
  expect(html).not.toMatch(/open|first answer/);
});
