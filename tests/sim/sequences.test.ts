import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factById } from '../../src/facts/index.ts';
import { type Kernel, missingForWine, openKernel } from '../../src/run/kernel/index.mjs';
import { sequence } from './sequences/generate.ts';
import { compareSequences, runSequences, shortest } from './sequences/run.ts';
import type { Step } from './sequences/steps.ts';

/*
 * Random calls about ports, sockets, pipes, files and cancelling, made on Wine and on the simulated Windows by one
 * program, and compared call by call: what each returned, the last error, what it wrote, and whose packets came.
 */

const COUNT = Number(process.env.IOCP_SEQUENCES ?? 60);
const SEED = Number(process.env.IOCP_SEED ?? 20_261_122);

/** A simulated Windows on which a warning is not made to pend: Wine knows no other (SKIP-6). */
const LIKE_WINE = 4;

const missing = missingForWine();

describe.skipIf(missing !== null)('sequences of calls', () => {
  let kernels: { wine: Kernel; sim: Kernel };
  beforeAll(async () => {
    kernels = {
      wine: await openKernel('wine'),
      sim: await openKernel('sim', () => {}, { seed: LIKE_WINE }),
    };
  });
  afterAll(async () => {
    for (const kernel of Object.values(kernels)) await kernel.close();
  });

  it(`come to the same on Wine and on the simulated Windows (${COUNT}, seed ${SEED})`, async () => {
    const sequences = fc.sample(sequence, { numRuns: COUNT, seed: SEED });
    const results = await compareSequences(kernels, sequences);
    const explained: Record<string, number> = {};
    for (const result of results) {
      for (const [fact, times] of result.explained) {
        explained[fact] = (explained[fact] ?? 0) + times;
      }
    }
    console.log(
      `${COUNT} sequences, ${sequences.flat().length} calls; explained: ${JSON.stringify(explained)}`,
    );
    for (const fact of Object.keys(explained)) expect(factById(fact), fact).toBeDefined();

    const bad = results.findIndex(({ disagreements }) => disagreements.length > 0);
    if (bad < 0) return;
    const all = results.filter(({ disagreements }) => disagreements.length > 0).length;
    const { steps, comparison } = await shortest(kernels, sequences[bad] as Step[]);
    expect.fail(
      [
        `${all} of ${COUNT} sequences disagree (seed ${SEED}). The shortest that comes of the first:`,
        ...steps.map((step, at) => `  ${at}  ${JSON.stringify(step)}`),
        ...comparison.disagreements.map(({ step, sentence }) => `step ${step}: ${sentence}`),
      ].join('\n'),
    );
  }, 600_000);

  it('are not compared in vain: what is done matters, and what it does is seen', async () => {
    const begin: Step[] = [
      { do: 'port', limit: 0 },
      { do: 'tcp' },
      { do: 'associate', handle: 0, port: 0, key: 7 },
      { do: 'receive', handle: 0, sizes: [4], event: 'none', counts: true },
      { do: 'send', handle: 1, text: 'bcde', event: 'event', counts: true },
    ];
    for (const kernel of Object.values(kernels)) {
      const { seen, stderr } = await runSequences(kernel, [begin]);
      expect(seen[0]?.[3]?.call, stderr).toMatchObject({ error: 997, count: 'untouched' });
      expect(seen[0]?.[4]?.memory['1']).toMatchObject({ signalled: true });
      expect(seen[0]?.[4]?.packets).toMatchObject([
        { bytes: 4, key: 7, overlapped: 'operation 0' },
      ]);
      const data = seen[0]?.map(({ memory }) => memory['0']?.data).filter(Boolean);
      expect(data?.at(-1)).toBe(Buffer.from('bcde').toString('hex'));
    }
  });
});
