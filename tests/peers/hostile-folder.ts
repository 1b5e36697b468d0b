/** Stands in for `@iocp/peers`: the same promise, with somebody in the folder who behaves as HOSTILE says. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const FILES = 500;

export async function startFolderWriter() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-workbook-'));
  const fileOf = (number: number) => path.join(folder, `${number}-${'x'.repeat(200)}`);
  let begun = false;
  return {
    folder,
    // On the program's own thread: all of it happens before the program can look.
    next() {
      if (begun || process.env.HOSTILE !== 'all at once') return;
      begun = true;
      for (let number = 0; number < FILES; number++) fs.writeFileSync(fileOf(number), '');
    },
    async close() {
      fs.rmSync(folder, { recursive: true });
    },
  };
}
