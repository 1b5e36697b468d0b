import { existsSync } from 'node:fs';
import path from 'node:path';

import { ensureExamples, ensureSite, installed } from './boot/install.mjs';
import { EXAMPLES, ROOT } from './boot/paths.mjs';
import { defaultKernel, openKernel } from './kernel/index.mjs';
import { runsTypeScript } from './kernel/native.mjs';
import { folderOf } from './kernel/tools.mjs';
import { NODE_TOOLS } from './kernel/unix.mjs';
import { findWine, nodeExe, templateFolder, WINE_TOOLS } from './kernel/wine-setup.mjs';
import {
  aptInstall,
  aptPrefix,
  COMPILER_PACKAGE,
  findBrowser,
  findWindowsCompiler,
  inPath,
  isDebian,
  MINGW_PACKAGES,
  missingForClang,
  missingForIsolation,
  missingForMingw,
} from './machine.ts';

/** One line of the table. */
export interface Finding {
  /** What is looked at. */
  what: string;
  /** What it is for. */
  purpose: string;
  ok: boolean;
  /** What was seen. */
  seen: string;
  /** The one command, or the one thing to do, that mends the lack. */
  mend?: string;
  /** Mends it; returns null or what went wrong. Absent where a person has to do it. */
  fix?: () => Promise<string | null>;
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function apt(packages: string[]): Pick<Finding, 'mend' | 'fix'> {
  const prefix = aptPrefix();
  return {
    mend: `sudo apt-get install --no-install-recommends ${packages.join(' ')}`,
    ...(prefix === null ? {} : { fix: async () => aptInstall(prefix, packages) }),
  };
}

function packages(
  what: string,
  purpose: string,
  folder: string,
  ensure: typeof ensureSite,
): Finding {
  const state = installed(folder);
  const where = path.relative(ROOT, folder);
  return {
    what,
    purpose,
    ok: state === 'ready',
    seen: { ready: 'installed', missing: 'not installed', old: 'not those of package-lock.json' }[
      state
    ],
    mend: where === '' ? 'npm ci' : `npm ci --prefix ${where} --ignore-scripts`,
    async fix() {
      await ensure(say);
      return null;
    },
  };
}

function wineFindings(): Finding[] {
  const wine = findWine();
  const purpose = 'run, record and test on Wine';
  if (typeof wine === 'string') {
    return [
      {
        what: 'Wine',
        purpose,
        ok: false,
        seen: wine,
        ...(isDebian()
          ? apt(['wine64'])
          : { mend: 'install Wine 8 or newer (64-bit) from your distribution' }),
      },
    ];
  }
  const mend = {
    mend: 'node iocp.mjs doctor --fix',
    async fix() {
      await (await openKernel('wine', say)).close();
      return null;
    },
  };
  const tools = existsSync(nodeExe(folderOf(WINE_TOOLS)));
  const prefix = existsSync(templateFolder(wine));
  return [
    { what: 'Wine', purpose, ok: true, seen: `${wine.version} at ${wine.loader}` },
    {
      what: 'node.exe and koffi for Wine',
      purpose,
      ok: tools,
      seen: tools ? 'fetched' : 'not fetched yet; the first run does it',
      ...mend,
    },
    {
      what: 'Wine prefix',
      purpose,
      ok: prefix,
      seen: prefix ? 'set up' : 'not set up yet; the first run does it',
      ...mend,
    },
  ];
}

function linuxFindings(): Finding[] {
  if (process.platform !== 'linux') return [];
  const isolation = missingForIsolation();
  const fetched = runsTypeScript() || NODE_TOOLS.areWhole(folderOf(NODE_TOOLS));
  return [
    {
      what: 'Node for Linux itself',
      purpose: 'run and record the programs for Linux’s own kernel',
      ok: fetched,
      seen: runsTypeScript()
        ? 'this one'
        : fetched
          ? 'fetched'
          : 'not fetched yet; the first run does it',
      mend: 'node iocp.mjs doctor --fix',
      async fix() {
        await (await openKernel('linux', say)).close();
        return null;
      },
    },
    {
      what: 'a network of its own',
      purpose: 'prove that the examples need no network but loopback',
      ok: isolation === null,
      seen: isolation ?? 'can be made',
    },
  ];
}

/** The simulated Windows is all here; it needs a Node that runs TypeScript, which on Linux comes along. */
function simFinding(): Finding {
  const comes = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  const ready = runsTypeScript() || (comes && NODE_TOOLS.areWhole(folderOf(NODE_TOOLS)));
  const lack = comes
    ? 'its Node is not fetched yet; the first run does it'
    : `Node ${process.versions.node} cannot run TypeScript as it is`;
  return {
    what: 'the simulated Windows',
    purpose: 'run and record without Windows and without Wine',
    ok: ready,
    seen: ready ? 'ready' : lack,
    ...(comes
      ? {
          mend: 'node iocp.mjs doctor --fix',
          async fix() {
            await (await openKernel('sim', say)).close();
            return null;
          },
        }
      : { mend: 'install Node 22.18 or newer from https://nodejs.org' }),
  };
}

/** Looks at everything that running, testing and building need. */
export function examine(): Finding[] {
  const onWindows = process.platform === 'win32';
  const git = inPath('git');
  const browser = findBrowser();
  return [
    {
      what: 'Node',
      purpose: onWindows ? 'everything; 22.18 or newer to run the examples' : 'everything',
      ok: !onWindows || runsTypeScript(),
      seen: process.versions.node,
      mend: 'install Node 22.18 or newer from https://nodejs.org',
    },
    packages('packages of the workbook', 'read, build, test', ROOT, ensureSite),
    packages(
      'packages of the examples',
      'run on the system itself, check types',
      EXAMPLES,
      ensureExamples,
    ),
    {
      what: 'Windows',
      purpose: 'run and record on Windows itself',
      ok: onWindows,
      seen: onWindows ? 'this is Windows' : `this is ${process.platform}`,
      mend: 'use a Windows machine',
    },
    ...(onWindows ? [] : wineFindings()),
    simFinding(),
    ...linuxFindings(),
    {
      what: 'Chromium, Chrome or Edge',
      purpose: 'browser tests',
      ok: browser !== null,
      seen: browser ?? 'not found',
      ...(isDebian() ? apt(['chromium']) : { mend: 'npx playwright install chromium' }),
    },
    {
      what: 'clang',
      purpose: 'tests that compare struct layouts',
      ok: missingForClang() === null,
      seen: inPath('clang') ?? 'not found',
      ...(isDebian() ? apt(['clang']) : { mend: 'install clang from your distribution' }),
    },
    ...(isDebian()
      ? [
          {
            what: 'headers of mingw-w64',
            purpose: 'tests that compare struct layouts and the names of errors',
            ok: missingForMingw() === null,
            seen: missingForMingw() === null ? 'installed' : 'not found, or no clang to read them',
            ...apt([...MINGW_PACKAGES]),
          },
        ]
      : []),
    {
      what: 'a C compiler for Windows',
      purpose: 'compare speed with the same programs in C (npm run bench)',
      ok: findWindowsCompiler() !== null,
      seen: findWindowsCompiler() ?? 'not found',
      ...(isDebian()
        ? apt([COMPILER_PACKAGE])
        : { mend: 'install mingw-w64, from https://www.mingw-w64.org/downloads' }),
    },
    {
      what: 'git',
      purpose: 'provenance of recordings',
      ok: git !== null,
      seen: git ?? 'not found',
      ...(isDebian() ? apt(['git']) : { mend: 'install git from https://git-scm.com' }),
    },
  ];
}

/** The findings as a table for a terminal. */
export function table(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  return findings
    .map(({ what, purpose, ok, seen, mend }) => {
      const lines = [`${ok ? 'ok     ' : 'lacking'}  ${what.padEnd(width)}  ${seen}`];
      if (!ok) {
        lines.push(`${' '.repeat(width + 11)}for: ${purpose}`);
        if (mend !== undefined) lines.push(`${' '.repeat(width + 11)}to mend it: ${mend}`);
      }
      return lines.join('\n');
    })
    .join('\n');
}

/**
 * Prints what this machine has and lacks; with `fix`, mends what it may.
 *
 * @returns the exit code: 0, or 1 when a repair failed
 */
export async function doctor(fix: boolean): Promise<number> {
  say(table(examine()));
  const kernel = defaultKernel();
  if (kernel !== null) say(`\nPrograms run here on ${kernel}, unless --kernel says otherwise.`);
  if (!fix) return 0;
  let failed = 0;
  // Looked at again after each repair: one command can mend two lines.
  const tried = new Set<string>();
  for (;;) {
    const lack = examine().find(
      ({ ok, what, fix }) => !ok && fix !== undefined && !tried.has(what),
    );
    if (lack?.fix === undefined) break;
    tried.add(lack.what);
    say(`\nMending: ${lack.what}`);
    const trouble = await lack.fix();
    if (trouble !== null) {
      failed += 1;
      say(`That failed:\n${trouble}`);
    }
  }
  const left = examine().filter(
    ({ ok, mend, what }) => !ok && mend !== undefined && what !== 'Windows',
  );
  if (left.length > 0) {
    say('\nWhat is left is for you to do:');
    for (const { what, mend } of left) say(`  ${what}: ${mend}`);
  }
  return failed === 0 ? 0 : 1;
}
