import { parseArgs } from '@pkgjs/parseargs';
import {
  format,
  formatWithOptions,
  inspect,
  stripVTControlCharacters,
} from 'node-inspect-extracted';

/** What a function with a callback has that gives promises in a way of its own. */
const CUSTOM = Symbol.for('nodejs.util.promisify.custom');

// biome-ignore lint/suspicious/noExplicitAny: any function whose last parameter is a callback.
type WithCallback = (this: any, ...args: any[]) => void;

function promisify(original: WithCallback): (...args: unknown[]) => Promise<unknown> {
  if (typeof original !== 'function') {
    throw Object.assign(new TypeError('The "original" argument must be of type function.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  }
  const custom = Reflect.get(original, CUSTOM);
  if (custom !== undefined) return custom;
  return function promisified(this: unknown, ...args: unknown[]) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [
        ...args,
        (error: unknown, value: unknown) => (error ? reject(error) : resolve(value)),
      ]);
    });
  };
}

/** `node:util`: of it, what programs use. */
export const util = {
  format,
  formatWithOptions,
  inspect,
  parseArgs,
  promisify: Object.assign(promisify, { custom: CUSTOM }),
  stripVTControlCharacters,
  TextDecoder,
  TextEncoder,
};
