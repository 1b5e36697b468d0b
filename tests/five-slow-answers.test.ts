import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../src/run/boot/paths.mjs';
import { type Kernel, missingForWine, openKernel, realKernel } from '../src/run/kernel/index.mjs';
import { trace } from '../src/run/record.ts';
import { submissionsOf } from '../src/trace/questions.ts';

const kind = realKernel();
const folder = path.join(ROOT, 'examples', '07-five-slow-answers');
const hostile = fileURLToPath(new URL('peers/hostile.ts', import.meta.url));
if (!kind) console.log(`The program is not run here: ${missingForWine()}`);

describe.skipIf(!kind)('five slow answers', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await openKernel(kind ?? 'wine');
  });
  afterAll(() => kernel?.close());

  async function run(args: string[], way?: string) {
    let [stdout, stderr] = ['', ''];
    const outcome = await kernel.run({
      file: path.join(folder, 'main.ts'),
      args,
      cwd: folder,
      timeoutSeconds: 30,
      onStdout: (bytes) => {
        stdout += bytes;
      },
      onStderr: (bytes) => {
        stderr += bytes;
      },
      ...(way ? { peers: hostile, env: { HOSTILE: way } } : {}),
    });
    return { ...outcome, lines: stdout.split(/\r?\n/).filter(Boolean), stderr };
  }

  it('come back in the opposite order, whatever the step', async () => {
    const { lines, stderr, code } = await run(['--step', '150']);
    expect(lines).toEqual([
      'RECEIVED: 5',
      'RECEIVED: 4',
      'RECEIVED: 3',
      'RECEIVED: 2',
      'RECEIVED: 1',
      'FINISHED',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('all arrive when they arrive together, every time', async () => {
    // `npm run prove` runs it 200 times.
    for (let round = 0; round < 3; round++) {
      const { lines, code } = await run(['--step', '0']);
      expect(lines.slice(0, 5).sort()).toEqual(
        [1, 2, 3, 4, 5].map((number) => `RECEIVED: ${number}`),
      );
      expect(lines[5]).toBe('FINISHED');
      expect(code).toBe(0);
    }
  });

  it('are put together from pieces, the receive re-armed behind what has come', async () => {
    const { trace: seen, outcome } = await trace(
      kernel,
      {
        file: path.join(folder, 'main.ts'),
        args: ['--step', '0'],
        example: '07-five-slow-answers',
        scene: 'pieces',
        order: 'free',
      },
      { timeoutSeconds: 30, peers: hostile, env: { HOSTILE: 'pieces' } },
    );
    expect(outcome).toEqual({ how: 'normal', code: 0 });
    const mine = submissionsOf(seen).filter(({ operation }) => operation === 'op1');
    expect(mine.length).toBeGreaterThan(2);
    let received = 0;
    for (const { begin, packet } of mine) {
      const [rest] = begin.arguments.lpBuffers as {
        len: number;
        buf: { ref: string; delta?: number };
      }[];
      expect(rest).toEqual({
        len: 512 - received,
        buf: received ? { ref: 'data1', delta: received } : { ref: 'data1' },
      });
      received += packet?.bytes ?? 0;
    }
    expect(received).toBe('a slow answer\n'.length);
    expect(mine.at(-1)?.packet).toEqual({ operation: 'op1', status: 0, bytes: 0 });
  });

  it('that end in a reset are told as a sentence, and the others still arrive (EX-5)', async () => {
    const { lines, stderr, code } = await run(['--step', '0'], 'reset one');
    expect(lines.sort()).toEqual([1, 2, 4, 5].map((number) => `RECEIVED: ${number}`));
    expect(stderr).toMatch(
      /^Question 3 has no answer: .*(STATUS_CONNECTION_RESET|WSAECONNRESET).*\.\r?\n$/,
    );
    expect(code).toBe(1);
  });

  it('that break off are not taken for whole (RECV-5)', async () => {
    const { lines, stderr, code } = await run(['--step', '0'], 'half a line');
    expect(lines).toEqual([]);
    expect(stderr).toContain(
      'Question 1 has no answer: the peer closed after 9 bytes, in the middle of a line.',
    );
    expect(code).toBe(1);
  });

  it('that are longer than the memory we lent are refused, and those that just fit are not', async () => {
    const long = await run(['--step', '0'], 'too much');
    expect(long.stderr).toContain(
      'Question 5 has no answer: the answer is longer than the 512 bytes we lent.',
    );
    expect(long.code).toBe(1);
    const fits = await run(['--step', '0'], 'just fits');
    expect(fits.lines.at(-1)).toBe('FINISHED');
  });

  it.each(['-1', '1e3', 'soon', '99999999', ''])(
    'are not asked with a step of %j',
    async (step) => {
      const { stderr, code, lines } = await run([`--step=${step}`]);
      expect(lines).toEqual([]);
      expect(stderr).toContain(`--step ${step} is not a number of milliseconds from 0 to 60000.`);
      expect(code).toBe(2);
    },
  );
});
