import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Trouble } from '../boot/trouble.mjs';
import { killOne, openNative, runsTypeScript } from './native.mjs';

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
  return runOnWindows();
}

/**
 * Runs programs in a Node like this one, as Windows does it. Apart from `openWindows`, so that it can be tested under
 * Wine.
 * @returns {Promise<import('./index.mjs').Kernel>}
 */
export async function runOnWindows() {
  if (!runsTypeScript()) {
    throw new Trouble(
      `Node ${process.versions.node} cannot run TypeScript as it is; the examples need Node 22.18 or newer, from https://nodejs.org.`,
    );
  }
  return openNative({
    kind: 'windows',
    system: { product: 'Windows', version: os.release(), os: os.version() },
    node: { file: process.execPath, version: process.versions.node },
    kill: killTree,
    isFault: isNtError,
  });
}

/**
 * Ends a process and all that it started.
 * @param {number} pid
 */
function killTree(pid) {
  execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, (error) => {
    // Either it is gone already, or this taskkill knows no /T (Wine's does not): then the program alone.
    if (error !== null) killOne(pid);
  });
}
