import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { EXAMPLES } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import { runChild } from './child.mjs';

/**
 * Whether this Node runs a `.ts` file as it is.
 * @returns {boolean}
 */
export function runsTypeScript() {
  return Boolean(process.features.typescript);
}

/**
 * An NTSTATUS of severity "error", which is what Windows makes the exit code of a program that died of an
 * exception: 0xC0000005 is an access violation.
 * @param {number | null} code
 * @returns {boolean}
 */
export function isNtError(code) {
  return code !== null && code >>> 30 === 3 && code >>> 0 >= 0xc0000000;
}

/**
 * The environment for a program: the parent's, less what steers the parent's own Node, npm and tests.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(env) {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(NODE_|npm_|VITEST|VITE_|TEST$|IOCP_|INIT_CWD$|FORCE_COLOR$|NO_COLOR$)/i.test(name),
    ),
  );
}

/**
 * Opens Windows itself: the program runs in a Node like this one.
 * @returns {Promise<import('./index.mjs').Kernel>} rejects with a `Trouble` elsewhere, or where Node is too old
 */
export async function openWindows() {
  if (process.platform !== 'win32') {
    throw new Trouble(
      `--kernel windows needs Windows, and this is ${process.platform}; try --kernel wine.`,
    );
  }
  if (
    fs.existsSync(path.join(process.env.SystemRoot ?? 'C:\\windows', 'system32', 'winecfg.exe'))
  ) {
    throw new Trouble(
      'This calls itself Windows and is Wine, and nothing that ran on Wine is called Windows here; on the host use --kernel wine.',
    );
  }
  return openNative();
}

/**
 * Runs programs in this system's own Node. Apart from `openWindows`, so that its parts can be tested on Linux.
 * @returns {Promise<import('./index.mjs').Kernel>}
 */
export async function openNative() {
  if (!runsTypeScript()) {
    throw new Trouble(
      `Node ${process.versions.node} cannot run TypeScript as it is; the examples need Node 22.18 or newer, from https://nodejs.org.`,
    );
  }
  const closing = new AbortController();
  /** @type {Set<Promise<unknown>>} */
  const running = new Set();
  return {
    kind: 'windows',
    hostPath: (file) => path.resolve(file),
    async describe() {
      const koffi = path.join(EXAMPLES, 'node_modules', 'koffi', 'package.json');
      return {
        product: 'Windows',
        version: os.release(),
        os: os.version(),
        arch: process.arch,
        node: process.versions.node,
        koffi: JSON.parse(fs.readFileSync(koffi, 'utf8')).version,
      };
    },
    async run(options) {
      // A reader's own file, anywhere on the disk, may import what the examples import, as it may on Wine.
      const resolver = fileURLToPath(new URL('preload/resolve.mjs', import.meta.url));
      const imports = [resolver, ...(options.imports ?? [])];
      const examples = pathToFileURL(`${EXAMPLES}${path.sep}`).href;
      const nodeOptions = [
        ...imports.map((file) => `--import=${pathToFileURL(file).href}`),
        ...(options.env?.NODE_OPTIONS ? [options.env.NODE_OPTIONS] : []),
      ];
      const run = runChild({
        program: process.execPath,
        args: [options.file, ...options.args],
        cwd: options.cwd ?? process.cwd(),
        env: {
          ...cleanEnvironment(process.env),
          ...options.env,
          NODE_OPTIONS: nodeOptions.join(' '),
          IOCP_EXAMPLES: examples,
          IOCP_TOOLS: examples,
          ...(options.peers === undefined ? {} : { IOCP_PEERS: pathToFileURL(options.peers).href }),
        },
        timeoutSeconds: options.timeoutSeconds,
        onStdout: options.onStdout,
        onStderr: options.onStderr,
        signals: options.signal ? [options.signal, closing.signal] : [closing.signal],
        kill: killTree,
        isFault: (code, signal) => isNtError(code) || signal === 'SIGSEGV',
      });
      running.add(run);
      try {
        return await run;
      } finally {
        running.delete(run);
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

/**
 * Ends one process, or finds that it has ended already.
 * @param {number} pid
 */
function killOne(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/**
 * Ends a process and all that it started.
 * @param {number} pid
 */
function killTree(pid) {
  if (process.platform !== 'win32') {
    killOne(pid);
    return;
  }
  execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, (error) => {
    // Either it is gone already, or this taskkill knows no /T (Wine's does not): then the program alone.
    if (error !== null) killOne(pid);
  });
}
