import fs from 'node:fs';
import path from 'node:path';

import { EXAMPLES } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';

/** One runnable package in `examples/`. */
export interface Example {
  /** Two digits, such as `07`. */
  number: string;
  /** The folder's name, such as `07-five-slow-answers`. */
  name: string;
  /** Absolute. */
  folder: string;
}

/** Every example, in the order of the chapters. */
export function listExamples(): Example[] {
  return fs
    .readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
    .map(({ name }) => ({
      number: name.slice(0, 2),
      name,
      folder: path.join(EXAMPLES, name),
    }))
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
    ({ number, name }) =>
      name === asked || (/^\d{1,2}$/.test(asked) && Number(number) === Number(asked)),
  );
  if (found === undefined) {
    throw new Trouble(
      `There is no example ${asked}; the examples are ${examples.map(({ name }) => name).join(', ')}.`,
    );
  }
  return found;
}
