// What `npm start` in an example's folder runs. It works on a bare clone: only Node's own modules are imported.

import fs from 'node:fs';
import path from 'node:path';

import { ensureExamples } from '../src/run/boot/install.mjs';
import { EXAMPLES } from '../src/run/boot/paths.mjs';
import { Trouble, tell } from '../src/run/boot/trouble.mjs';
import { defaultKernel, missingFor, openKernel } from '../src/run/kernel/index.mjs';
import { kernelsOf } from '../src/run/kernel/kernels.mjs';
import { ended } from '../src/run/kernel/words.mjs';

const TIME_LIMIT = 600;

/** @param {string} sentence */
const say = (sentence) => process.stderr.write(`${sentence}\n`);

async function start() {
  const folder = process.cwd();
  const file = path.join(folder, 'main.ts');
  if (!fs.existsSync(file)) {
    throw new Trouble(
      `There is no main.ts in ${folder}; run npm start in the folder of an example, such as ${path.join(EXAMPLES, '07-five-slow-answers')}.`,
    );
  }
  const kernels = kernelsOf(folder);
  const kind = defaultKernel(kernels);
  if (kind === null) throw new Trouble(missingFor(path.basename(folder), kernels));
  if (kind !== 'wine' && kind !== 'sim') await ensureExamples(say);
  const kernel = await openKernel(kind, say);
  try {
    const outcome = await kernel.run({
      file,
      args: process.argv.slice(2),
      cwd: folder,
      timeoutSeconds: TIME_LIMIT,
      onStdout: (bytes) => process.stdout.write(bytes),
      onStderr: (bytes) => process.stderr.write(bytes),
    });
    const { exitCode, sentence } = ended(outcome, TIME_LIMIT);
    if (sentence !== null) say(sentence);
    return exitCode;
  } finally {
    await kernel.close();
  }
}

try {
  process.exitCode = await start();
} catch (error) {
  process.exitCode = tell(error);
}
