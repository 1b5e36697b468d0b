import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { OtherThreads } from './other-threads.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-threads-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

it('what other threads write is heard once, and a line only when it is whole', () => {
  const write = (thread: number, text: string) =>
    fs.appendFileSync(path.join(folder, `lines.${thread}`), text);
  const said = (text: string) => `${JSON.stringify({ line: 'print', text })}\n`;
  const others = new OtherThreads(path.join(folder, 'lines.0'));
  const news = () => [...others.news()].map((line) => 'text' in line && line.text);

  write(0, said('mine'));
  expect(news()).toEqual([]);
  write(1, said('one'));
  write(2, said('two'));
  expect(news()).toEqual(['one', 'two']);
  expect(news()).toEqual([]);

  // Cut in the middle of a character, too.
  const bytes = Buffer.from(said('“drei”'));
  const cut = bytes.indexOf(0xe2) + 1;
  fs.appendFileSync(path.join(folder, 'lines.1'), bytes.subarray(0, cut));
  expect(news()).toEqual([]);
  fs.appendFileSync(path.join(folder, 'lines.1'), bytes.subarray(cut));
  expect(news()).toEqual(['“drei”']);

  const long = 'x'.repeat(200_000);
  write(2, said(long) + said('end'));
  expect(news()).toEqual([long, 'end']);
});
