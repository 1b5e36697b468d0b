import path from 'node:path';

import { findExample } from './examples.ts';
import { openKernel } from './kernel/index.mjs';

export interface Repeat {
  /** As `findExample` takes it. */
  example: string;
  args: string[];
  times: number;
  kernel: 'wine' | 'windows';
}

/** How long one of the runs may take, in seconds. */
const LIMIT = 30;

/**
 * Runs an example over and over in one session of a kernel.
 *
 * @returns a line for each run that did not print the five answers and FINISHED, in whatever order, or did not
 *   end with exit code 0
 */
export async function repeatRuns({
  example,
  args,
  times,
  kernel: kind,
}: Repeat): Promise<string[]> {
  const wanted = ['FINISHED', ...[1, 2, 3, 4, 5].map((n) => `RECEIVED: ${n}`)];
  const { folder } = findExample(example);
  const failures: string[] = [];
  const kernel = await openKernel(kind);
  try {
    for (let n = 1; n <= times; n += 1) {
      let printed = '';
      const { how, code } = await kernel.run({
        file: path.join(folder, 'main.ts'),
        args,
        cwd: folder,
        timeoutSeconds: LIMIT,
        onStdout: (bytes) => {
          printed += bytes;
        },
        onStderr: (bytes) => {
          printed += bytes;
        },
      });
      const lines = printed.trimEnd().split(/\r?\n/);
      const good =
        how === 'normal' &&
        code === 0 &&
        lines.at(-1) === 'FINISHED' &&
        lines.toSorted().join() === wanted.join();
      if (!good)
        failures.push(`run ${n}: ${how}, exit code ${code}, printed ${JSON.stringify(printed)}`);
    }
  } finally {
    await kernel.close();
  }
  return failures;
}
