import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../boot/paths.mjs';
import { onWine } from '../kernel/testing.ts';
import { MINGW_HEADERS, missingForMingwHeaders } from '../machine.ts';
import { namesFromHeaders } from './headers.ts';
import { measure, measuredTable, nameTables } from './tables.ts';

const committed = (file: string) =>
  fs.readFileSync(path.join(ROOT, 'src', 'status', 'tables', file), 'utf8');

/** Name and number, a line each. */
const pairsIn = (text: string) =>
  text.split('\n').flatMap((line) => {
    const [code = '', ...names] = line.split(' ');
    return /^[0-9A-F]+$/.test(code) ? names.map((name) => `${name} ${code}`) : [];
  });

const missing = missingForMingwHeaders();

describe('the tables of names', () => {
  for (const file of ['ntstatus.ts', 'win32.ts', 'winsock.ts']) {
    const name = `${file} is what mingw-w64’s headers say`;
    test.skipIf(missing !== null)(missing === null ? name : `${name} (${missing})`, () => {
      const theirs = namesFromHeaders(MINGW_HEADERS.x86_64);
      const regenerated = nameTables(theirs).get(file) ?? '';
      const ours = committed(file);
      // Another version of the headers may have more names, but no other numbers for ours.
      if (ours.includes(`mingw-w64 ${theirs.version} `)) expect(ours).toBe(regenerated);
      const known = new Set(pairsIn(regenerated));
      const pairs = pairsIn(ours);
      expect(pairs.length).toBeGreaterThan(90);
      expect(pairs.filter((pair) => !known.has(pair))).toEqual([]);
    });
  }
});

onWine('the table of what becomes of a status is what Wine says', async () => {
  const { kernel, mapped } = await measure();
  expect(mapped.length).toBeGreaterThan(1700);
  const ours = committed('measured.ts');
  // Another version of Wine may know better.
  if (ours.includes(`'${kernel}'`)) expect(ours).toBe(measuredTable(kernel, mapped));
});
