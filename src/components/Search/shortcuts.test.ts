import { expect, test } from 'vitest';
import { shortcutOf } from './shortcuts.ts';

test.each([
  ['997', '/errors/?n=997'],
  [' 0xC000020D ', '/errors/?n=0xC000020D'],
  ['-1073741299', '/errors/?n=-1073741299'],
  ['ERROR_IO_PENDING', '/errors/?n=ERROR_IO_PENDING'],
  ['WSAECONNRESET', '/errors/?n=WSAECONNRESET'],
  ['m1', '/beliefs/m01/'],
  ['M-28', '/beliefs/m28/'],
])('%s names a page', (question, to) => {
  expect(shortcutOf(question)?.to).toBe(to);
});

test.each(['', 'GQ-4', 'WSARecv', 'WSAStartup', 'wait', 'packet 997', '0x', 'status'])(
  '“%s” is for the index',
  (question) => {
    expect(shortcutOf(question)).toBeNull();
  },
);
