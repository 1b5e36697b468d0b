import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../src/run/boot/paths.mjs';
import { main } from '../src/run/cli.ts';
import { listExamples } from '../src/run/examples.ts';
import { type Kernel, openKernel } from '../src/run/kernel/index.mjs';
import { scenesOf } from '../src/run/scenes.ts';
import type { Report } from '../src/sim/checker/report.ts';
import { readTrace } from '../src/trace/read.ts';

/* What the checker of the simulated Windows says of whole programs. The facts' programs are asked by `facts --kernel sim`. */

let kernel: Kernel;
beforeAll(async () => {
  kernel = await openKernel('sim', () => {});
});
afterAll(() => kernel.close());

async function reportsOf(file: string, args: readonly string[] = []): Promise<Report[]> {
  const { found } = await kernel.run({
    file,
    args,
    cwd: path.dirname(file),
    timeoutSeconds: 60,
    onStdout: () => {},
    onStderr: () => {},
  });
  if (!found) throw new Error(`${file} did not live to say what was found.`);
  return found.reports;
}

const broken = (name: string) => path.join(ROOT, 'tests/checker', `${name}.ts`);

/** The line of a program that ends with a word behind `//`. */
function lineOf(name: string, word: string): number {
  const lines = fs.readFileSync(broken(name), 'utf8').split('\n');
  return 1 + lines.findIndex((line) => line.endsWith(`// ${word}`));
}

/** Chapter 4 shows what becomes of an OVERLAPPED that is an object. */
const SHOWS_SCRATCH = '04-lending-memory';

const scenes = listExamples()
  .filter(({ kernels }) => kernels.includes('wine'))
  .flatMap((example) => scenesOf(example).map((scene) => ({ example, scene })))
  .filter(({ scene }) => !scene.main.startsWith('broken/'));

describe('of the examples', () => {
  it.concurrent.each(scenes.map((one) => [`${one.example.name}/${one.scene.name}`, one] as const))(
    '%s breaks no rule',
    async (_name, { example, scene }) => {
      const reports = await reportsOf(path.join(example.folder, scene.main), scene.arguments);
      const kinds = example.name === SHOWS_SCRATCH ? ['OVERLAPPED is scratch'] : [];
      expect(reports.map(({ kind }) => kind)).toEqual(kinds);
    },
  );
});

describe('a broken program', () => {
  it.concurrent.each([
    ['freed', 'OVERLAPPED freed', 'M09'],
    ['written', 'buffer written', 'M01'],
    ['bool-as-count', 'entries not looked at', 'M02'],
  ])('%s: it says "%s", %s, and the lines', async (name, kind, misconception) => {
    const [first] = await reportsOf(broken(name));
    const url = pathToFileURL(broken(name)).href;
    const at = { url, line: lineOf(name, 'at') };
    const since = lineOf(name, 'since');
    expect(first).toMatchObject({
      kind,
      misconception,
      at,
      since: since === 0 ? null : { url, line: since },
    });
  });

  it('ends with exit code 3 where that is asked for, and is told why on stderr', async () => {
    const said: string[] = [];
    const write = process.stderr.write;
    process.stderr.write = ((text: string | Uint8Array) =>
      said.push(String(text)) > 0) as typeof write;
    try {
      const run = ['run', broken('freed'), '--kernel', 'sim'];
      expect(await main(run)).toBe(0);
      expect(await main([...run, '--strict'])).toBe(3);
      expect(await main(['run', '01', '--kernel', 'sim', '--strict'])).toBe(0);
    } finally {
      process.stderr.write = write;
    }
    const since = `tests/checker/freed.ts:${lineOf('freed', 'since')}`;
    const at = `tests/checker/freed.ts:${lineOf('freed', 'at')}`;
    expect(said.join('')).toContain(
      `Ownership: The OVERLAPPED of the WSARecv that was started at ${since} was freed at ${at}, while it was under way. ` +
        'Windows writes the status there when the operation is over. (M09, OV-9)\n',
    );
  });

  it('has its reports in its trace', async () => {
    const out = path.join(fs.mkdtempSync(path.join(ROOT, '.iocp', 'checker-')), 'trace.json');
    try {
      await main(['run', broken('freed'), '--kernel', 'sim', '--trace', out]);
      const { events } = readTrace(fs.readFileSync(out, 'utf8'), out);
      const reports = events.filter(({ event }) => event === 'report');
      const file = 'tests/checker/freed.ts';
      expect(reports[0]).toMatchObject({
        misconception: 'M09',
        fact: 'OV-9',
        since: { file, line: lineOf('freed', 'since') },
        at: { file, line: lineOf('freed', 'at') },
      });
      expect(events.at(-1)?.event).toBe('exit');
    } finally {
      fs.rmSync(path.dirname(out), { recursive: true });
    }
  });
});
