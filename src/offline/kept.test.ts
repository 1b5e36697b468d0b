import { expect, test } from 'vitest';
import { kept } from './kept.ts';

test('a page is kept under the address that readers have, and changes with its content', () => {
  expect(kept('chapters/accepting/index.html', '/book/', 'f00d')).toEqual({
    url: '/book/chapters/accepting/',
    revision: 'f00d',
  });
  expect(kept('index.html', '/', 'f00d')?.url).toBe('/');
  expect(kept('replay/index.html', '/', 'f00d')?.url).toBe('/replay/');
});

test('a file that carries its hash is never asked for twice', () => {
  expect(kept('assets/js/main.0a1b2c3d.js', '/', 'f00d')?.revision).toBeNull();
  expect(kept('favicon.svg', '/', 'f00d')?.revision).toBe('f00d');
});

test('signs of an address are encoded, and its slashes stay', () => {
  expect(kept('assets/a b#.css', '/', 'f00d')?.url).toBe('/assets/a%20b%23.css');
});

test.each([
  'replay/07-five-slow-answers/main/wine/index.html',
  'monaco/0123/main.js',
  'social/07.png',
  '404.html',
  'sitemap.xml',
  'sw.js',
  '.iocp-inputs',
  'assets/.hidden',
])('%s is not kept', (file) => {
  expect(kept(file, '/', 'f00d')).toBeNull();
});
