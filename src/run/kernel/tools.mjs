import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { ownFolder, publish } from '../boot/folders.mjs';
import { npmCi } from '../boot/npm.mjs';
import { PRIVATE_FOLDER } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';

/**
 * @typedef {object} Tools programs that come through npm, pinned by a lock file of their own
 * @property {string} name how their folder in `.iocp` begins
 * @property {string} source the folder with manifest and lock file
 * @property {string[]} options of `npm ci`
 * @property {string} shown what they are, for the sentence while they are fetched
 * @property {(folder: string) => boolean} areWhole
 */

const FILES = ['package.json', 'package-lock.json'];

/**
 * @param {...(string | Buffer)} parts
 * @returns {string} 12 hex digits
 */
export function shortHash(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/**
 * Where tools are, whether they were fetched yet or not.
 * @param {Tools} tools
 * @returns {string}
 */
export function folderOf({ name, source }) {
  const hash = shortHash(
    ...FILES.map((file) =>
      // The same tools, however git wrote the line ends.
      fs.readFileSync(path.join(source, file), 'utf8').replaceAll('\r\n', '\n'),
    ),
  );
  return path.join(PRIVATE_FOLDER, `${name}-${hash}`);
}

/**
 * Fetches tools through npm, unless they are here. Whole or not at all.
 * @param {Tools} tools
 * @param {(sentence: string) => void} say
 * @returns {Promise<string>} their folder
 */
export async function ensureTools(tools, say) {
  const final = folderOf(tools);
  if (tools.areWhole(final)) return final;
  // Folders come here whole: one that is there and lacks something will never get it.
  fs.rmSync(final, { recursive: true, force: true });
  say(`Fetching ${tools.shown} …`);
  const made = ownFolder('tools');
  try {
    for (const file of FILES) fs.copyFileSync(path.join(tools.source, file), path.join(made, file));
    await npmCi(made, [...tools.options, '--no-bin-links']);
    if (!tools.areWhole(made)) {
      throw new Trouble(
        `npm ci for ${tools.shown} ended well, but something did not arrive; see whether the npm registry in use has the packages of ${path.join(tools.source, 'package.json')}.`,
      );
    }
    publish(made, final);
  } finally {
    fs.rmSync(made, { recursive: true, force: true });
  }
  return final;
}
