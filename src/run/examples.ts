import fs from 'node:fs';
import path from 'node:path';

import { EXAMPLES } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';
import { type KernelName, kernelsOf } from './kernel/kernels.mjs';

/** One runnable package in `examples/`. */
export interface Example {
  /** What a person types for it: two digits, such as `07`, or the name of an appendix. */
  short: string;
  /** The folder's name, such as `07-five-slow-answers` or `appendix-epoll`. */
  name: string;
  /** Absolute. */
  folder: string;
  /** The kernels that it is for. */
  kernels: readonly KernelName[];
}

/** Every example, in the order of the chapters; the appendices come last. */
export function listExamples(): Example[] {
  return fs
    .readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^(?:\d\d|appendix)-/.test(entry.name))
    .map(({ name }) => {
      const folder = path.join(EXAMPLES, name);
      const short = /^\d\d/.exec(name)?.[0] ?? name;
      return { short, name, folder, kernels: kernelsOf(folder) };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/**
 * The example that a person means by `7`, `07` or the folder's name.
 *
 * @throws {Trouble} a sentence that lists the examples there are
 */
export function findExample(asked: string): Example {
  const examples = listExamples();
  const found = examples.find(
    ({ short, name }) =>
      name === asked || (/^\d{1,2}$/.test(asked) && Number(short) === Number(asked)),
  );
  if (found === undefined) {
    throw new Trouble(
      `There is no example ${asked}; the examples are ${examples.map(({ name }) => name).join(', ')}.`,
    );
  }
  return found;
}
