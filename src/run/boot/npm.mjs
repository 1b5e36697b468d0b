import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { Trouble } from './trouble.mjs';

/**
 * How npm is started here: a program and its first arguments. npm's own JavaScript under this very Node where
 * it can be found; else by name, which on Windows needs a shell because npm is a batch file there.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ program: string, first: string[], shell: boolean }}
 */
export function npmCommand(env = process.env) {
  const beside = path.dirname(process.execPath);
  const candidates = [
    env.npm_execpath ?? '',
    path.join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  for (const file of candidates) {
    if (path.basename(file) === 'npm-cli.js' && existsSync(file)) {
      return { program: process.execPath, first: [file], shell: false };
    }
  }
  return { program: 'npm', first: [], shell: process.platform === 'win32' };
}

/**
 * The environment for an npm of our own. What an outer `npm run` says about its own package must not steer it.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function npmEnvironment(env = process.env) {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^npm_(package_|lifecycle_|config_local_prefix$|config_omit$|config_include$|config_production$|command$)/i.test(
          name,
        ) && !/^(NODE_ENV|INIT_CWD)$/.test(name),
    ),
  );
}

/**
 * Runs `npm ci` in `folder`: what the lock file says, no install scripts.
 * @param {string} folder
 * @param {string[]} [more] constant options, such as `--os=win32`
 * @returns {Promise<void>} rejects with a `Trouble` that carries the end of npm's own words
 */
export async function npmCi(folder, more = []) {
  const { program, first, shell } = npmCommand();
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...more];
  const child = spawn(program, [...first, ...args], {
    cwd: folder,
    env: npmEnvironment(),
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-4000);
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new Trouble(
          `npm could not be started (${error.message}); it comes with Node, so install Node from https://nodejs.org and try again.`,
        ),
      ),
    );
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Trouble(
      `npm ci failed in ${folder} with exit code ${code}; its last words were:\n${said.trim()}`,
    );
  }
}
