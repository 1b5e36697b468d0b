import { describe, expect, it } from 'vitest';
import type { Raw } from './host.ts';
import { makeKoffi, type Native } from './koffi.ts';
import { type Code, TestHost } from './testing.ts';

/** What a call looked like from the other side. */
interface Seen {
  args: readonly Raw[];
  kinds: (string | undefined)[];
}

/** A process whose library notes how it is called. */
function process(more: Record<string, Code> = {}) {
  const seen: Seen[] = [];
  const note: Code = (args, { heap }) => {
    const kinds = args.map((each) =>
      typeof each === 'bigint' ? heap.blockAt(each)?.kind : undefined,
    );
    seen.push({ args, kinds });
    return 0;
  };
  const host = new TestHost({ 'test.dll': { note, ...more } });
  const koffi = makeKoffi(host);
  return { koffi, host, heap: host.heap, seen, library: koffi.load('test.dll') };
}

describe('Windows’ data model', () => {
  it('has a long of 4 bytes and a wchar_t of 2', () => {
    const { koffi } = process();
    const sizes = (names: string[]) => names.map((name) => koffi.sizeof(name));
    expect(sizes(['long', 'unsigned long', 'ulong', 'wchar_t', 'wchar'])).toEqual([4, 4, 4, 2, 2]);
    expect(sizes(['void *', 'size_t', 'intptr_t', 'long long', 'int', 'bool'])).toEqual([
      8, 8, 8, 8, 4, 1,
    ]);
    expect(koffi.type('wchar_t *').primitive).toBe('String16');
    const decode = koffi.decode as unknown as Record<string, (from: unknown) => unknown>;
    expect(decode.long?.(Buffer.from('ffffffff00000000', 'hex'))).toBe(-1);
    expect(decode.ulong?.(Buffer.from('ffffffff00000000', 'hex'))).toBe(2 ** 32 - 1);
    expect(decode.wstring?.(Buffer.from('wide\0', 'utf16le'))).toBe('wide');
    expect(koffi.enumeration({ a: 1, b: 2 }).primitive).toBe('Int32');
    expect(() => koffi.enumeration({ a: 2 ** 31 })).toThrow(/storage type wide enough/);
    expect(koffi.extension).toBe('.dll');
  });

  it('gives 64-bit values to code as unsigned bigints, and others as numbers', () => {
    const { library, seen } = process();
    const call = library.func(
      'void note(int8_t, uint8_t, int, uint32_t, int64_t, uint64_t, void *, bool, float, double)',
    );
    call(-1, -1, 2 ** 32 - 1, -1, -1, 5, null, true, 1.1, 1.1);
    expect(seen[0]?.args).toEqual([
      -1,
      255,
      -1,
      2 ** 32 - 1,
      2n ** 64n - 1n,
      5n,
      0n,
      1,
      Math.fround(1.1),
      1.1,
    ]);
  });

  it('takes from a register what the declared result has of it', () => {
    const { library, koffi } = process({
      all: () => 0xffff_ffff_8000_00ffn,
      minus: () => -1,
      none: () => undefined,
    });
    const result = (type: string, name = 'all') => library.func(name, type, [])();
    expect(
      ['int', 'uint32_t', 'int8_t', 'uint8_t', 'int16_t', 'bool'].map((type) => result(type)),
    ).toEqual([-2_147_483_393, 0x8000_00ff, -1, 255, 255, true]);
    expect(result('uint64_t')).toBe(0xffff_ffff_8000_00ffn);
    expect(result('intptr_t')).toBe(-2_147_483_393);
    expect(result('void *', 'minus')).toBe(0xffff_ffffn);
    expect(result('int', 'none')).toBe(0);
    expect(result('void *', 'none')).toBeNull();
    expect(koffi.errno()).toBe(0);
  });

  it('passes structs of 1, 2, 4 and 8 bytes in a register, and others as the address of a copy', () => {
    const big: Code = ([to, from], { heap }) => {
      heap.bytes(BigInt(to ?? 0), 12, 'write').set(heap.bytes(BigInt(from ?? 0), 12, 'read'));
      return to;
    };
    const { koffi, library, seen } = process({ big });
    koffi.struct('Eight', { a: 'uint32_t', b: 'uint32_t' });
    koffi.struct('Twelve', { a: 'int', b: 'int', c: 'int' });
    library.func('void note(Eight, Twelve)')({ a: 1, b: 2 }, { a: 3 });
    expect(seen[0]?.args[0]).toBe(0x2_0000_0001n);
    expect(seen[0]?.kinds[1]).toBe('scratch');
    for (const size of [1, 2, 3, 4, 5, 6, 7, 8, 9, 16]) {
      const bytes = koffi.struct({ bytes: koffi.array('uint8_t', size) });
      library.func('note', 'void', [bytes])({ bytes: [1] });
      const inRegister = [1, 2, 4, 8].includes(size);
      expect(seen.at(-1)).toMatchObject(inRegister ? { args: [1n] } : { kinds: ['scratch'] });
    }
    expect(library.func('Twelve big(Twelve)')({ a: 1, b: 2, c: 3 })).toEqual({ a: 1, b: 2, c: 3 });
  });
});

describe('scratch memory', () => {
  it('lies in the same place in every call, and behind that of a call around it', () => {
    const { koffi, library, seen, host } = process({
      around: ([, callback], self) => self.call(BigInt(callback ?? 0), []),
    });
    const note = library.func('void note(_Inout_ int *, const char *)');
    note([1, 2], 'first');
    note([3, 4], 'second');
    expect(seen[0]?.kinds).toEqual(['scratch', 'scratch']);
    expect(seen[1]?.args).toEqual(seen[0]?.args);
    koffi.proto('void Inner()');
    library.func('void around(int *, Inner *)')([9], () => note([5, 6], 'inner'));
    expect(seen[2]?.args[0]).toBe((seen[0]?.args[0] as bigint) + 16n);
    expect(host.heap.blockAt(seen[0]?.args[0] as bigint)?.size).toBe(2 ** 20);
  });

  it('of 1 MiB gets help for what doesn’t fit, for the time of the call', () => {
    const { library, seen, heap } = process();
    const note = library.func('void note(const char *, int *)');
    note('x'.repeat(2 ** 20 + 5), [1]);
    const [text, number] = (seen[0] as Seen).args as bigint[];
    expect(seen[0]?.kinds).toEqual(['scratch', 'scratch']);
    expect(heap.blockAt(text as bigint)).toMatchObject({ size: 2 ** 20 + 6, state: 'freed' });
    expect(heap.blockAt(number as bigint)?.size).toBe(2 ** 20);
  });

  it('of a call on the pool is another one, of 128 KiB, and comes back when the call is over', () => {
    const { library, seen, heap, host } = process();
    const note = library.func('void note(_Inout_ int *)');
    note([1]);
    note.async?.([2], () => {});
    note.async?.([3], () => {});
    host.runPool();
    note.async?.([4], () => {});
    host.runPool();
    const addresses = seen.map(({ args }) => args[0] as bigint);
    expect(new Set(addresses).size).toBe(3);
    expect(heap.blockAt(addresses[1] as bigint)?.size).toBe(2 ** 17);
    expect(addresses.slice(1, 3)).toContain(addresses[3]);
  });
});

describe('what koffi.encode puts beside a value', () => {
  it('stays until another value is encoded in the same place', () => {
    const { koffi, heap } = process();
    const place = koffi.alloc('char *', 2);
    koffi.encode(place, 'char *', 'first');
    const first = heap.readUint64(place);
    koffi.encode(place, 8, 'char *', 'other place');
    expect(heap.blockAt(first)).toMatchObject({ kind: 'native', state: 'live', size: 6 });
    koffi.encode(place, 'char *', 'second');
    expect(heap.blockAt(first)?.state).toBe('freed');
    expect(koffi.decode(place, 'char *', 2)).toEqual(['second', 'other place']);
  });
});

describe('a call on the pool', () => {
  it('gives a failure of its thread to the callback', () => {
    const broken: Code = () => {
      throw new Error('The thread is gone.');
    };
    const { library, host } = process({ broken });
    const seen: unknown[] = [];
    library.func('int broken()').async?.((...values: unknown[]) => seen.push(...values));
    host.runPool();
    expect(seen).toEqual([new Error('The thread is gone.'), undefined]);
    expect(library.func('int broken()')).toThrow('The thread is gone.');
  });
});

describe('each process', () => {
  it('has types of its own', () => {
    const first = process().koffi;
    const second = process().koffi;
    const type = first.struct('Own', { a: 'int' });
    expect(second.struct('Own', { a: 'double' }).size).toBe(8);
    expect(() => second.sizeof(type)).toThrow(TypeError);
    expect(() => second.type('Other')).toThrow("Unknown or invalid type name 'Other'");
  });

  it('can forget them, and then give their names again', () => {
    const { koffi } = process();
    koffi.struct('Once', { a: 'int' });
    koffi.reset();
    expect(() => koffi.type('Once')).toThrow(TypeError);
    expect(koffi.struct('Once', { a: 'int' }).size).toBe(4);
  });

  it('loads the libraries that are there', () => {
    const { koffi } = process();
    expect(() => koffi.load('nothing.dll')).toThrow(
      /The simulated Windows has no library 'nothing.dll'/,
    );
    expect(() => koffi.load('test.dll').func('int nothing()')).toThrow(
      /Cannot find function 'nothing'/,
    );
    expect(() => koffi.load(null).func('int note()')).toThrow(/Cannot find function 'note'/);
    expect(() => new koffi.LibraryHandle()).toThrow(/constructed manually/);
    expect(() => new koffi.TypeObject()).toThrow(/constructed manually/);
  });
});

describe('what a tracer puts around it', () => {
  it('sees every call, allocation and pointer that becomes a function', () => {
    const { koffi, host } = process();
    const real = { ...koffi };
    const lines: string[] = [];
    Object.assign(koffi, {
      decode: new Proxy(real.decode, {
        apply(decode, self, values) {
          const value = Reflect.apply(decode, self, values);
          if (typeof value === 'function') lines.push(`function ${koffi.type(values[1]).name}`);
          return value;
        },
      }),
      load: (name: string) =>
        new Proxy(real.load(name), {
          get(inner, key) {
            const member = Reflect.get(inner, key);
            if (key !== 'func') return typeof member === 'function' ? member.bind(inner) : member;
            return (...definition: unknown[]) => {
              const native = Reflect.apply(member as () => Native, inner, definition);
              lines.push(`func ${native.info.name} ${native.info.arguments[0]?.direction}`);
              return native;
            };
          },
        }),
    });
    const library = koffi.load('test.dll');
    expect(library.func('int note(_Out_ int *)')([0])).toBe(0);
    const type = koffi.proto('int Pointed(int)');
    expect((koffi.decode(library.symbol('note'), type) as (value: number) => number)(1)).toBe(0);
    expect(lines).toEqual(['func note Output', 'function Pointed']);
    expect(host.nameOf(library.symbol('note'))).toBe('note');
  });
});
