// Runs every example that is for this machine's own kernel, the two ways that the book names: by the one command and as
// a plain `node main.ts`. Installs what that needs.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { ensureExamples, ensureSite } from '../boot/install.mjs';
import { EXAMPLES, ROOT } from '../boot/paths.mjs';
import { tell } from '../boot/trouble.mjs';
import { defaultKernel } from '../kernel/index.mjs';
import { kernelsOf } from '../kernel/kernels.mjs';
import { runsTypeScript } from '../kernel/native.mjs';

const LIMIT_SECONDS = 120;

/**
 * @param {string} shown
 * @param {string[]} args
 * @param {string} cwd
 * @returns {boolean} whether it ended by itself with exit code 0
 */
function runs(shown, args, cwd) {
  process.stdout.write(`\n${shown}\n`);
  const { status, signal, error } = spawnSync(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LIMIT_SECONDS * 1000,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return true;
  const how = status === null ? (error?.message ?? signal) : `exit code ${status}`;
  process.stdout.write(`${shown} failed: ${how}.\n`);
  return false;
}

try {
  await ensureSite((sentence) => process.stdout.write(`${sentence}\n`));
  await ensureExamples((sentence) => process.stdout.write(`${sentence}\n`));
  let passed = 0;
  let failed = 0;
  const names = fs.readdirSync(EXAMPLES).filter((name) => /^(?:\d\d|appendix)-/.test(name));
  for (const name of names.sort()) {
    const kind = defaultKernel(kernelsOf(path.join(EXAMPLES, name)));
    if (kind === null) continue;
    const short = /^\d\d/.exec(name)?.[0] ?? name;
    const ways = [
      runs(`node iocp.mjs run ${short}`, [path.join(ROOT, 'iocp.mjs'), 'run', short], ROOT),
      ...(kind !== 'wine' && runsTypeScript()
        ? [runs(`node main.ts in ${name}`, ['main.ts'], path.join(EXAMPLES, name))]
        : []),
    ];
    for (const ok of ways) {
      if (ok) passed += 1;
      else failed += 1;
    }
  }
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
} catch (error) {
  process.exitCode = tell(error);
}
