import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { facts } from '../facts/index.ts';
import { ensureExamples } from './boot/install.mjs';
import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';
import { collect } from './collect.ts';
import { isHere, missingForWine, realKernel } from './kernel/index.mjs';
import {
  aptInstall,
  aptPrefix,
  COMPILER_PACKAGE,
  findBrowser,
  findWindowsCompiler,
  howToGet,
  isDebian,
  isolated,
  MINGW_PACKAGES,
  missingForClang,
  missingForIsolation,
  missingForMingw,
  missingForWindowsCompiler,
} from './machine.ts';
import { several } from './several.ts';
import { build } from './site.ts';

/** What one check came to. A check without tests of its own counts as one. */
export interface Result {
  passed: number;
  failed: number;
  skipped: string[];
  /** Shown when something failed. */
  output: string;
}

export interface Check {
  name: string;
  /** Whether what it prints is its result, and is shown also when nothing failed. */
  speaks?: true;
  /** Whether it leaves a core to others and bears company: such checks that follow one another share the cores. */
  aside?: true;
  /** A reason not to run it on this machine, or null. */
  skip?: () => string | null;
  run: () => Promise<Result>;
}

/** How many checks that bear company run at a time. */
const ASIDE = 2;

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** The environment for tools: as it is, without colours, and not as if an outer npm had started them. */
function toolEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NODE_OPTIONS: __, ...env } = process.env;
  return { ...env, NO_COLOR: '1', ...more };
}

/** Runs a tool's own JavaScript under this Node, or another program, and gives its exit code with all it wrote. */
const tool = (args: string[], env: Record<string, string> = {}, program = process.execPath) =>
  collect(program, args, { cwd: ROOT, env: toolEnvironment(env) });

function single(ok: boolean, output: string): Result {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [], output };
}

/** A tool whose exit code is its verdict. */
function byExitCode(...args: string[]): () => Promise<Result> {
  return async () => {
    const { code, output } = await tool(
      args.map((word) => (word.startsWith('node_modules/') ? path.join(ROOT, word) : word)),
    );
    return single(code === 0, output);
  };
}

interface VitestReport {
  success: boolean;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
  }[];
}

/** Counts a report of Vitest. A file that does not even load counts as one failed test. */
export function countVitest(report: VitestReport): Omit<Result, 'output'> {
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const file of report.testResults) {
    if (
      file.status === 'failed' &&
      !file.assertionResults.some(({ status }) => status === 'failed')
    ) {
      failed += 1;
    }
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed') passed += 1;
      else if (status === 'failed') failed += 1;
      else skipped.push(fullName.trim());
    }
  }
  if (!report.success && failed === 0) failed = 1;
  return { passed, failed, skipped };
}

/** What failed in a report of Vitest and why, without a line of what passed; empty where no test of it failed. */
export function failuresOf({ testResults }: VitestReport): string {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      const file = path.relative(ROOT, name);
      return failed.length === 0
        ? [`${file}: ${message ?? ''}`]
        : failed.map(({ fullName, failureMessages = [] }) =>
            [`${file}: ${fullName.trim()}`, ...failureMessages].join('\n'),
          );
    })
    .join('\n\n');
}

interface PlaywrightSuite {
  title: string;
  specs?: {
    title: string;
    tests: {
      projectName: string;
      status: string;
      annotations?: { type: string; description?: string }[];
    }[];
  }[];
  suites?: PlaywrightSuite[];
}

/** Counts a report of Playwright. A test that passed only on a second try counts as failed. */
export function countPlaywright(report: {
  suites: PlaywrightSuite[];
  errors?: unknown[];
}): Omit<Result, 'output'> {
  const count = { passed: 0, failed: report.errors?.length ?? 0, skipped: [] as string[] };
  const walk = (suite: PlaywrightSuite): void => {
    for (const spec of suite.specs ?? []) {
      for (const { status, annotations, projectName } of spec.tests) {
        if (status === 'expected') count.passed += 1;
        else if (status === 'skipped') {
          const reason = annotations?.find(
            ({ type, description }) => type === 'skip' && description,
          )?.description;
          count.skipped.push(
            `${projectName} ${spec.title}${reason === undefined ? '' : ` (${reason})`}`.trim(),
          );
        } else count.failed += 1;
      }
    }
    for (const inner of suite.suites ?? []) walk(inner);
  };
  for (const suite of report.suites) walk(suite);
  return count;
}

/** Runs a test runner that writes a report of its own as JSON, and counts that. */
async function byReport<Report>(
  args: (file: string) => string[],
  env: (file: string) => Record<string, string>,
  count: (report: Report) => Omit<Result, 'output'>,
  failures: (report: Report) => string = () => '',
): Promise<Result> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-report-'));
  try {
    const file = path.join(folder, 'report.json');
    const { code, output } = await tool(args(file), env(file));
    if (!fs.existsSync(file))
      return single(false, `${output}\nNo report was written (exit code ${code}).`);
    const report: Report = JSON.parse(fs.readFileSync(file, 'utf8'));
    const counted = count(report);
    const { passed, failed } = counted;
    if (passed + failed === 0) {
      return { ...counted, failed: 1, output: `${output}\nNo test was run (exit code ${code}).` };
    }
    return {
      ...counted,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      output: failures(report) || output,
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Vitest on all tests, or on the files that are named. */
function vitest(files: string[], env: Record<string, string> = {}): () => Promise<Result> {
  return () =>
    byReport(
      (file) => [
        path.join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        ...files,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ],
      () => env,
      countVitest,
      failuresOf,
    );
}

/** Playwright on all tests, or on the files that are named. */
function playwright(files: string[], env: Record<string, string> = {}): () => Promise<Result> {
  return () =>
    byReport(
      () => [
        path.join(ROOT, 'node_modules/@playwright/test/cli.js'),
        'test',
        ...files,
        '--reporter=line,json',
      ],
      (file) => ({ ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file }),
      countPlaywright,
    );
}

/** Why nothing can be tested in a browser here; null when it can. */
function missingForBrowser(): string | null {
  return findBrowser() === null
    ? `no Chromium, Chrome or Edge was found; ${howToGet('chromium')}`
    : null;
}

/** A command line of our own, which has to end with exit code 0. */
function command(...words: string[]): () => Promise<Result> {
  return byExitCode(path.join(ROOT, 'iocp.mjs'), ...words);
}

/** The same command line where no network is but loopback. */
function commandOnLoopback(...words: string[]): () => Promise<Result> {
  return async () => {
    const [program, ...args] = isolated([process.execPath, path.join(ROOT, 'iocp.mjs'), ...words]);
    const { code, output } = await tool(args, {}, program);
    return single(code === 0, output);
  };
}

/** Why a program for Linux itself cannot be run here; null when it can. */
const missingForLinux = () => (isHere('linux') ? null : `this is ${process.platform}`);

/** Whether this run of the checks has built the site that the browser tests read. */
let siteStands = false;

/**
 * The facts' programs on a kernel, each as often as said; they have to agree with the catalogue.
 *
 * @param each of how many facts one is asked: a sample, spread over the catalogue
 */
function factsOn(
  kernel: 'wine' | 'sim',
  times: number,
  { each = 1, skip }: { each?: number; skip?: () => string | null } = {},
): Check {
  const name = kernel === 'wine' ? 'Wine' : 'the simulated Windows';
  const shown = facts.filter(({ program }) => 'windows' in program).map(({ id }) => id);
  return {
    name: `the facts’ programs on ${name}${each === 1 ? '' : `, one in ${each}`}${times === 1 ? '' : `, ${times} times`}`,
    ...(skip === undefined ? {} : { skip }),
    async run() {
      const { code, output } = await tool([
        path.join(ROOT, 'iocp.mjs'),
        'facts',
        ...(each === 1 ? [] : shown.filter((_, at) => at % each === 0)),
        '--kernel',
        kernel,
        '--quiet',
        // What is simulated is the same each time, and its answers are kept on every machine.
        ...(kernel === 'sim' ? ['--check'] : []),
        '--repeat',
        String(times),
      ]);
      const [, passed, failed] = /^(\d+) agree, (\d+) disagree$/m.exec(output) ?? [];
      if (passed === undefined) return single(false, output);
      return {
        passed: Number(passed),
        failed: Number(failed) || Number(code !== 0),
        skipped: [],
        output,
      };
    },
  };
}

/** The programs that are broken on purpose and their right twins on a kernel, held to what is stated of them. */
function brokenOn(
  kernel: 'wine' | 'sim',
  times: number,
  { only = [], skip }: { only?: string[]; skip?: () => string | null } = {},
): Check {
  const name = kernel === 'wine' ? 'Wine' : 'the simulated Windows';
  const which = only.length === 0 ? '' : ` in ${only.join(' and ')}`;
  return {
    name: `what is broken on purpose${which}, on ${name}${times === 1 ? '' : `, ${times} times`}`,
    ...(skip === undefined ? {} : { skip }),
    run: command(
      'record',
      ...only,
      ...['--kernel', kernel, '--broken', '--check', '--repeat', String(times)],
    ),
  };
}

const CHECKS: Check[] = [
  {
    name: 'types (tsc)',
    aside: true,
    run: byExitCode('node_modules/typescript/bin/tsc', '-p', '.'),
  },
  {
    name: 'format and lint (biome)',
    aside: true,
    run: byExitCode('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  },
  {
    name: 'rooms and arrows (dependency-cruiser)',
    aside: true,
    run: byExitCode(
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err-long',
      'iocp.mjs',
      'src',
      'examples',
      'facts',
      'bench',
    ),
  },
  {
    name: 'unused code (knip)',
    aside: true,
    run: byExitCode('node_modules/knip/bin/knip.js', '--no-progress'),
  },
  { name: 'tests (vitest)', run: vitest([]) },
  {
    name: 'the site builds (docusaurus)',
    aside: true,
    async run() {
      siteStands = false;
      try {
        await build({ always: true, show: false, quiet: true });
        siteStands = true;
        return single(true, '');
      } catch (error) {
        if (error instanceof Trouble) return single(false, error.message);
        throw error;
      }
    },
  },
  { ...factsOn('wine', 1, { each: 3, skip: missingForWine }), aside: true },
  { ...factsOn('sim', 1), aside: true },
  { ...brokenOn('wine', 1, { only: ['08'], skip: missingForWine }), aside: true },
  { ...brokenOn('sim', 1), aside: true },
  {
    name: 'the programs for Linux itself, held against their recordings',
    aside: true,
    skip: missingForLinux,
    run: command('record', '--kernel', 'linux', '--check'),
  },
  {
    name: 'the site in a browser (playwright)',
    skip: () => (siteStands ? missingForBrowser() : 'the site was not built, see above'),
    run: playwright([]),
  },
];

/** What `prove` does beyond `test`: the same claims, often enough to be believed. */
const PROOFS: Check[] = [
  {
    name: '200 runs of 07 with all answers at once, on Wine',
    skip: missingForWine,
    async run() {
      const { repeatRuns } = await import('./repeat.ts');
      const failures = await repeatRuns({
        example: '07',
        args: ['--step', '0'],
        times: 200,
        kernel: 'wine',
      });
      return {
        passed: 200 - failures.length,
        failed: failures.length,
        skipped: [],
        output: failures.join('\n'),
      };
    },
  },
  {
    name: 'every Wine recording, checked 20 times',
    skip: missingForWine,
    run: command('record', '--kernel', 'wine', '--no-broken', '--check', '--repeat', '20'),
  },
  brokenOn('wine', 3, { skip: missingForWine }),
  brokenOn('sim', 3),
  {
    name: 'every Linux recording, checked 20 times',
    skip: missingForLinux,
    run: command('record', '--kernel', 'linux', '--check', '--repeat', '20'),
  },
  {
    name: 'every recording, checked with the network cut off but loopback',
    skip: () => missingForWine() ?? missingForIsolation(),
    run: commandOnLoopback('record', '--check'),
  },
  factsOn('wine', 20, { skip: missingForWine }),
  {
    name: '500 random sequences of calls, on Wine and on the simulated Windows',
    skip: missingForWine,
    run: vitest(['tests/sim/sequences.test.ts'], { IOCP_SEQUENCES: '500' }),
  },
  {
    name: 'the programs of all facts on the simulated Windows in a browser',
    skip: missingForBrowser,
    run: playwright(['tests/browser/sim.spec.ts'], { IOCP_BROWSER_FACTS: '999' }),
  },
  {
    name: '20,000 random types with values, in koffi and in that of the simulated Windows',
    run: vitest(['src/sim/koffi/random.test.ts'], { IOCP_KOFFI_TYPES: '20000' }),
  },
  {
    name: 'the echo server of chapter 12, a minute under load of 500 clients, and attacked',
    skip: () => (realKernel() === null ? missingForWine() : null),
    run: vitest(['tests/load'], { IOCP_LOAD: '60' }),
  },
  {
    name: '5,000 random structs laid out as clang does, for each ABI',
    skip: missingForClang,
    run: vitest(['tests/abi/clang.test.ts'], { IOCP_STRUCTS: '5000' }),
  },
  {
    name: 'the bench: speeds as ratios',
    speaks: true,
    skip: () => missingForWine() ?? missingForWindowsCompiler(),
    run: command('bench', '--kernel', 'wine'),
  },
  {
    name: 'the bench: replays of long runs in a browser',
    speaks: true,
    skip: missingForBrowser,
    run: command('bench', '--replay'),
  },
  {
    name: 'the weight of pages, beside a plain Docusaurus and a Starlight page',
    speaks: true,
    skip: missingForBrowser,
    run: command('weight'),
  },
];

/** Installs Wine, Chromium, clang, mingw-w64's headers and its compiler where that is ours to do. Prints what stays missing, and what that skips. */
function systemPackages(): void {
  if (process.platform !== 'linux') return;
  const lacking = [
    ...(missingForWine() !== null ? ['wine64'] : []),
    ...(findBrowser() === null ? ['chromium'] : []),
    ...(missingForClang() !== null ? ['clang'] : []),
    ...(missingForMingw() !== null ? MINGW_PACKAGES : []),
    ...(findWindowsCompiler() === null ? [COMPILER_PACKAGE] : []),
  ];
  if (lacking.length === 0) return;
  const prefix = aptPrefix();
  if (prefix !== null) {
    say(`Installing ${lacking.join(' and ')} with apt-get …`);
    const trouble = aptInstall(prefix, lacking);
    if (trouble !== null) {
      throw new Trouble(
        `apt-get could not install ${lacking.join(' and ')}, so the checks were not run; its words were:\n${trouble}`,
      );
    }
    return;
  }
  if (isDebian()) {
    say(
      `Without ${lacking.join(' and ')} the checks that need them are skipped; sudo apt-get install --no-install-recommends ${lacking.join(' ')} installs what is missing.`,
    );
  }
}

interface Ran {
  reason: string | null;
  result: Result;
  /** Milliseconds. */
  took: number;
}

/** Runs one check, unless there is a reason not to. Whatever it throws is a failure. */
async function runCheck(check: Check): Promise<Ran> {
  const begun = Date.now();
  const reason = check.skip?.() ?? null;
  const result =
    reason === null
      ? await check
          .run()
          .catch((error: unknown) =>
            single(false, error instanceof Error ? `${error.stack}` : String(error)),
          )
      : { passed: 0, failed: 0, skipped: [], output: '' };
  return { reason, result, took: Date.now() - begun };
}

/** Checks that may run at a time stand together, every other one alone. */
function groupsOf(checks: readonly Check[]): Check[][] {
  const groups: Check[][] = [];
  for (const check of checks) {
    const last = groups.at(-1);
    if (check.aside && last?.[0]?.aside) last.push(check);
    else groups.push([check]);
  }
  return groups;
}

/** Shows on a terminal what is run and for how long, until the function that it gives is called. */
function showLive(checks: readonly Check[]): () => void {
  if (!process.stdout.isTTY) return () => {};
  const begun = Date.now();
  const names = checks.map(({ name }) => name).join(', ');
  const live = setInterval(() => {
    const text = `...      ${names} ${Math.round((Date.now() - begun) / 1000)} s`;
    process.stdout.write(`\r${text.slice(0, process.stdout.columns - 1)}`);
  }, 500);
  return () => {
    clearInterval(live);
    process.stdout.write('\r\u001b[K');
  };
}

/**
 * Runs checks, says one line for each, in their order, and ends with `N passed, N failed`. They run one after the other,
 * but for those that stand together and bear company.
 *
 * @returns the exit code: 0, or 1 when something failed
 */
export async function runChecks(checks: readonly Check[]): Promise<number> {
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  const tell = (check: Check, { reason, result, took }: Ran): void => {
    if (reason !== null) {
      skipped.push(`${check.name}: ${reason}`);
      say(`skipped  ${check.name}`);
      return;
    }
    passed += result.passed;
    failed += result.failed;
    skipped.push(...result.skipped.map((name) => `${check.name}: ${name}`));
    const counts =
      result.passed + result.failed === 1
        ? ''
        : `, ${result.passed} passed${result.failed === 0 ? '' : `, ${result.failed} failed`}`;
    say(
      `${result.failed === 0 ? 'ok     ' : 'FAILED '}  ${check.name}${counts} (${(took / 1000).toFixed(1)} s)`,
    );
    if (result.failed > 0 || check.speaks) say(result.output.trimEnd().replaceAll(/^/gm, '    '));
  };
  for (const group of groupsOf(checks)) {
    const hide = showLive(group);
    const ran = await several(group, ASIDE, runCheck).finally(hide);
    for (const [at, check] of group.entries()) tell(check, ran[at] as Ran);
  }
  if (skipped.length > 0) {
    say('\nSkipped:');
    for (const line of skipped) say(`  ${line}`);
    say('');
  }
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/**
 * `npm test` and `npm run prove`: installs what is missing and runs every check.
 *
 * @returns the exit code: 0, or 1 when something failed
 * @throws {Trouble} when the checks could not be run at all
 */
export async function check(which: 'test' | 'prove'): Promise<number> {
  systemPackages();
  await ensureExamples(say);
  return runChecks(which === 'prove' ? [...CHECKS, ...PROOFS] : CHECKS);
}
