import fs from 'node:fs';
import path from 'node:path';

import { Trouble } from '../boot/trouble.mjs';

/** @typedef {'windows' | 'wine' | 'sim' | 'linux' | 'macos'} KernelName */

/** Every kernel that the book speaks of. @type {readonly KernelName[]} */
export const KERNELS = ['windows', 'wine', 'sim', 'linux', 'macos'];

/** The kernels with completion ports: those that a program is for when its package names none. @type {readonly KernelName[]} */
export const IOCP_KERNELS = ['windows', 'wine', 'sim'];

/**
 * Words of a list, as a sentence has them.
 * @param {readonly string[]} words
 * @returns {string}
 */
const listed = (words) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/**
 * Finds the kernel that somebody names.
 * @param {string} asked
 * @returns {KernelName}
 */
export function kernelNamed(asked) {
  const found = KERNELS.find((name) => name === asked);
  if (found !== undefined) return found;
  throw new Trouble(`There is no kernel called ${asked}; the kernels are ${listed(KERNELS)}.`);
}

/**
 * The kernels that the program in a folder is for, as `"iocp": { "kernels": [...] }` of its package.json names them.
 * @param {string} folder
 * @returns {readonly KernelName[]}
 */
export function kernelsOf(folder) {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return IOCP_KERNELS;
  const kernels = JSON.parse(fs.readFileSync(file, 'utf8')).iocp?.kernels ?? IOCP_KERNELS;
  if (!Array.isArray(kernels) || kernels.length === 0) {
    throw new Trouble(
      `${file} names its kernels as ${JSON.stringify(kernels)}; it has to be a list.`,
    );
  }
  return kernels.map(kernelNamed);
}

/**
 * Makes sure that a program is for a kernel.
 * @param {string} program how a person calls it
 * @param {readonly KernelName[]} kernels those that it is for
 * @param {KernelName} kind
 */
export function demandFits(program, kernels, kind) {
  if (kernels.includes(kind)) return;
  throw new Trouble(
    `${program} is a program for ${listed(kernels)}, and not for ${kind}; name one of those after --kernel, or leave it out.`,
  );
}
