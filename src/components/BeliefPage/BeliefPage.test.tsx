import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { BeliefPage, type BeliefPageProps } from './BeliefPage.tsx';

const page: BeliefPageProps = {
  id: 'M02',
  belief: 'It is the number.',
  truth: 'It is a BOOL.',
  facts: [{ id: 'EX-2', statement: 'The number is elsewhere.', to: '/facts/ex-2/' }],
  seen: [{ kind: 'issue', text: 'somebody/something #1', url: 'https://example.org/1' }],
  programs: [
    {
      name: 'bool-as-count',
      example: { title: '1. A port is a queue', to: null },
      sees: 'It hangs.',
      listing: { html: 'x', file: 'a.ts', from: 1, to: 1 },
      command: 'node iocp.mjs run a.ts',
      recording: { example: '01', scene: 'broken/a', command: null, runs: [] },
      shows: [{ kernel: 'Windows', words: 'It hangs there.', rests: 'expected, documented' }],
      reports: ['Nobody looked at them.'],
      change: [
        [
          { in: 'both', text: 'for (;;) {' },
          { in: 'broken', text: '  returned' },
          { in: 'right', text: '  removed[0]' },
        ],
      ],
      right: 'examples/01/main.ts',
    },
  ],
  previous: null,
  next: { title: 'M03', to: '/beliefs/m03/' },
};

const html = renderToStaticMarkup(
  <BeliefPage {...page} link={({ to, children }) => <a href={to}>{children}</a>} />,
);

test('the change is told by marks, and by words to who hears it', () => {
  const text = html.replaceAll(/<[^>]+>/g, '');
  expect(text).toContain('broken: −   returned\n');
  expect(text).toContain('right: +   removed[0]\n');
  expect(html).toMatch(/<span class="[^"]*" data-in="both"><span aria-hidden="true"> {2}<\/span>/);
});

test('it says what each kernel shows, what the checker says, and where the rule stands', () => {
  for (const part of [
    'It hangs there.',
    'expected, documented',
    'Nobody looked at them.',
    'href="/facts/ex-2/"',
    'href="https://example.org/1"',
    'href="/beliefs/m03/"',
    'examples/01/main.ts',
  ]) {
    expect(html).toContain(part);
  }
});
