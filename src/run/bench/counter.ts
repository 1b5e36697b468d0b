/**
 * A preload that counts what a program asks of koffi: calls of Windows' functions, by name and with `.async`
 * behind it for those on a thread of Node's pool, and allocations of native memory. When the program ends it writes them to stderr, as a line of JSON.
 */
import koffi from 'koffi';

const calls: Record<string, number> = {};
let allocations = 0;

type Callable = ((...args: unknown[]) => unknown) & { async?: (...args: unknown[]) => unknown };

/** The same function, which counts. */
function counting(name: string, real: Callable): Callable {
  const count = (as: string) => {
    calls[as] = (calls[as] ?? 0) + 1;
  };
  const wrapped: Callable = (...args) => {
    count(name);
    return real(...args);
  };
  return Object.assign(wrapped, real, {
    async: (...args: unknown[]) => {
      count(`${name}.async`);
      return real.async?.(...args);
    },
  });
}

/** The name in a prototype as C writes it. */
const nameIn = (prototype: unknown): string => /(\w+)\s*\(/.exec(String(prototype))?.[1] ?? '?';

const open = koffi as unknown as Record<string, Callable>;
const { load, alloc, decode } = open as Record<'load' | 'alloc' | 'decode', Callable>;

open.load = (...args) =>
  new Proxy(load(...args) as object, {
    get(library, property) {
      const member = Reflect.get(library, property);
      if (property === 'func') {
        return (...words: unknown[]) =>
          counting(nameIn(words[0]), member.call(library, ...words) as Callable);
      }
      return typeof member === 'function' ? member.bind(library) : member;
    },
  });
open.alloc = (...args) => {
  allocations += 1;
  return alloc(...args);
};
// A function that a socket's provider has of its own comes as a pointer that is decoded.
open.decode = Object.assign((...args: unknown[]) => {
  const decoded = decode(...args);
  return typeof decoded === 'function' ? counting('by address', decoded as Callable) : decoded;
}, decode);

process.on('exit', () => process.stderr.write(`${JSON.stringify({ calls, allocations })}\n`));
