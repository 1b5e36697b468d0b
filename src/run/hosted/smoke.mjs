// Does what a reader does: `npm start` in a shell, waits for the address, reads two pages, and stops it all again.
// IOCP_SHELL says which shell; what that shell makes of `npm` is part of what is tried.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { npmEnvironment } from '../boot/npm.mjs';
import { ROOT } from '../boot/paths.mjs';
import { Trouble, tell } from '../boot/trouble.mjs';

/** From an empty folder, so with installing and building. */
const LIMIT_SECONDS = 900;

/** How long it may take to stop when asked to, before it is killed. */
const STOP_SECONDS = 10;

/** @type {Record<string, (line: string) => [string, ...string[]]>} */
const SHELLS = {
  sh: (line) => ['sh', '-c', line],
  cmd: (line) => ['cmd.exe', '/d', '/s', '/c', `"${line}"`],
  powershell: (line) => ['powershell.exe', '-NoProfile', '-Command', line],
  pwsh: (line) => ['pwsh', '-NoProfile', '-Command', line],
};

/**
 * The program and arguments with which a shell runs a command line.
 * @param {string | undefined} shell by default the system's own
 * @param {string} line
 * @returns {[string, ...string[]]}
 */
export function inShell(shell, line) {
  const name = shell || (process.platform === 'win32' ? 'cmd' : 'sh');
  const words = SHELLS[name];
  if (words === undefined) {
    throw new Trouble(
      `There is no shell called ${name}; the shells are ${Object.keys(SHELLS).join(', ')}.`,
    );
  }
  return words(line);
}

/**
 * @param {string} url
 * @returns {Promise<string>} its text
 */
async function page(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000), redirect: 'error' });
  const text = await response.text();
  const title = /<title\b[^>]*>([^<]*)</.exec(text)?.[1] ?? '';
  if (response.status !== 200 || !title.includes('IOCP Workbook')) {
    throw new Trouble(
      `${url} answered with status ${response.status} and the title "${title}"; it should be 200 and name the IOCP Workbook.`,
    );
  }
  process.stdout.write(`${url} is "${title}".\n`);
  return text;
}

/**
 * Reads the home page, and the first chapter that it links to.
 * @param {string} home
 */
async function readPages(home) {
  const text = await page(home);
  const link = /<a\b[^>]*\bhref="?([^"\s>]*\/chapters\/[^"\s>]+)/.exec(text)?.[1];
  if (link === undefined) throw new Trouble(`${home} links to no chapter.`);
  await page(new URL(link, home).href);
}

/**
 * @param {string} url
 * @returns {Promise<boolean>}
 */
async function answers(url) {
  try {
    await fetch(url, { signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends the shell and all that came of it.
 * @param {import('node:child_process').ChildProcess} child leads a process group of its own, where there are groups
 * @param {Promise<unknown>} closed
 * @param {number} patience in seconds
 */
async function stop(child, closed, patience) {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    // It fails when all of them are gone already.
    await promisify(execFile)('taskkill', ['/PID', String(pid), '/T', '/F'], {
      timeout: patience * 1000,
    }).catch(() => {});
  } else {
    const group = (/** @type {NodeJS.Signals} */ signal) => {
      try {
        process.kill(-pid, signal);
      } catch {
        // The group is gone already.
      }
    };
    group('SIGTERM');
    await Promise.race([closed, sleep(patience * 1000, null, { ref: false })]);
    group('SIGKILL');
  }
  await Promise.race([closed, sleep(patience * 1000, null, { ref: false })]);
  // What could not be stopped is told by whoever looks for it; it must not keep us waiting too.
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/**
 * Starts the workbook by a command line, reads its pages, and stops it.
 * @param {object} what
 * @param {[string, ...string[]]} what.command
 * @param {number} [what.limitSeconds] until the address is there
 * @param {number} [what.stopSeconds] until what does not stop is killed
 * @param {AbortSignal} [what.signal]
 * @throws {Trouble} when anything is not as it should be
 */
export async function smoke({
  command,
  limitSeconds = LIMIT_SECONDS,
  stopSeconds = STOP_SECONDS,
  signal,
}) {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: ROOT,
    // Under CI no browser is opened.
    env: { ...npmEnvironment(), CI: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    // cmd.exe reads quotation marks its own way; powershell.exe as other programs do.
    windowsVerbatimArguments: program === 'cmd.exe',
  });
  const closed = once(child, 'close').catch(() => {});
  let said = '';
  /** @type {Promise<string>} */
  const address = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
        process.stdout.write(text);
        const url = /workbook is at (http:\/\/127\.0\.0\.1:\d+\/\S*)/.exec(said)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    child.once('error', (error) =>
      reject(new Trouble(`${program} could not be started: ${error.message}.`)),
    );
    child.once('close', (code) =>
      reject(
        new Trouble(
          `It ended with exit code ${code} and gave no address; its last words stand above.`,
        ),
      ),
    );
    setTimeout(
      () => reject(new Trouble(`There was no address after ${limitSeconds} s.`)),
      limitSeconds * 1000,
    ).unref();
    signal?.addEventListener('abort', () => reject(new Trouble('This was broken off.')), {
      once: true,
    });
  });
  let url;
  try {
    url = await address;
    await readPages(url);
  } finally {
    await stop(child, closed, stopSeconds);
  }
  if (await answers(url)) throw new Trouble(`${url} still answers after all was stopped.`);
  process.stdout.write('Stopped, and nothing answers there any more.\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reader = new AbortController();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => reader.abort());
  }
  try {
    await smoke({ command: inShell(process.env.IOCP_SHELL, 'npm start'), signal: reader.signal });
  } catch (error) {
    process.exitCode = tell(error);
  }
}
