import { expect, test } from 'vitest';
import { highlight } from './highlight.ts';

const line = (text: string) => [{ number: 41, text }];

test('highlighted code says what a token is, and leaves its colour to the page', async () => {
  const html = await highlight(line("const n = WSARecv(socket, 'x'); // lent"), 'ts');
  expect(html).toContain('<span class="line" data-line="41">');
  expect(html).toContain('<span class="t-keyword">const</span>');
  expect(html).toContain('<span class="t-call">WSARecv</span>');
  expect(html).toContain('t-string');
  expect(html).toContain('<span class="t-comment">// lent</span>');
  expect(html).not.toContain('style=');
});

test('a name in capitals is one of Win32’s constants', async () => {
  const html = await highlight(line('if (error !== WSA_IO_PENDING) return;'), 'ts');
  expect(html).toMatch(/<span class="t-constant">\s*WSA_IO_PENDING\s*<\/span>/);
});
