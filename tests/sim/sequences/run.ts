import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kernel } from '../../../src/run/kernel/index.mjs';
import { type Comparison, compareRuns } from './compare.ts';
import type { Step, StepSeen } from './steps.ts';

const INTERPRETER = fileURLToPath(new URL('interpreter.ts', import.meta.url));

/** How long, in milliseconds, the simulated Windows sleeps after each call; it costs no time there. */
const SLEEP = 20;

/** Makes sequences of calls on a kernel, all in one process. Of those that the program did not live to tell, nothing. */
export async function runSequences(
  kernel: Kernel,
  sequences: readonly (readonly Step[])[],
): Promise<{ seen: StepSeen[][]; stderr: string }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-sequences-'));
  try {
    const file = path.join(folder, 'sequences.json');
    fs.writeFileSync(file, JSON.stringify(sequences));
    let stdout = '';
    let stderr = '';
    const { how, code } = await kernel.run({
      file: INTERPRETER,
      args: [kernel.hostPath(file), String(kernel.kind === 'sim' ? SLEEP : 0)],
      cwd: folder,
      timeoutSeconds: 300,
      onStdout: (bytes) => {
        stdout += bytes;
      },
      onStderr: (bytes) => {
        stderr += bytes;
      },
    });
    const lines = stdout.split('\n').filter((line) => line.trim() !== '');
    const seen = lines.map((line) => JSON.parse(line) as StepSeen[]);
    return { seen, stderr: `${how}, exit code ${code}\n${stderr}` };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** How each of many sequences compares on the two kernels. */
export async function compareSequences(
  { wine, sim }: { wine: Kernel; sim: Kernel },
  sequences: readonly (readonly Step[])[],
): Promise<Comparison[]> {
  const [onWine, onSim] = await Promise.all([
    runSequences(wine, sequences),
    runSequences(sim, sequences),
  ]);
  return sequences.map((steps, at) => {
    const [one, other] = [onWine.seen[at], onSim.seen[at]];
    if (one !== undefined && other !== undefined) return compareRuns(steps, one, other);
    const silent = one === undefined ? onWine : onSim;
    const name = one === undefined ? 'Wine' : 'the simulated Windows';
    return {
      disagreements: [{ step: 0, sentence: `No answer came from ${name}: ${silent.stderr}` }],
      explained: new Map(),
    };
  });
}

/** Leaves steps out of a sequence that disagrees as long as it does; a round of attempts is one process on each kernel. */
export async function shortest(
  kernels: { wine: Kernel; sim: Kernel },
  sequence: readonly Step[],
): Promise<{ steps: readonly Step[]; comparison: Comparison }> {
  let steps = sequence;
  let [comparison] = await compareSequences(kernels, [steps]);
  for (let gone = Math.ceil(steps.length / 2); gone > 0; ) {
    const starts = Array.from({ length: steps.length }, (_, start) => start);
    const attempts = starts.map((start) =>
      steps.filter((_, at) => at < start || at >= start + gone),
    );
    const results = await compareSequences(kernels, attempts);
    const found = results.findIndex(({ disagreements }) => disagreements.length > 0);
    if (found < 0) gone = gone === 1 ? 0 : Math.ceil(gone / 2);
    else {
      steps = attempts[found] as Step[];
      comparison = results[found];
      gone = Math.min(gone, Math.ceil(steps.length / 2));
    }
    if (steps.length === 0) break;
  }
  if (comparison === undefined) throw new Error('There is no sequence.');
  return { steps, comparison };
}
