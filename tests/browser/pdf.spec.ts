import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { printBook } from '../../src/run/pdf/pdf.ts';
import { buildFolder, expect, test } from './site.ts';

const docs = path.join(import.meta.dirname, '../../docs');

test('the printed book is one tagged document with every chapter, and no link in it leads nowhere', async () => {
  test.setTimeout(120_000);
  const out = test.info().outputPath('book.pdf');
  const { headings, lost } = await printBook(out, buildFolder);
  const titles = readdirSync(docs)
    .sort()
    .filter((name) => /^\d\d-/.test(name))
    .map((name) => /^title: (.*)$/m.exec(readFileSync(path.join(docs, name), 'utf8'))?.[1]);
  expect(titles).toHaveLength(13);
  expect(headings).toEqual([...titles, ...headings.slice(13, 18), 'The ffi module', 'Glossary']);
  expect(lost).toEqual([]);

  const pdf = readFileSync(out).toString('latin1');
  expect(pdf.slice(0, 5)).toBe('%PDF-');
  expect(pdf).toMatch(/\/MarkInfo\s*<<[^>]*\/Marked true/);
  expect(pdf).toContain('/StructTreeRoot');
  expect(pdf).toMatch(/\/Lang \(en\)/);
  // The outline, by which a viewer shows where one is.
  for (const title of titles) expect(pdf).toContain(`/Title (${title})`);
  expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(100);
});
