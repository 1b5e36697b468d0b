import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { EXAMPLES } from '../boot/paths.mjs';
import { runChild } from './child.mjs';

/**
 * Whether this Node runs a `.ts` file as it is.
 * @returns {boolean}
 */
export function runsTypeScript() {
  return Boolean(process.features.typescript);
}

/** @returns {string} the distribution's own name for itself */
export function distribution() {
  try {
    const text = fs.readFileSync('/etc/os-release', 'utf8');
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1];
    if (name) return name;
  } catch {
    // No such file: the kernel's name has to do.
  }
  return `${os.type()} ${os.release()}`;
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
 * Ends one process, or finds that it has ended already.
 * @param {number} pid
 */
export function killOne(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/**
 * Runs programs on this system's own kernel.
 * @param {object} what
 * @param {import('./index.mjs').Kernel['kind']} what.kind
 * @param {{ product: string, version: string, os: string }} what.system
 * @param {{ file: string, version: string }} what.node a Node that runs TypeScript
 * @param {(pid: number, mark: string) => void} what.kill ends a program and all that it started, which have
 *   `IOCP_RUN=<mark>` in their environment
 * @param {(code: number | null, signal: string | null) => boolean} what.isFault
 * @returns {import('./index.mjs').Kernel}
 */
export function openNative({ kind, system, node, kill, isFault }) {
  const closing = new AbortController();
  /** @type {Set<Promise<unknown>>} */
  const running = new Set();
  return {
    kind,
    hostPath: (file) => path.resolve(file),
    async describe() {
      const koffi = path.join(EXAMPLES, 'node_modules', 'koffi', 'package.json');
      return {
        ...system,
        arch: process.arch,
        node: node.version,
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
      const mark = randomBytes(12).toString('hex');
      const run = runChild({
        program: node.file,
        args: [options.file, ...options.args],
        cwd: options.cwd ?? process.cwd(),
        env: {
          ...cleanEnvironment(process.env),
          ...options.env,
          NODE_OPTIONS: nodeOptions.join(' '),
          IOCP_EXAMPLES: examples,
          IOCP_TOOLS: examples,
          ...(options.peers === undefined ? {} : { IOCP_PEERS: pathToFileURL(options.peers).href }),
          IOCP_RUN: mark,
        },
        timeoutSeconds: options.timeoutSeconds,
        onStdout: options.onStdout,
        onStderr: options.onStderr,
        signals: options.signal ? [options.signal, closing.signal] : [closing.signal],
        kill: (pid) => kill(pid, mark),
        isFault,
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
