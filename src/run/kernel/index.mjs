import { Trouble } from '../boot/trouble.mjs';
import { openWindows } from './windows.mjs';
import { missingForWine, openWine } from './wine.mjs';

export { missingForWine };

/**
 * @typedef {import('./child.mjs').Outcome} Outcome
 * @typedef {import('./child.mjs').RunOptions} RunOptions
 * @typedef {{ product: string, version: string, os: string, arch: string, node: string, koffi: string }} Description
 *   `product` and `version` name the kernel, `os` what it runs on
 *
 * @typedef {object} Kernel
 * @property {'wine' | 'windows'} kind
 * @property {() => Promise<Description>} describe
 * @property {(path: string) => string} hostPath how a program inside sees a path of this system
 * @property {(options: RunOptions) => Promise<Outcome>} run several may run at once
 * @property {() => Promise<void>} close ends what still runs; resolves when nothing of it is left
 */

/** @type {Set<Kernel>} */
const open = new Set();

/**
 * Ctrl-C and a polite kill: nothing that was started stays, and the exit code says why.
 * @param {NodeJS.Signals} signal
 */
async function interrupted(signal) {
  await Promise.allSettled([...open].map((kernel) => kernel.close()));
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

/**
 * The kernel that is used when nobody names one.
 * @returns {'windows' | 'wine' | null}
 */
export function defaultKernel() {
  if (process.platform === 'win32') return 'windows';
  return missingForWine() === null ? 'wine' : null;
}

/**
 * Opens a kernel to run programs on.
 * @param {'wine' | 'windows'} kind
 * @param {(sentence: string) => void} [say] is told what takes longer the first time
 * @returns {Promise<Kernel>} rejects with a `Trouble` when this machine does not have it
 */
export async function openKernel(kind, say = () => {}) {
  if (kind !== 'wine' && kind !== 'windows') {
    throw new Trouble(`There is no kernel called ${kind}; the kernels are windows and wine.`);
  }
  const kernel = kind === 'wine' ? await openWine(say) : await openWindows();
  const { close } = kernel;
  kernel.close = async () => {
    await close();
    open.delete(kernel);
    if (open.size === 0) {
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
    }
  };
  if (open.size === 0) {
    process.on('SIGINT', interrupted);
    process.on('SIGTERM', interrupted);
  }
  open.add(kernel);
  return kernel;
}
