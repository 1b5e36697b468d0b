import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { inPath } from '../machine.ts';

/** The processors that this process may use, by number; none where the system does not say so. */
function allowed(): number[] {
  try {
    const status = fs.readFileSync('/proc/self/status', 'utf8');
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
    return list.split(',').flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, at) => from + at);
    });
  } catch {
    return [];
  }
}

/**
 * Gives the programs one processor and their clients another, where Linux lets us. Otherwise each run falls on one or
 * on two of them by chance, and what it costs to wake the other is several times what is to be measured.
 *
 * @returns `client`, the words to put before a client's command line, and what was done, as a sentence
 */
export function shareProcessors(): { client: string[]; sentence: string } {
  const [ours, theirs] = allowed();
  const taskset = inPath('taskset');
  if (theirs !== undefined && taskset !== null) {
    const words = ['-a', '-p', '-c', String(ours), String(process.pid)];
    if (spawnSync(taskset, words, { stdio: 'ignore' }).status === 0) {
      return {
        client: [taskset, '-c', String(theirs)],
        sentence: `The programs, and what serves them, run on processor ${ours}, the clients of the echo servers on processor ${theirs}.`,
      };
    }
  }
  return { client: [], sentence: 'The system shares out the processors as it likes.' };
}
