import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ROOT } from './boot/paths.mjs';
import { type Check, countPlaywright, countVitest, failuresOf, runChecks } from './checks.ts';

const result = { passed: 1, failed: 0, skipped: [], output: '' };

/** Runs checks and gives the exit code with what was printed. */
async function print(checks: Check[]): Promise<{ code: number; lines: string[] }> {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += chunk;
    return true;
  });
  const code = await runChecks(checks);
  return { code, lines: text.trimEnd().split('\n') };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the checks of `npm test`', () => {
  test('end with a line of counts, and with 0 when all passed', async () => {
    const { code, lines } = await print([
      { name: 'one', run: async () => result },
      { name: 'many', run: async () => ({ ...result, passed: 41 }) },
    ]);
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('42 passed, 0 failed');
  });

  test('go on after a failure, show its output, and end with 1', async () => {
    const { code, lines } = await print([
      {
        name: 'bad',
        run: async () => ({ ...result, passed: 2, failed: 1, output: 'what went wrong' }),
      },
      { name: 'good', run: async () => ({ ...result, output: 'not shown' }) },
    ]);
    expect(code).toBe(1);
    expect(lines).toContain('    what went wrong');
    expect(lines.join()).not.toContain('not shown');
    expect(lines.at(-1)).toBe('3 passed, 1 failed');
  });

  test('count a check that breaks as failed', async () => {
    const { code, lines } = await print([
      { name: 'broken', run: () => Promise.reject(new Error('no such tool')) },
    ]);
    expect(code).toBe(1);
    expect(lines.join()).toContain('no such tool');
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
  });

  test('run two at a time where they only compute, and are told in their order', async () => {
    const log: string[] = [];
    let last = () => {};
    const lastBegins = new Promise<void>((resolve) => {
      last = resolve;
    });
    const logged = (name: string, body: () => unknown, aside?: true): Check => ({
      name,
      ...(aside && { aside }),
      async run() {
        log.push(`${name} begins`);
        await body();
        log.push(`${name} ends`);
        return result;
      },
    });
    const nothing = async () => {};
    const { lines } = await print([
      logged('a', () => lastBegins, true),
      logged('b', nothing, true),
      logged('c', () => last(), true),
      logged('d', nothing),
      logged('e', nothing),
    ]);
    expect(log.slice(0, 4)).toEqual(['a begins', 'b begins', 'b ends', 'c begins']);
    expect(log.slice(4, 6).toSorted()).toEqual(['a ends', 'c ends']);
    expect(log.slice(6)).toEqual(['d begins', 'd ends', 'e begins', 'e ends']);
    const told = lines.flatMap((line) => /^ok\s+(\w)/.exec(line)?.[1] ?? []);
    expect(told.join('')).toBe('abcde');
  });

  test('list what was skipped, with the reason, before the counts', async () => {
    const { code, lines } = await print([
      { name: 'good', run: async () => ({ ...result, skipped: ['a test (no Wine)'] }) },
      { name: 'browser', skip: () => 'no browser', run: async () => result },
    ]);
    expect(code).toBe(0);
    expect(lines).toContain('  good: a test (no Wine)');
    expect(lines).toContain('  browser: no browser');
    expect(lines.at(-1)).toBe('1 passed, 0 failed');
  });
});

describe('the count of a report', () => {
  test('of Vitest has every test, and a file that did not load', () => {
    const assertionResults = [
      { fullName: 'a', status: 'passed' },
      { fullName: 'b', status: 'failed' },
      { fullName: 'c', status: 'skipped' },
      { fullName: 'd', status: 'todo' },
    ];
    expect(
      countVitest({
        success: false,
        testResults: [
          { name: 'x', status: 'failed', assertionResults },
          { name: 'y', status: 'failed', assertionResults: [] },
        ],
      }),
    ).toEqual({ passed: 1, failed: 2, skipped: ['c', 'd'] });
  });

  test('of Vitest names what failed and why, and nothing that passed', () => {
    const assertionResults = [
      { fullName: 'a', status: 'passed' },
      { fullName: 'b', status: 'failed', failureMessages: ['1 is not 2'] },
    ];
    expect(
      failuresOf({
        success: false,
        testResults: [
          { name: path.join(ROOT, 'x.test.ts'), status: 'failed', assertionResults },
          {
            name: path.join(ROOT, 'y.test.ts'),
            status: 'failed',
            message: 'no such import',
            assertionResults: [],
          },
          { name: path.join(ROOT, 'z.test.ts'), status: 'passed', assertionResults: [] },
        ],
      }),
    ).toBe('x.test.ts: b\n1 is not 2\n\ny.test.ts: no such import');
  });

  test('of Vitest fails when the run did, whatever the tests say', () => {
    expect(countVitest({ success: false, testResults: [] })).toMatchObject({ failed: 1 });
  });

  test('of Playwright has every test; one that passed at the second try failed', () => {
    const one = (title: string, status: string) => ({
      title,
      tests: [
        { projectName: '', status, annotations: [{ type: 'skip', description: 'no screen' }] },
      ],
    });
    expect(
      countPlaywright({
        suites: [
          {
            title: 'file',
            specs: [one('a', 'expected'), one('b', 'unexpected')],
            suites: [{ title: 'inner', specs: [one('c', 'flaky'), one('d', 'skipped')] }],
          },
        ],
        errors: [{}],
      }),
    ).toEqual({ passed: 1, failed: 3, skipped: ['d (no screen)'] });
  });
});
