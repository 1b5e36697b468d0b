import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { ROOT } from './boot/paths.mjs';

const require = createRequire(import.meta.url);

/**
 * Where a program is, by PATH.
 *
 * @returns an absolute path, or null
 */
export function inPath(name: string): string | null {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (path.isAbsolute(folder) && existsSync(file)) return file;
    }
  }
  return null;
}

/** The Chromium that Playwright fetched for itself, if somebody let it. */
function playwrightsOwn(): string | null {
  try {
    const { chromium } = require(path.join(ROOT, 'node_modules', '@playwright', 'test'));
    const file: string = chromium.executablePath();
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

/**
 * A browser of Chromium's family for the browser tests.
 *
 * @returns an absolute path, or null
 */
export function findBrowser(): string | null {
  const programs = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined);
  const known = [
    ...[
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
      'microsoft-edge',
    ].map(inPath),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...programs.map((folder) => path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
    ...programs.map((folder) =>
      path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ),
  ];
  return known.find((file) => file !== null && existsSync(file)) ?? playwrightsOwn();
}

/** Whether this is Debian, Ubuntu or one of their family. */
export function isDebian(): boolean {
  if (process.platform !== 'linux' || inPath('apt-get') === null) return false;
  try {
    return /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * What the comparison of struct layouts with clang lacks here.
 *
 * @returns a reason with its remedy, or null when clang is there
 */
export function missingForClang(): string | null {
  if (inPath('clang') !== null) return null;
  return `there is no clang in PATH; ${
    isDebian()
      ? 'sudo apt-get install --no-install-recommends clang installs it'
      : 'install it from https://releases.llvm.org or your distribution'
  }`;
}

/**
 * What is lacking here to run a program with no network but loopback.
 *
 * @returns a reason, or null when it can be done
 */
export function missingForIsolation(): string | null {
  if (process.platform !== 'linux')
    return `networks are cut off on Linux only, and this is ${process.platform}`;
  const lacking = ['unshare', 'ip'].find((name) => inPath(name) === null);
  if (lacking !== undefined)
    return `there is no ${lacking} in PATH; util-linux and iproute2 have both`;
  const { status, stderr } = spawnSync('unshare', ['-rn', 'true'], { encoding: 'utf8' });
  if (status === 0) return null;
  return `this user may not make a network of its own (${stderr.trim()})`;
}

const CUT_OFF = fileURLToPath(new URL('cut-off.mjs', import.meta.url));

/**
 * A command line that runs another one in a network of its own, where loopback is up and nothing else is. It fails before
 * that begins, with a sentence, if anything else can be reached.
 *
 * @param line a program and its arguments
 * @param before a command of the shell that changes that network first
 */
export function isolated(line: readonly string[], before = 'ip link set lo up'): string[] {
  const script = `${before} && "$0" "$1" && shift && exec "$@"`;
  return ['unshare', '-rn', 'sh', '-c', script, process.execPath, CUT_OFF, ...line];
}

/** Where Debian's packages put the headers of mingw-w64, by the processor they are for. */
export const MINGW_HEADERS = {
  x86_64: '/usr/x86_64-w64-mingw32/include',
  i686: '/usr/i686-w64-mingw32/include',
} as const;

/** The Debian packages with those headers. */
export const MINGW_PACKAGES = ['mingw-w64-x86-64-dev', 'mingw-w64-i686-dev'] as const;

/**
 * What is lacking here to read mingw-w64's headers.
 *
 * @returns a reason with its remedy, or null when they are there
 */
export function missingForMingwHeaders(): string | null {
  if (Object.values(MINGW_HEADERS).every((folder) => existsSync(path.join(folder, 'windows.h')))) {
    return null;
  }
  return `there are no headers of mingw-w64 in /usr; ${
    isDebian()
      ? `sudo apt-get install --no-install-recommends ${MINGW_PACKAGES.join(' ')} installs them`
      : 'the check finds them where Debian puts them'
  }`;
}

/**
 * What the comparison of struct layouts with mingw-w64's headers lacks here; clang reads them.
 *
 * @returns a reason with its remedy, or null when clang and the headers are there
 */
export function missingForMingw(): string | null {
  return missingForClang() ?? missingForMingwHeaders();
}

/** The Debian package with the compiler of mingw-w64. */
export const COMPILER_PACKAGE = 'gcc-mingw-w64-x86-64-win32';

/**
 * A C compiler for 64-bit Windows: on Windows gcc, elsewhere that of mingw-w64.
 *
 * @returns an absolute path, or null
 */
export function findWindowsCompiler(): string | null {
  return inPath(process.platform === 'win32' ? 'gcc' : 'x86_64-w64-mingw32-gcc');
}

/**
 * What is lacking here to compile C for Windows.
 *
 * @returns a reason with its remedy, or null when a compiler is there
 */
export function missingForWindowsCompiler(): string | null {
  if (findWindowsCompiler() !== null) return null;
  if (process.platform === 'win32') {
    return 'there is no gcc in PATH; install one from https://www.mingw-w64.org/downloads';
  }
  return `there is no x86_64-w64-mingw32-gcc in PATH; ${
    isDebian()
      ? `sudo apt-get install --no-install-recommends ${COMPILER_PACKAGE} installs it`
      : 'install mingw-w64 from your distribution or https://www.mingw-w64.org/downloads'
  }`;
}

/**
 * How system packages may be installed here without asking anybody.
 *
 * @returns the words before `apt-get`, or null when it is not for us to do: another system, or neither root nor CI
 */
export function aptPrefix(): string[] | null {
  if (!isDebian()) return null;
  if (process.getuid?.() === 0) return [];
  return process.env.CI && inPath('sudo') !== null ? ['sudo', '-n'] : null;
}

/**
 * Installs packages of the distribution.
 *
 * @param prefix from `aptPrefix`
 * @returns null, or what went wrong in apt's words
 */
export function aptInstall(prefix: string[], packages: string[]): string | null {
  const apt = (...words: string[]) => {
    const line = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...words];
    return spawnSync(line[0] as string, line.slice(1), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  const update = apt('update', '-q');
  // One source of many that cannot be reached fails the update, and the packages may be had all the same.
  const result = apt(...install);
  if (result.status === 0) return null;
  return [update, result]
    .map(({ stdout, stderr, error }) =>
      `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim(),
    )
    .join('\n');
}

/** The one thing to do for a package of the distribution. */
export function howToGet(name: 'wine64' | 'chromium'): string {
  if (isDebian()) return `sudo apt-get install --no-install-recommends ${name} installs it`;
  return name === 'chromium'
    ? 'npx playwright install chromium installs one'
    : 'your distribution has it, in its 64-bit form';
}
