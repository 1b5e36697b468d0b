/**
 * A preload that counts what a program asks of koffi: calls of Windows' functions, and allocations of native memory.
 * When the program ends it writes both to stderr, as a line of JSON.
 */
import koffi from 'koffi';

const counted = { calls: 0, allocations: 0 };

type Callable = ((...args: unknown[]) => unknown) & { async?: (...args: unknown[]) => unknown };

/** The same function, which counts. */
function counting(real: Callable): Callable {
  const wrapped: Callable = (...args) => {
    counted.calls += 1;
    return real(...args);
  };
  return Object.assign(wrapped, real, {
    async: (...args: unknown[]) => {
      counted.calls += 1;
      return real.async?.(...args);
    },
  });
}

const open = koffi as unknown as Record<string, (...args: unknown[]) => unknown>;
const { load, alloc, decode } = open as Record<'load' | 'alloc' | 'decode', Callable>;

open.load = (...args) =>
  new Proxy(load(...args) as object, {
    get(library, name) {
      const member = Reflect.get(library, name);
      if (name === 'func') {
        return (...words: unknown[]) => counting(member.call(library, ...words) as Callable);
      }
      return typeof member === 'function' ? member.bind(library) : member;
    },
  });
open.alloc = (...args) => {
  counted.allocations += 1;
  return alloc(...args);
};
open.decode = Object.assign((...args: unknown[]) => {
  const decoded = decode(...args);
  return typeof decoded === 'function' ? counting(decoded as Callable) : decoded;
}, decode);

process.on('exit', () => process.stderr.write(`${JSON.stringify(counted)}\n`));
