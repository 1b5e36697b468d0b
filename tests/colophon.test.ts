import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { colophonOf } from '../src/remark/colophon.ts';
import { ROOT } from '../src/run/boot/paths.mjs';

function book(recordings: Record<string, object>): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'colophon-'));
  onTestFinished(() => fs.rmSync(root, { recursive: true }));
  fs.writeFileSync(path.join(root, 'package.json'), '{ "version": "1.2.3" }');
  fs.mkdirSync(path.join(root, 'examples'));
  for (const [file, trace] of Object.entries(recordings)) {
    const full = path.join(root, 'examples', file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, JSON.stringify(trace));
  }
  return root;
}

const trace = (at: string, commit: string | null) => ({
  kernel: { product: 'Wine', version: '8.0', node: '22', koffi: '3', arch: 'x64', os: 'Linux' },
  recorded: { at, commit, dirty: false },
});

test('the foot names the latest recording, broken programs’ among them', () => {
  const root = book({
    '01-a/recordings/main.wine.json': trace('2026-01-31T23:59:59.000Z', 'aaaaaaaaaa'),
    '02-b/recordings/broken/x.sim.json': trace('2026-02-01T00:00:00.000Z', 'bbbbbbbbbb'),
  });
  expect(colophonOf(root)).toEqual({
    version: '1.2.3',
    recordings: 2,
    latest: '1 Feb 2026',
    commit: 'bbbbbbbbbb',
  });
});

test('a book without a recording says no day, and one made without git no commit', () => {
  expect(colophonOf(book({}))).toMatchObject({ recordings: 0, latest: null, commit: null });
  const root = book({ '01-a/recordings/main.sim.json': trace('2026-02-01T00:00:00.000Z', null) });
  expect(colophonOf(root)).toMatchObject({ latest: '1 Feb 2026', commit: null });
});

test('this book has recordings, and says so', () => {
  const { recordings, latest } = colophonOf(ROOT);
  expect(recordings).toBeGreaterThan(40);
  expect(latest).toMatch(/^\d{1,2} [A-Z][a-z]{2} \d{4}$/);
});
