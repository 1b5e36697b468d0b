import { IOCP_KERNELS } from './kernels.mjs';
import { openSim } from './sim.mjs';
import { openUnix } from './unix.mjs';
import { openWindows } from './windows.mjs';
import { missingForWine, openWine } from './wine.mjs';

export { missingForWine };

/**
 * @typedef {import('./child.mjs').Outcome} Outcome
 * @typedef {import('./child.mjs').RunOptions} RunOptions
 * @typedef {{ product: string, version: string, os: string, arch: string, node: string, koffi: string, seed?: number }} Description
 *   `product` and `version` name the kernel, `os` what it runs on, `seed` what a simulated one decides by
 *
 * @typedef {import('./kernels.mjs').KernelName} KernelName
 *
 * @typedef {object} Kernel
 * @property {KernelName} kind
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
 * Whether this machine has a kernel.
 * @param {KernelName} kind
 * @returns {boolean}
 */
export function isHere(kind) {
  switch (kind) {
    case 'windows':
      return process.platform === 'win32';
    case 'wine':
      return missingForWine() === null;
    case 'linux':
      return process.platform === 'linux';
    case 'macos':
      return process.platform === 'darwin';
    case 'sim':
      return true;
  }
}

/**
 * The kernel that is used when nobody names one.
 * @param {readonly KernelName[]} [kernels] those that the program is for
 * @returns {KernelName | null} null when this machine has none of them
 */
export function defaultKernel(kernels = IOCP_KERNELS) {
  return kernels.find(isHere) ?? null;
}

/**
 * The same of those that nobody has simulated: what recordings and tests of Windows' own behaviour are made on.
 * @param {readonly KernelName[]} [kernels] those that the program is for
 * @returns {KernelName | null} null when this machine has none of them
 */
export function realKernel(kernels = IOCP_KERNELS) {
  return defaultKernel(kernels.filter((kind) => kind !== 'sim'));
}

/**
 * Why this machine has none of the kernels that a program is for.
 * @param {string} program how a person calls it
 * @param {readonly KernelName[]} kernels
 * @returns {string}
 */
export function missingFor(program, kernels) {
  if (kernels.includes('wine')) return missingForWine() ?? '';
  const here = process.platform;
  return `${program} is a program for ${kernels.join(' or ')}, and this is ${here}, so it cannot run here.`;
}

/**
 * Opens a kernel to run programs on.
 * @param {KernelName} kind
 * @param {(sentence: string) => void} [say] is told what takes longer the first time
 * @param {{ seed?: number }} [options] of the simulated Windows
 * @returns {Promise<Kernel>} rejects with a `Trouble` when this machine does not have it
 */
export async function openKernel(kind, say = () => {}, options = {}) {
  const kernel = await openKind(kind, say, options);
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

/**
 * @param {KernelName} kind
 * @param {(sentence: string) => void} say
 * @param {{ seed?: number }} options
 * @returns {Promise<Kernel>}
 */
async function openKind(kind, say, options) {
  switch (kind) {
    case 'windows':
      return openWindows();
    case 'wine':
      return openWine(say);
    case 'linux':
    case 'macos':
      return openUnix(kind, say);
    case 'sim':
      return openSim(say, options);
  }
}
