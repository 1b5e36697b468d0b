import { toNumber } from '../memory/address.ts';
import type { Heap } from '../memory/heap.ts';
import { ProcessHeap } from '../memory/process-heap.ts';
import type { KoffiHost, Raw } from './host.ts';

/** A function of a library that tests make. */
export type Code = (args: readonly Raw[], host: TestHost) => Raw | undefined;

/** A process of a test: its libraries hold functions of the test's own, and a pool thread runs when it is told to. */
export class TestHost implements KoffiHost {
  readonly heap: Heap;
  readonly #libraries = new Map<string, Map<string, bigint>>();
  readonly #code = new Map<
    bigint,
    { name: string; run: (args: readonly Raw[]) => Raw | undefined }
  >();
  readonly #queued: (() => void)[] = [];
  #next = 0x7ff8_1000_0000n;

  constructor(libraries: Record<string, Record<string, Code>>, heap: Heap = new ProcessHeap()) {
    this.heap = heap;
    for (const [library, functions] of Object.entries(libraries)) {
      const codes = Object.entries(functions).map(
        ([name, code]) => [name, this.registerCode(name, (args) => code(args, this))] as const,
      );
      this.#libraries.set(library, new Map(codes));
    }
  }

  /** How many calls wait for a thread of the pool. */
  get queued(): number {
    return this.#queued.length;
  }

  hasLibrary(library: string): boolean {
    return this.#libraries.has(library);
  }

  codeOf(library: string, name: string): bigint | null {
    return this.#libraries.get(library)?.get(name) ?? null;
  }

  nameOf(code: bigint): string | null {
    return this.#code.get(code)?.name ?? null;
  }

  call(code: bigint, args: readonly Raw[]): Raw | undefined {
    const found = this.#code.get(code);
    if (!found) throw new Error(`No code is at 0x${code.toString(16)}.`);
    return found.run(args);
  }

  callOnPool(
    code: bigint,
    args: readonly Raw[],
    returned: (failure: Error | null, result: Raw | undefined) => void,
  ): void {
    this.#queued.push(() => {
      let result: Raw | undefined;
      try {
        result = this.call(code, args);
      } catch (problem) {
        returned(problem as Error, undefined);
        return;
      }
      returned(null, result);
    });
  }

  /** Lets the pool run all that waits for it. */
  runPool(): void {
    for (const run of this.#queued.splice(0)) run();
  }

  registerCode(name: string, run: (args: readonly Raw[]) => Raw | undefined): bigint {
    const code = this.#next;
    this.#next += 16n;
    this.#code.set(code, { name, run });
    return code;
  }

  unregisterCode(code: bigint): void {
    this.#code.delete(code);
  }
}

/** Bytes up to the first 0. */
function length(heap: Heap, address: bigint): number {
  const { bytes, start } = heap.windowOn(address, 1, 'read');
  return bytes.indexOf(0, toNumber(address) - start) - (Number(address) - start);
}

const big = (raw: Raw | undefined): bigint => BigInt(raw ?? 0);
const int = (raw: Raw | undefined): number => Number(BigInt.asIntN(32, big(raw)));

function copy(heap: Heap, to: bigint, from: bigint, count: number): bigint {
  heap.bytes(to, count, 'write').set(heap.bytes(from, count, 'read').slice());
  return to;
}

/** The functions of a C library that tests call, as the real one has them. */
export const LIBC: Record<string, Code> = {
  abs: ([value]) => Math.abs(int(value)),
  labs: ([value]) => {
    const number = BigInt.asIntN(64, big(value));
    return BigInt.asUintN(64, number < 0n ? -number : number);
  },
  toupper: ([value]) => {
    const code = int(value);
    return code >= 97 && code <= 122 ? code - 32 : code;
  },
  strlen: ([text], { heap }) => BigInt(length(heap, big(text))),
  strcmp: ([left, right], { heap }) => {
    const [a, b] = [big(left), big(right)].map((at) =>
      heap.bytes(at, length(heap, at) + 1, 'read'),
    );
    for (let at = 0; ; at++) {
      const difference = (a?.[at] as number) - (b?.[at] as number);
      if (difference !== 0 || a?.[at] === 0) return difference;
    }
  },
  memcpy: ([to, from, count], { heap }) => copy(heap, big(to), big(from), Number(count)),
  memmove: ([to, from, count], { heap }) => copy(heap, big(to), big(from), Number(count)),
  memset: ([to, value, count], { heap }) => {
    if (Number(count) > 0) heap.bytes(big(to), Number(count), 'write').fill(int(value));
    return to;
  },
  memcmp: ([left, right, count], { heap }) => {
    const size = Number(count);
    const a = heap.bytes(big(left), size, 'read');
    const b = heap.bytes(big(right), size, 'read');
    const at = a.findIndex((byte, index) => byte !== b[index]);
    return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
  },
  memchr: ([from, value, count], { heap }) => {
    const at = heap.bytes(big(from), Number(count), 'read').indexOf(int(value) & 0xff);
    return at < 0 ? 0n : big(from) + BigInt(at);
  },
  strcpy: ([to, from], { heap }) => copy(heap, big(to), big(from), length(heap, big(from)) + 1),
  strdup: ([from], { heap }) => {
    const count = length(heap, big(from)) + 1;
    return copy(heap, heap.allocate(count), big(from), count);
  },
  strchr: ([text, value], { heap }) => {
    const at = heap
      .bytes(big(text), length(heap, big(text)) + 1, 'read')
      .indexOf(int(value) & 0xff);
    return at < 0 ? 0n : big(text) + BigInt(at);
  },
  /** An insertion sort, which compares other pairs than the real one but comes to the same order. */
  qsort: ([base, count, size, compare], host) => {
    const width = Number(size);
    const { heap } = host;
    const at = (index: number) => big(base) + BigInt(index * width);
    for (let end = 1; end < Number(count); end++) {
      for (let index = end; index > 0; index--) {
        const order = host.call(big(compare), [at(index - 1), at(index)]);
        if (int(order) <= 0) break;
        const kept = heap.bytes(at(index), width, 'read').slice();
        copy(heap, at(index), at(index - 1), width);
        heap.bytes(at(index - 1), width, 'write').set(kept);
      }
    }
    return undefined;
  },
  ldexp: ([value, exponent]) => Number(value) * 2 ** int(exponent),
  div: ([left, right]) => {
    const [a, b] = [int(left), int(right)];
    const quotient = BigInt.asUintN(32, BigInt(Math.trunc(a / b)));
    return (BigInt.asUintN(32, BigInt(a % b)) << 32n) | quotient;
  },
};
