import fs from 'node:fs';

/**
 * Processes of Linux that were started with this variable in their environment, however they were started since:
 * a program under Wine hands it on to its children, also to those that it lets go of.
 * @param {string} marker `NAME=value`
 * @returns {number[]}
 */
export function marked(marker) {
  const wanted = Buffer.from(`${marker}\0`).toString('latin1');
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const environment = fs.readFileSync(`/proc/${name}/environ`, 'latin1');
        return environment.startsWith(wanted) || environment.includes(`\0${wanted}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/**
 * Kills them, and those that they start meanwhile, until there are none left alive.
 * @param {string} marker `NAME=value`
 */
export function killMarked(marker) {
  /** @type {Set<number>} */
  const killed = new Set();
  for (;;) {
    const found = marked(marker).filter((pid) => !killed.has(pid));
    if (found.length === 0) return;
    for (const pid of found) {
      killed.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself between the look and the kill.
      }
    }
  }
}
