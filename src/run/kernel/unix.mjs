import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Trouble } from '../boot/trouble.mjs';
import { distribution, killOne, openNative, runsTypeScript } from './native.mjs';
import { killMarked } from './processes.mjs';
import { ensureTools } from './tools.mjs';

/** The signals by which a program dies that has done what it must not. */
const FAULTS = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT'];

/**
 * @param {string} tools
 * @returns {string} the folder of Node's package
 */
const packageOf = (tools) => path.join(tools, 'node_modules', `node-linux-${process.arch}`);

/** A Node of the kind that the programs under Wine have, for a machine whose own is too old for TypeScript. */
export const NODE_TOOLS = {
  name: 'node-tools',
  source: fileURLToPath(new URL('node-tools/', import.meta.url)),
  options: [],
  shown: 'a Node that runs TypeScript (once, 52 MB)',
  /** @param {string} folder */
  areWhole: (folder) => fs.existsSync(path.join(packageOf(folder), 'bin', 'node')),
};

/**
 * A Node that runs TypeScript: this one, or on Linux one that npm brings.
 * @param {(sentence: string) => void} say
 * @returns {Promise<{ file: string, version: string }>} rejects with a `Trouble` where there is none
 */
export async function findNode(say) {
  if (runsTypeScript()) return { file: process.execPath, version: process.versions.node };
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Trouble(
      `Node ${process.versions.node} cannot run TypeScript as it is, and for ${process.platform} ${process.arch} no newer one is brought along; install Node 22.18 or newer from https://nodejs.org.`,
    );
  }
  const folder = packageOf(await ensureTools(NODE_TOOLS, say));
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return { file: path.join(folder, 'bin', 'node'), version };
}

/** @returns {string} such as `15.6`; where it cannot be asked, the kernel's own number */
function macosVersion() {
  try {
    return execFileSync('/usr/bin/sw_vers', ['-productVersion'], { encoding: 'utf8' }).trim();
  } catch {
    return os.release();
  }
}

/**
 * Opens Linux or macOS itself, for the programs that speak to its own kernel.
 * @param {'linux' | 'macos'} kind
 * @param {(sentence: string) => void} say is told what takes longer the first time
 * @returns {Promise<import('./index.mjs').Kernel>} rejects with a `Trouble` elsewhere
 */
export async function openUnix(kind, say) {
  const wanted = kind === 'linux' ? 'linux' : 'darwin';
  if (process.platform !== wanted) {
    const name = kind === 'linux' ? 'Linux' : 'macOS';
    throw new Trouble(`--kernel ${kind} needs ${name}, and this is ${process.platform}.`);
  }
  const system =
    kind === 'linux'
      ? { product: 'Linux', version: os.release(), os: distribution() }
      : { product: 'macOS', version: macosVersion(), os: `${os.type()} ${os.release()}` };
  return openNative({
    kind,
    system,
    node: await findNode(say),
    kill(pid, mark) {
      killOne(pid);
      if (kind === 'linux') killMarked(`IOCP_RUN=${mark}`);
    },
    isFault: (_code, signal) => signal !== null && FAULTS.includes(signal),
  });
}
