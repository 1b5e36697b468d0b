import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { themes } from '../src/facts/index.ts';
import { ROOT } from '../src/run/boot/paths.mjs';

/*
 * Whatever states something about IOCP names the fact it rests on. That the fact exists, another test says; here,
 * that one is named at all where the words of the subject are used.
 */

const FACT_ID = new RegExp(`\\b(?:${themes.map(({ id }) => id).join('|')})-\\d+\\b`);
const SUBJECT =
  /\b(?:completion (?:ports?|packets?|keys?)|packets?|OVERLAPPED|OVERLAPPED_ENTRY|dequeue[sd]?|pending)\b/;
const HEADER = /\b[\w]+\.h\b/;

function docstrings(file: string): { name: string; text: string }[] {
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  return [
    ...text.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:const|function|class|interface|type) (\w+)/g,
    ),
  ].map(([, words = '', name = '']) => ({ name, text: words }));
}

const bindings = fs
  .readdirSync(path.join(ROOT, 'examples/ffi'))
  .filter((name) => /^[a-z0-9_]+\.ts$/.test(name))
  .map((name) => `examples/ffi/${name}`);

describe('a docstring of @iocp/ffi that speaks of the subject names a fact or a header', () => {
  it.each(bindings)('%s', (file) => {
    const bare = docstrings(file).filter(
      ({ text }) => SUBJECT.test(text) && !FACT_ID.test(text) && !HEADER.test(text),
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
  });
});

const chapters = ['.', 'appendices'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, 'docs', folder))
    .filter((name) => name.endsWith('.mdx'))
    .map((name) => path.posix.join(folder, name)),
);

describe('a section of a chapter or an appendix that speaks of the subject names a fact', () => {
  it.each(chapters)('%s', (name) => {
    const text = fs.readFileSync(path.join(ROOT, 'docs', name), 'utf8');
    const sections = text.split(/^## /m).slice(1);
    const bare = sections.filter(
      (section) =>
        SUBJECT.test(section.replaceAll(/```[\s\S]*?```/g, '')) &&
        !/<Fact id="|<Card [^>]*fact="|\(\/facts\//.test(section),
    );
    expect(bare.map((section) => section.split('\n')[0])).toEqual([]);
  });
});
