import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { npmCi } from './npm.mjs';
import { EXAMPLES, ROOT } from './paths.mjs';
import { Trouble } from './trouble.mjs';

/** @typedef {'ready' | 'missing' | 'old'} Installed */

/**
 * @param {string} folder
 * @returns {string}
 */
function stampFile(folder) {
  return path.join(folder, 'node_modules', '.iocp-stamp');
}

/**
 * What an installation depends on, as one hash: the manifest, the lock file and the kind of Node.
 * @param {string} folder
 * @returns {string}
 */
function wanted(folder) {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) {
    hash.update(fs.readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n'));
    hash.update('\0');
  }
  hash.update(`${process.versions.modules} ${process.platform} ${process.arch}`);
  return hash.digest('hex');
}

/**
 * @param {string} file
 * @returns {string | null} null when it cannot be read
 */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {string[] | undefined} list of npm's `os` or `cpu`
 * @param {string} value
 * @returns {boolean}
 */
function admits(list, value) {
  if (list === undefined) return true;
  if (list.includes(`!${value}`)) return false;
  return list.every((entry) => entry.startsWith('!')) || list.includes(value);
}

/**
 * Whether npm's own note of what it installed says just what the lock file says, for this platform. True after
 * an `npm ci` or `npm install` that somebody ran by hand.
 * @param {string} folder
 * @returns {boolean}
 */
function asLocked(folder) {
  const note = read(path.join(folder, 'node_modules', '.package-lock.json'));
  const lock = read(path.join(folder, 'package-lock.json'));
  if (note === null || lock === null) return false;
  const installed = JSON.parse(note).packages ?? {};
  const locked = JSON.parse(lock).packages ?? {};
  for (const [name, entry] of Object.entries(locked)) {
    if (!name.includes('node_modules/')) continue;
    const there = installed[name];
    if (there === undefined) {
      const elsewhere = !admits(entry.os, process.platform) || !admits(entry.cpu, process.arch);
      if (entry.optional && (elsewhere || entry.libc !== undefined)) continue;
      if (entry.optional && !entry.os && !entry.cpu) continue;
      return false;
    }
    if (there.version !== entry.version || there.integrity !== entry.integrity) return false;
  }
  return Object.keys(installed).every((name) => locked[name] !== undefined);
}

/**
 * How the packages of a folder stand against its lock file.
 * @param {string} folder one with a package-lock.json
 * @returns {Installed}
 */
export function installed(folder) {
  if (!fs.existsSync(path.join(folder, 'node_modules'))) return 'missing';
  const stamp = read(stampFile(folder));
  if (stamp === wanted(folder)) return 'ready';
  if (stamp === null && asLocked(folder)) return 'ready';
  return 'old';
}

/**
 * Installs what the lock file of a folder says, unless that is here. An installation that fails or is broken off
 * leaves no stamp, so that the next start begins it again.
 * @param {string} folder
 * @param {() => void} say called before an installation begins
 * @param {(folder: string) => Promise<void>} [install]
 * @returns {Promise<boolean>} whether something was installed
 */
export async function ensureInstalled(folder, say, install = npmCi) {
  if (installed(folder) === 'ready') return false;
  say();
  const stamp = wanted(folder);
  fs.rmSync(stampFile(folder), { force: true });
  // npm's note goes too: it would vouch for an installation that is about to be taken apart.
  fs.rmSync(path.join(folder, 'node_modules', '.package-lock.json'), { force: true });
  await install(folder);
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  fs.writeFileSync(stampFile(folder), stamp);
  return true;
}

/**
 * Installs the packages of site and tools at the root, unless they are here.
 * @param {(sentence: string) => void} say
 * @returns {Promise<boolean>} whether something was installed
 */
export function ensureSite(say) {
  return ensureInstalled(ROOT, () => say('Installing the packages of the workbook …'));
}

/**
 * Installs what the examples need: koffi, a matter of seconds.
 * @param {(sentence: string) => void} say
 * @returns {Promise<boolean>} whether something was installed
 */
export function ensureExamples(say) {
  return ensureInstalled(EXAMPLES, () => say('Installing koffi for the examples …'));
}

/**
 * For commands that do not install by themselves.
 * @throws {Trouble} one sentence that names `npm ci`
 */
export function demandSite() {
  const state = installed(ROOT);
  if (state === 'ready') return;
  throw new Trouble(
    state === 'missing'
      ? `The packages of this workbook are not installed; run npm ci in ${ROOT} and try again.`
      : `The installed packages of this workbook are not those of package-lock.json; run npm ci in ${ROOT} and try again.`,
  );
}
