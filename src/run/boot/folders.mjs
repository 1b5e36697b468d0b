import fs from 'node:fs';
import path from 'node:path';

import { PRIVATE_FOLDER } from './paths.mjs';
import { Trouble } from './trouble.mjs';

let counter = 0;

/**
 * When a process of Linux was started, in clock ticks since boot. With the id it names one process for ever:
 * ids come round again, start times do not.
 * @param {number} pid
 * @returns {string | null} null when there is no such process
 */
export function startOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/**
 * Makes a new empty folder `.iocp/live/<pid>-<start>-<n>-<label>`: its name says who owns it.
 * @param {string} label
 * @returns {string}
 */
export function ownFolder(label) {
  counter += 1;
  const live = path.join(PRIVATE_FOLDER, 'live');
  const folder = path.join(
    live,
    `${process.pid}-${startOf(process.pid) ?? 0}-${counter}${process.hrtime.bigint() % 100000n}-${label}`,
  );
  try {
    fs.mkdirSync(live, { recursive: true });
    fs.mkdirSync(folder);
  } catch (error) {
    throw new Trouble(
      `${live} cannot be written (${/** @type {Error} */ (error).message}); the workbook keeps its tools there, so give this user the right to write in the repository's folder.`,
    );
  }
  return folder;
}

/**
 * Folders under `.iocp/live` whose owner is no longer running.
 * @returns {string[]}
 */
export function orphans() {
  const live = path.join(PRIVATE_FOLDER, 'live');
  let names;
  try {
    names = fs.readdirSync(live);
  } catch {
    return [];
  }
  return names
    .filter((name) => {
      const [pid, start] = name.split('-');
      return startOf(Number(pid)) !== start;
    })
    .map((name) => path.join(live, name));
}

/**
 * Gives a finished folder its final name, whole or not at all. When someone else was first, theirs is kept.
 * @param {string} made
 * @param {string} final
 */
export function publish(made, final) {
  try {
    fs.renameSync(made, final);
  } catch (error) {
    if (!fs.existsSync(final)) throw error;
    fs.rmSync(made, { recursive: true, force: true });
  }
}
