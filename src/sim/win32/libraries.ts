import { type Prototype, prototypes } from '../../abi/prototypes/index.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import type { Result, Win32Function, Win32Functions } from './function.ts';

/** A function of Windows as code that can be called with whatever a program has put into the registers. */
export interface Code {
  readonly name: string;
  /** The library that has it; `mswsock, by WSAIoctl` for those that a socket's provider is asked for. */
  readonly library: string;
  readonly call: (thread: Thread, args: readonly (number | bigint)[]) => Result | Blocking<Result>;
}

type Coerce = (value: number | bigint | undefined) => number | bigint;

const as64: Coerce = (value = 0) =>
  typeof value === 'bigint'
    ? BigInt.asUintN(64, value)
    : BigInt.asUintN(64, BigInt(Math.trunc(value)));
const low32 = (value: number | bigint = 0): number =>
  typeof value === 'bigint' ? Number(BigInt.asUintN(32, value)) : value;
const unsigned: Coerce = (value) => low32(value) >>> 0;
const signed: Coerce = (value) => low32(value) | 0;

const NARROW: Record<string, Coerce> = {
  DWORD: unsigned,
  ULONG: unsigned,
  NTSTATUS: unsigned,
  GROUP: unsigned,
  FILE_INFORMATION_CLASS: unsigned,
  BOOL: signed,
  int: signed,
  long: signed,
  WORD: (value) => low32(value) & 0xffff,
  BOOLEAN: (value) => low32(value) & 0xff,
  UCHAR: (value) => low32(value) & 0xff,
};

/** The part of a register that the function looks at. */
const coercion = (type: string): Coerce => NARROW[type] ?? as64;

/** Calls with so few arguments make no array on the way. */
function joined(run: Win32Function, coercions: readonly Coerce[]): Code['call'] {
  const [a = as64, b = as64, c = as64, d = as64, e = as64, f = as64, g = as64] = coercions;
  switch (coercions.length) {
    case 0:
      return (thread) => run(thread);
    case 1:
      return (thread, v) => run(thread, a(v[0]));
    case 2:
      return (thread, v) => run(thread, a(v[0]), b(v[1]));
    case 3:
      return (thread, v) => run(thread, a(v[0]), b(v[1]), c(v[2]));
    case 4:
      return (thread, v) => run(thread, a(v[0]), b(v[1]), c(v[2]), d(v[3]));
    case 5:
      return (thread, v) => run(thread, a(v[0]), b(v[1]), c(v[2]), d(v[3]), e(v[4]));
    case 6:
      return (thread, v) => run(thread, a(v[0]), b(v[1]), c(v[2]), d(v[3]), e(v[4]), f(v[5]));
    case 7:
      return (thread, v) =>
        run(thread, a(v[0]), b(v[1]), c(v[2]), d(v[3]), e(v[4]), f(v[5]), g(v[6]));
    default:
      return (thread, args) => run(thread, ...coercions.map((coerce, at) => coerce(args[at])));
  }
}

function bind(prototype: Prototype, run: Win32Function): Code {
  const coercions = prototype.parameters.map(({ type }) => coercion(type));
  return {
    name: prototype.name,
    library: prototype.library,
    call: joined(run, coercions),
  };
}

/**
 * Joins functions with their prototypes.
 *
 * @throws Error for a function that has no prototype: its arguments would be guessed
 */
export function bindAll(functions: Win32Functions): Code[] {
  return Object.entries(functions).map(([name, run]) => {
    const prototype = prototypes.find((one) => one.name === name);
    if (!prototype) throw new Error(`There is no prototype of ${name} in src/abi/prototypes.`);
    return bind(prototype, run);
  });
}
