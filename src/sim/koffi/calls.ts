import type { Heap } from '../memory/heap.ts';
import { AccessViolation } from '../memory/heap.ts';
import { type Callable, Scratch } from './arena.ts';
import { nameOfValue, tooFew } from './errors.ts';
import type { KoffiHost, Raw } from './host.ts';
import { checkCount, checkParameter } from './prototype-parser.ts';
import type { Load, Registers, Unload } from './registers.ts';
import type { PrototypeInfo, TypeObjects } from './type-objects.ts';
import { fitsRegister, isAggregate, type Parameter, type Signature } from './types.ts';

/** koffi's numbers of memory and calls, as `koffi.config` shows them. */
export interface Limits {
  syncHeapSize: number;
  asyncHeapSize: number;
  asyncCalls: number;
}

/** A function of a library, as a program has it. */
export type Native = Callable & { async?: Callable; info: PrototypeInfo };

const MOST_CALLBACKS = 8192;

/** How one function's values travel. */
interface Plan {
  readonly loads: readonly Load[];
  readonly unload: Unload;
  /** Bytes that the caller has to provide for the result; 0 when it comes back in a register. */
  readonly hidden: number;
}

interface Slot {
  readonly code: bigint;
}

/** Calls from JavaScript to code, and back. */
export class Calls {
  readonly #host: KoffiHost;
  readonly #heap: Heap;
  readonly #registers: Registers;
  readonly #objects: TypeObjects;
  readonly #limits: Limits;
  #sync: Scratch | null = null;
  readonly #idle: Scratch[] = [];
  #asyncRunning = 0;
  /** Calls that have not returned yet, on the program's thread. */
  #depth = 0;
  /** What a callback has thrown while a call was on its way: it is thrown again when that call has returned. */
  #thrown: { readonly problem: unknown } | null = null;
  readonly #callbacks = new Map<bigint, Slot>();

  constructor(host: KoffiHost, registers: Registers, objects: TypeObjects, limits: Limits) {
    this.#host = host;
    this.#heap = host.heap;
    this.#registers = registers;
    this.#objects = objects;
    this.#limits = limits;
  }

  /** How many callbacks have an address now. */
  get callbacks(): number {
    return this.#callbacks.size;
  }

  /** A callable function for code at an address. */
  wrap(signature: Signature, code: bigint): Native {
    const native = signature.variadic
      ? this.#variadic(signature, code)
      : this.#plain(signature, code);
    Object.defineProperty(native, 'name', { value: signature.name, configurable: true });
    if (!signature.variadic) {
      const async = this.#async(signature, code);
      Object.defineProperty(async, 'name', { value: signature.name, configurable: true });
      Object.assign(native, { async });
    }
    return Object.assign(native, { info: this.#objects.describe(signature) });
  }

  /** Gives a JavaScript function an address, by which C can call it. */
  readonly register = (signature: Signature, run: Callable): bigint => {
    if (this.#callbacks.size >= MOST_CALLBACKS) {
      throw new Error(`Too many callbacks are in use (max = ${MOST_CALLBACKS})`);
    }
    const code = this.#host.registerCode(signature.name, this.#relay(signature, run));
    this.#callbacks.set(code, { code });
    return code;
  };

  /** @throws Error when no callback has the address */
  unregister(code: bigint): void {
    if (!this.#callbacks.delete(code))
      throw new Error('Could not find matching registered callback');
    this.#host.unregisterCode(code);
  }

  #plan({ parameters, result }: Signature): Plan {
    const loads = parameters.map(({ type, directions }) => this.#registers.load(type, directions));
    const unload = this.#registers.unload(result);
    const hidden = isAggregate(result) && !fitsRegister(result.size) ? result.size : 0;
    return { loads, unload, hidden };
  }

  get #arena(): Scratch {
    this.#sync ??= new Scratch(this.#heap, this.#limits.syncHeapSize, this.register);
    return this.#sync;
  }

  #plain(signature: Signature, code: bigint): Callable {
    let plan: Plan | null = null;
    const count = signature.parameters.length;
    return (...values) => {
      if (values.length < count) throw tooFew(`${count} arguments`, values.length);
      plan ??= this.#plan(signature);
      return this.#call(plan, code, values);
    };
  }

  #call({ loads, unload, hidden }: Plan, code: bigint, values: readonly unknown[]): unknown {
    const arena = this.#arena;
    const { top, spilled } = arena;
    const outs = arena.outs.length;
    const borrowed = arena.borrowed.length;
    this.#depth += 1;
    try {
      const shift = hidden > 0 ? 1 : 0;
      const raws = new Array<Raw>(loads.length + shift);
      for (let index = 0; index < loads.length; index++) {
        raws[index + shift] = (loads[index] as Load)(values[index], arena);
      }
      let place = 0n;
      if (hidden > 0) {
        arena.take(hidden);
        place = arena.address;
        raws[0] = place;
      }
      const raw = this.#host.call(code, raws);
      if (this.#thrown) this.#throwAgain();
      const value = unload(hidden > 0 ? place : raw);
      for (let index = outs; index < arena.outs.length; index++)
        (arena.outs[index] as () => void)();
      return value;
    } finally {
      this.#depth -= 1;
      if (arena.outs.length > outs) arena.outs.length = outs;
      if (arena.borrowed.length > borrowed) this.#giveBack(arena, borrowed);
      arena.rewind(top, spilled);
    }
  }

  #throwAgain(): void {
    const thrown = this.#thrown;
    this.#thrown = null;
    throw thrown?.problem;
  }

  #giveBack({ borrowed }: Scratch, count: number): void {
    while (borrowed.length > count) this.unregister(borrowed.pop() as bigint);
  }

  /** A function such as printf: behind the declared arguments come pairs of a type and a value. */
  #variadic(signature: Signature, code: bigint): Callable {
    const required = signature.parameters.length;
    return (...values) => {
      if (values.length < required) throw tooFew(`${required} arguments or more`, values.length);
      if ((values.length - required) % 2 !== 0) {
        throw new Error('Missing value argument for variadic call');
      }
      const parameters: Parameter[] = [...signature.parameters];
      const given = values.slice(0, required);
      for (let at = required; at < values.length; at += 2) {
        const parameter = this.#objects.resolveParameter(values[at]);
        checkParameter(parameter.type, parameter.directions, TypeError);
        checkCount(parameters, TypeError);
        parameters.push(parameter);
        given.push(values[at + 1]);
      }
      return this.#call(this.#plan({ ...signature, parameters }), code, given);
    };
  }

  #async(signature: Signature, code: bigint): Callable {
    let plan: Plan | null = null;
    const count = signature.parameters.length;
    return (...values) => {
      if (values.length <= count) throw tooFew(`${count + 1} arguments`, values.length);
      const callback = values[count];
      if (typeof callback !== 'function') {
        throw new TypeError(
          `Expected callback function as last argument, got ${nameOfValue(callback)}`,
        );
      }
      if (this.#asyncRunning >= this.#limits.asyncCalls) {
        throw new Error('Too many asynchronous calls are running');
      }
      plan ??= this.#plan(signature);
      this.#start(plan, code, values, callback as Callable);
    };
  }

  #start(
    { loads, unload, hidden }: Plan,
    code: bigint,
    values: readonly unknown[],
    callback: Callable,
  ): void {
    const arena =
      this.#idle.pop() ?? new Scratch(this.#heap, this.#limits.asyncHeapSize, this.register);
    this.#asyncRunning += 1;
    const end = () => {
      this.#asyncRunning -= 1;
      arena.outs.length = 0;
      this.#giveBack(arena, 0);
      arena.rewind(0, 0);
      this.#idle.push(arena);
    };
    const raws: Raw[] = [];
    let place = 0n;
    try {
      for (const [index, load] of loads.entries()) raws.push(load(values[index], arena));
      if (hidden > 0) {
        arena.take(hidden);
        place = arena.address;
        raws.unshift(place);
      }
    } catch (problem) {
      end();
      callback(problem, undefined);
      return;
    }
    this.#host.callOnPool(code, raws, (failure, raw) => {
      let value: unknown;
      try {
        if (failure === null) {
          value = unload(hidden > 0 ? place : raw);
          for (const out of arena.outs) out();
        }
      } finally {
        end();
      }
      callback(failure, value);
    });
  }

  /** What C calls: gives the arguments to a JavaScript function, and its result back. */
  #relay(
    { parameters, result }: Signature,
    run: Callable,
  ): (args: readonly Raw[]) => Raw | undefined {
    const unloads = parameters.map(({ type }) => this.#registers.unload(type));
    const isVoid = result.kind === 'Void';
    const load = isVoid ? null : this.#registers.load(result, 1);
    const hidden = isAggregate(result) && !fitsRegister(result.size);
    return (args) => {
      // After an exception C gets 0 from everybody until its call is over.
      if (this.#thrown) return 0;
      const arena = this.#arena;
      const { top, spilled } = arena;
      try {
        const shift = hidden ? 1 : 0;
        const value = run(...unloads.map((unload, index) => unload(args[index + shift])));
        if (!load) return undefined;
        const raw = load(value, arena);
        return hidden ? this.#copyResult(args[0], raw, result.size) : raw;
      } catch (problem) {
        if (this.#depth === 0 || problem instanceof AccessViolation) throw problem;
        this.#thrown = { problem };
        return 0;
      } finally {
        arena.rewind(top, spilled);
      }
    };
  }

  /** Copies a struct to where the caller wants it. */
  #copyResult(to: Raw | undefined, from: Raw, size: number): bigint {
    const address = BigInt(to ?? 0);
    const copy = this.#heap.bytes(BigInt(from), size, 'read').slice();
    this.#heap.bytes(address, size, 'write').set(copy);
    return address;
  }
}
