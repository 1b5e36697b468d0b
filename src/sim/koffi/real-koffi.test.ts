import { describe, expect, it } from 'vitest';
import { onBoth, onBothLater, ownKoffi, realKoffi, type Side } from './real.ts';

/*
 * Each statement here holds for the real koffi, on this machine, and for ours: `onBoth` does the same with the two and
 * compares, and the expectation says what it is.
 */

const onLinux = describe.skipIf(process.platform !== 'linux');

/** Passes a pointer through C: memset of no bytes returns the address that it was given. */
const through = ({ libc }: Side, result = 'void *', parameter = 'void *') =>
  libc.func('memset', result, [parameter, 'int', 'size_t']);

/** OVERLAPPED and its like, in types whose sizes are the same on Linux. */
function structs({ koffi, name }: Side) {
  const OVERLAPPED = koffi.struct(name('OVERLAPPED'), {
    Internal: 'uintptr_t',
    InternalHigh: 'uintptr_t',
    Offset: 'uint32_t',
    OffsetHigh: 'uint32_t',
    hEvent: 'void *',
  });
  const entry = {
    lpCompletionKey: 'uintptr_t',
    lpOverlapped: 'void *',
    Internal: 'uintptr_t',
    dwNumberOfBytesTransferred: 'uint32_t',
  };
  return {
    OVERLAPPED,
    ENTRY: koffi.struct(name('OVERLAPPED_ENTRY'), entry),
    PACKED: koffi.pack(entry),
    WSABUF: koffi.struct({ len: 'uint32_t', buf: 'void *' }),
    OPERATION: koffi.struct({ overlapped: OVERLAPPED, id: 'uint32_t' }),
    SOCKADDR_IN: koffi.struct({
      sin_family: 'uint16_t',
      sin_port: 'uint16_be_t',
      sin_addr: 'uint32_be_t',
      sin_zero: koffi.array('uint8_t', 8),
    }),
  };
}

onLinux('what koffi has', () => {
  it('has the same names', () => {
    const { koffi } = ownKoffi();
    expect(Object.keys(koffi).sort()).toEqual(Object.keys(realKoffi).sort());
    expect(Object.keys(koffi.decode).sort()).toEqual(Object.keys(realKoffi.decode).sort());
    expect(Object.keys(koffi.types).sort()).toEqual(Object.keys(realKoffi.types).sort());
    expect(Object.keys(koffi.types).sort()).toEqual(Object.keys(realKoffi.types).sort());
  });

  it('has the pinned version and configuration', () => {
    expect(ownKoffi().koffi.version).toBe(realKoffi.version);
    expect(onBoth(({ koffi }) => koffi.config())).toHaveProperty('value.sync_heap_size', 2 ** 20);
    onBoth(({ koffi }) => koffi.config({}));
  });

  it('shows types as frozen objects, the same ones each time', () => {
    onBoth(({ koffi }) => [
      koffi.type('int') === koffi.types.int,
      Object.isFrozen(koffi.types.int),
    ]);
    for (const spec of [
      'int',
      'char *',
      'int *',
      'const char **',
      'int[3]',
      'uint8_t [2][3]',
      'bool',
      'str16',
      'int[0]',
    ]) {
      onBoth(({ koffi }) => JSON.stringify(koffi.type(spec)));
    }
    onBoth((side) => JSON.stringify(structs(side).SOCKADDR_IN));
    onBoth(({ koffi }) => [
      koffi.array('int', 3) === koffi.type('int[3]'),
      koffi.pointer('char') === koffi.type('char *'),
      koffi.pointer('int', 2) === koffi.type('int **'),
    ]);
  });
});

onLinux('pointers', () => {
  it('are bigints in and out, and NULL is null', () => {
    const outcome = onBoth((side) => [
      through(side)(0x1234n, 0, 0),
      through(side)(0n, 0, 0),
      through(side)(null, 0, 0),
    ]);
    expect(outcome).toEqual({ value: [0x1234n, null, null] });
  });

  it('can be given as numbers, and undefined silently as NULL', () => {
    const outcome = onBoth((side) => [through(side)(4096, 0, 0), through(side)(undefined, 0, 0)]);
    expect(outcome).toEqual({ value: [4096n, null] });
  });

  it('can be given as memory of JavaScript’s, which has one address', () => {
    const outcome = onBoth((side) => {
      const { koffi } = side;
      const memory = new Uint8Array(16);
      const address = koffi.address(memory);
      return [
        [Buffer.from(memory.buffer), memory, memory.buffer, new DataView(memory.buffer)].map(
          (value) => through(side)(value, 0, 0) === address,
        ),
        through(side)(memory.subarray(5), 0, 0) - address,
        koffi.address(memory.subarray(3, 3)) - address,
        koffi.address(new Uint8Array(0)),
        koffi.address(new ArrayBuffer(0)),
      ];
    });
    expect(outcome).toEqual({ value: [[true, true, true, true], 5n, 3n, 0n, 0n] });
  });

  it('to void take a string as UTF-8', () => {
    expect(onBoth(({ libc }) => libc.func('size_t strlen(void *)')('héllo'))).toEqual({ value: 6 });
  });

  it('come back as all bits set for -1, and as -1 where intptr_t is declared', () => {
    const outcome = onBoth((side) => [
      through(side)(-1, 0, 0),
      through(side)(-1n, 0, 0),
      through(side, 'intptr_t')(0xffff_ffff_ffff_ffffn, 0, 0),
      through(side, 'uintptr_t', 'uintptr_t')(0xffff_ffff_ffff_ffffn, 0, 0),
    ]);
    expect(outcome).toEqual({
      value: [0xffff_ffff_ffff_ffffn, 0xffff_ffff_ffff_ffffn, -1, 0xffff_ffff_ffff_ffffn],
    });
  });

  it('to something opaque can have a name, and take -1, -1n and all bits set', () => {
    onBoth((side) => {
      const { koffi, name } = side;
      koffi.pointer(name('HANDLE'), koffi.opaque());
      const handle = through(side, name('HANDLE'), name('HANDLE'));
      return [
        handle(-1, 0, 0),
        handle(-1n, 0, 0),
        handle(0xffff_ffff_ffff_ffffn, 0, 0),
        handle(null, 0, 0),
      ];
    });
  });

  it('take no plain value', () => {
    for (const value of [true, Symbol.iterator, {}, [1], () => 0]) {
      expect(onBoth((side) => through(side)(value, 0, 0))).toHaveProperty('thrown', 'TypeError');
    }
    onBoth((side) => through(side, 'void *', 'int *')('text', 0, 0) !== null);
    onBoth((side) => through(side, 'void *', 'int64_t *')('text', 0, 0));
    onBoth(({ koffi }) => koffi.address({}));
    onBoth(({ koffi }) => koffi.address('text'));
  });
});

onLinux('integers', () => {
  it('of 64 bits come back as numbers up to 2^53, and as bigints beyond', () => {
    const values = [0n, 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];
    const outcome = onBoth((side) =>
      values.map((value) => through(side, 'uint64_t', 'uint64_t')(value, 0, 0)),
    );
    expect(outcome).toEqual({
      value: [0, 1, 2 ** 53 - 1, 2 ** 53, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n],
    });
    onBoth((side) => values.map((value) => through(side, 'int64_t', 'int64_t')(-value, 0, 0)));
    onBoth(({ koffi }) =>
      values.map((value) => {
        const memory = Buffer.alloc(8);
        memory.writeBigUInt64LE(value);
        return [
          koffi.decode(memory, 'uint64_t'),
          koffi.decode(memory, 'int64_t'),
          koffi.decode.uint64(memory),
          koffi.decode.int64be(memory),
        ];
      }),
    );
  });

  it('are converted without an error, whatever the number', () => {
    const values = [
      -1,
      1.5,
      -1.5,
      2 ** 32,
      2 ** 40 + 5,
      -(2 ** 31) - 1,
      2 ** 63,
      1e300,
      -1e300,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -0,
      2n ** 65n + 7n,
      -7n,
    ];
    for (const type of [
      'int8_t',
      'uint8_t',
      'int16_t',
      'uint16_t',
      'int32_t',
      'uint32_t',
      'int64_t',
      'uint64_t',
      'float',
      'double',
      'int16_be_t',
      'uint32_be_t',
      'int64_be_t',
    ]) {
      onBoth(({ koffi }) =>
        values.map((value) => {
          const memory = Buffer.alloc(8);
          koffi.encode(memory, type, value);
          return memory.toString('hex');
        }),
      );
    }
    const outcome = onBoth((side) =>
      [-1, 1.5].map((value) => through(side, 'uint32_t', 'uint32_t')(value, 0, 0)),
    );
    expect(outcome).toEqual({ value: [2 ** 32 - 1, 1] });
    for (const type of [
      'int8_t',
      'uint8_t',
      'int16_t',
      'uint16_t',
      'int32_t',
      'uint32_t',
      'int64_t',
      'uint64_t',
      'uint16_be_t',
      'int32_be_t',
      'uint64_be_t',
    ]) {
      onBoth((side) => values.map((value) => through(side, type, type)(value, 0, 0)));
    }
  });

  it('are nothing else', () => {
    for (const value of ['1', true, null, undefined, {}, [1]]) {
      onBoth(({ libc }) => libc.func('int abs(int)')(value));
      onBoth(({ koffi }) => koffi.encode(Buffer.alloc(8), 'int', value));
      onBoth(({ koffi }) => koffi.encode(Buffer.alloc(8), 'double', value));
    }
  });
});

onLinux('bool', () => {
  it('is bit 0 of what a function returns', () => {
    const outcome = onBoth(({ libc }) =>
      ['', 'a', 'ab', 'abc'].map((text) => libc.func('bool strlen(const char *)')(text)),
    );
    expect(outcome).toEqual({ value: [false, true, false, true] });
  });

  it('is one byte in memory, and takes booleans only', () => {
    onBoth(({ koffi }) => [
      koffi.sizeof('bool'),
      [0, 1].map((byte) => koffi.decode(Buffer.from([byte]), 'bool')),
    ]);
    onBoth(({ libc }) => libc.func('int abs(bool)')(true));
    onBoth(({ libc }) => libc.func('int abs(bool)')(1));
    onBoth(({ koffi }) => koffi.encode(Buffer.alloc(1), 'bool', 1));
  });
});

onLinux('alloc', () => {
  it('gives zeroed memory, aligned to 16 bytes, and needs a count', () => {
    const outcome = onBoth(({ koffi }) => {
      const address = koffi.alloc('uint8_t', 100);
      const zero = Array.from(koffi.decode(address, 'uint8_t', 100)).every((byte) => byte === 0);
      koffi.free(address);
      return [address % 16n, zero, typeof address];
    });
    expect(outcome).toEqual({ value: [0n, true, 'bigint'] });
    for (const parameters of [
      ['int'],
      ['int', 0],
      ['int', -1],
      ['int', 'x'],
      ['void', 1],
      ['int', 2 ** 30],
    ] as const) {
      onBoth(({ koffi }) => koffi.alloc(...(parameters as unknown as [string, number])));
    }
    onBoth(({ koffi }) => koffi.free(null));
    onBoth(({ koffi }) => koffi.free('x'));
  });
});

onLinux('encode and decode', () => {
  it('make what an object leaves out 0', () => {
    const outcome = onBoth((side) => {
      const { koffi } = side;
      const { OVERLAPPED } = structs(side);
      const memory = Buffer.alloc(32, 0xcc);
      koffi.encode(memory, OVERLAPPED, { Offset: 5 });
      return memory.toString('hex');
    });
    expect(outcome).toEqual({ value: `${'00'.repeat(16)}05${'00'.repeat(15)}` });
  });

  it('write only the field at an offset', () => {
    onBoth(({ koffi }) => {
      const memory = Buffer.alloc(12, 0xcc);
      koffi.encode(memory, 4, 'uint32_t', 1);
      koffi.encode(memory, 8, 'uint8_t', [1, 2], 2);
      return [
        memory.toString('hex'),
        koffi.decode(memory, 4, 'uint32_t'),
        koffi.decode(memory, 8, 'uint8_t', 3),
      ];
    });
  });

  it('read what lies at an address, by type, count and up to a 0', () => {
    onBoth((side) => {
      const { koffi } = side;
      const { ENTRY } = structs(side);
      const entries = koffi.alloc(ENTRY, 3);
      koffi.encode(
        entries,
        ENTRY,
        [{ lpCompletionKey: 1 }, { lpOverlapped: 0x50n, dwNumberOfBytesTransferred: 2 ** 32 - 1 }],
        3,
      );
      const seen = [
        koffi.decode(entries, ENTRY),
        koffi.decode(entries, ENTRY, 3),
        koffi.decode(entries, 32, ENTRY),
        koffi.decode(entries, ENTRY, 0),
        koffi.decode.uint32(entries + 56n),
      ];
      koffi.free(entries);
      return seen;
    });
    for (const type of ['char', 'uint8_t', 'char16_t', 'uint16_t', 'char32_t', 'int', 'void *']) {
      onBoth(({ koffi }) => koffi.decode(Buffer.from('a\0b\0\0\0\0\0\0\0\0\0\0\0\0\0'), type, -1));
    }
    onBoth(({ koffi }) => koffi.decode(Buffer.from('héllo\0rest'), 'char', 8));
    onBoth(({ koffi }) => koffi.decode(Buffer.alloc(4), 'double', -1));
  });

  it('refuse NULL and what is no pointer, and buffers that are too small', () => {
    expect(onBoth(({ koffi }) => koffi.decode(null, 'int'))).toHaveProperty('thrown', 'Error');
    onBoth(({ koffi }) => koffi.encode(null, 'int', 1));
    onBoth(({ koffi }) => koffi.decode('text', 'int'));
    onBoth(({ koffi }) => koffi.decode({}, 'int'));
    onBoth(({ koffi }) => koffi.decode(Buffer.alloc(3), 'int'));
    onBoth(({ koffi }) => koffi.decode(Buffer.alloc(8), 5, 'int'));
    onBoth(({ koffi }) => koffi.decode(Buffer.alloc(8), -4, 'int'));
    onBoth(({ koffi }) => koffi.decode(Buffer.alloc(8), 'int', 3));
    onBoth(({ koffi }) => koffi.encode(Buffer.alloc(3), 'int', 1));
    onBoth(({ koffi }) => (koffi.decode as (...values: unknown[]) => unknown)(5));
    onBoth(({ koffi }) => (koffi.encode as (...values: unknown[]) => unknown)(5, 'int'));
    onBoth(({ koffi }) => koffi.decode(Buffer.alloc(8), 'nothing'));
    onBoth(({ koffi }) => koffi.decode(Buffer.alloc(8), 'void'));
  });

  it('keep the strings of an encoded struct', () => {
    onBoth(({ koffi }) => {
      const type = koffi.struct({
        text: 'const char *',
        wide: 'char16_t *',
        none: 'char *',
        more: koffi.array('char *', 2),
      });
      const memory = koffi.alloc(type, 1);
      koffi.encode(memory, type, { text: 'héllo', wide: 'wörld', more: ['a', null] });
      const seen = koffi.decode(memory, type);
      koffi.encode(memory, type, {});
      const after = koffi.decode(memory, type);
      koffi.free(memory);
      return [seen, after];
    });
  });

  it('turn text into arrays of characters, cut off with a 0', () => {
    for (const text of ['', 'abc', 'abcdefgh', 'ééééé', 'a😀b😀', '\ud800x']) {
      for (const type of ['char', 'char16_t', 'char32_t', 'uint8_t']) {
        onBoth(({ koffi }) => {
          const memory = Buffer.alloc(32, 0xcc);
          koffi.encode(memory, koffi.array(type, 6), text);
          return [memory.toString('hex'), koffi.decode(memory, koffi.array(type, 6))];
        });
      }
    }
  });

  it('give arrays in the shape of their hint', () => {
    for (const hint of ['Array', 'Typed', 'Buffer', 'String', 'nothing', 5]) {
      for (const type of ['int16_t', 'uint16_be_t', 'char', 'double', 'bool', 'void *']) {
        onBoth(({ koffi }) =>
          koffi.decode(
            Buffer.from(
              '000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f',
              'hex',
            ).fill(0, 8, 16),
            koffi.array(type, 3, hint as 'Array'),
          ),
        );
      }
    }
  });

  it('have a function for each scalar', () => {
    const memory = Buffer.from('f1f2f3f4f5f6f7f8', 'hex');
    for (const name of Object.keys(realKoffi.decode)) {
      if (/string|^u?long$/.test(name)) continue;
      onBoth(({ koffi }) =>
        (koffi.decode as unknown as Record<string, (from: unknown) => unknown>)[name]?.(memory),
      );
    }
    const text = Buffer.from('a\0b\0c\0\0\0\0\0\0\0', 'latin1');
    for (const name of ['string', 'string16', 'string32'] as const) {
      onBoth(({ koffi }) => [
        koffi.decode[name](text),
        koffi.decode[name](text, 2),
        koffi.decode[name](null),
      ]);
      onBoth(({ koffi }) => koffi.decode[name](text, 'x' as unknown as number));
    }
    onBoth(({ koffi }) => koffi.decode.int('x'));
  });
});

onLinux('view and address', () => {
  it('show the memory itself, and its address', () => {
    const outcome = onBoth(({ koffi }) => {
      const address = koffi.alloc('uint8_t', 16);
      const bytes = Buffer.from(koffi.view(address, 16));
      bytes[3] = 7;
      const seen = [
        koffi.address(bytes) === address,
        koffi.decode(address, 3, 'uint8_t'),
        koffi.view(address, 16).byteLength,
        koffi.view(address, 0).byteLength,
      ];
      koffi.free(address);
      return seen;
    });
    expect(outcome).toEqual({ value: [true, 7, 16, 0] });
    onBoth(({ koffi }) => koffi.view(4096n, -1));
    onBoth(({ koffi }) => koffi.view({}, 1));
    onBoth(({ koffi }) => koffi.view(4096n, 'x' as unknown as number));
  });
});

onLinux('scratch memory', () => {
  it('has the same address in the next call', () => {
    const outcome = onBoth((side) => {
      const first = through(side, 'uintptr_t', 'int *')([1], 0, 0);
      return [first === through(side, 'uintptr_t', 'int *')([2, 3], 0, 0), first % 16];
    });
    expect(outcome).toEqual({ value: [true, 0] });
  });

  it('is copied back only with _Out_ or _Inout_', () => {
    const outcome = onBoth(({ libc }) => {
      const plain = [0];
      const out = [7, 8];
      const inout = [7, 8];
      libc.func('void *memset(int *p, int c, size_t n)')(plain, 1, 4);
      libc.func('void *memset(_Out_ int *p, int c, size_t n)')(out, 1, 4);
      libc.func('void *memset(_Inout_ int *p, int c, size_t n)')(inout, 1, 4);
      return [plain, out, inout];
    });
    expect(outcome).toEqual({ value: [[0], [0x0101_0101, 0], [0x0101_0101, 8]] });
  });

  it('takes objects, arrays of them, and one string in an array', () => {
    onBoth(({ koffi, libc, name }) => {
      koffi.struct(name('Pair'), { a: 'uint16_t', b: 'uint32_t' });
      const inout = { a: 1, b: 2 };
      const out = {};
      const list = [{ a: 1 }, { b: 5 }];
      const text = ['....'];
      const wide = ['....'];
      libc.func(`void *memset(_Inout_ ${name('Pair')} *p, int c, size_t n)`)(inout, 1, 2);
      libc.func(`void *memset(_Out_ ${name('Pair')} *p, int c, size_t n)`)(out, 1, 8);
      libc.func(`void *memset(_Inout_ ${name('Pair')} *p, int c, size_t n)`)(list, 1, 4);
      libc.func('void *memset(_Out_ char *p, int c, size_t n)')(text, 65, 2);
      libc.func('void *memset(_Inout_ char16_t *p, int c, size_t n)')(wide, 65, 2);
      return [inout, out, list, text, wide];
    });
    onBoth((side) => through(side, 'void *', 'char *')([1, 2], 0, 0) !== null);
    onBoth(({ libc }) => libc.func('void *memset(_Out_ char *p, int c, size_t n)')('text', 0, 0));
    onBoth(({ libc }) => libc.func('void *memset(_Out_ int *p, int c, size_t n)')('text', 0, 0));
  });

  it('takes what as() says of a value for a pointer to void', () => {
    onBoth(({ koffi, libc, name }) => {
      koffi.struct(name('Vec'), { x: 'float', y: 'double' });
      const to = Buffer.alloc(16);
      libc.func('void *memcpy(void *to, const void *from, size_t n)')(
        to,
        koffi.as({ x: 1, y: 2 }, `${name('Vec')} *`),
        16,
      );
      return [to.toString('hex'), Object.keys(koffi.as({}, 'int *'))];
    });
    onBoth(({ koffi }) => koffi.as({}, 'int'));
    onBoth((side) => through(side)(side.koffi.as({}, 'int *'), 0, 0));
    onBoth(({ koffi, libc }) =>
      libc.func('size_t strlen(const void *)')(koffi.as(['abc'], 'char *')),
    );
  });

  it('gets the swapped copy of a big-endian buffer', () => {
    onBoth(({ libc }) => {
      const words = new Uint16Array([1, 2, 3]);
      const to = Buffer.alloc(6);
      libc.func('void *memcpy(void *to, const uint16_be_t *from, size_t n)')(to, words, 6);
      const out = new Uint16Array(3);
      libc.func('void *memcpy(_Out_ uint16_be_t *to, const void *from, size_t n)')(out, to, 6);
      return [to.toString('hex'), [...words], [...out]];
    });
  });
});

onLinux('structs and unions', () => {
  it('have the layout of the C compiler', () => {
    const outcome = onBoth((side) =>
      Object.values(structs(side)).map((type) => [
        side.koffi.sizeof(type),
        side.koffi.alignof(type),
      ]),
    );
    expect(outcome).toEqual({
      value: [
        [32, 8],
        [32, 8],
        [28, 1],
        [16, 8],
        [40, 8],
        [16, 4],
      ],
    });
    onBoth((side) => {
      const { OPERATION, PACKED } = structs(side);
      return [side.koffi.offsetof(OPERATION, 'id'), side.koffi.offsetof(PACKED, 'Internal')];
    });
  });

  it('keep big-endian members in network order', () => {
    const outcome = onBoth((side) => {
      const memory = Buffer.alloc(16);
      side.koffi.encode(memory, structs(side).SOCKADDR_IN, {
        sin_family: 2,
        sin_port: 80,
        sin_addr: 0x7f00_0001,
      });
      return [
        memory.toString('hex'),
        side.koffi.decode(
          memory,
          structs({ ...side, name: (word) => `${side.name(word)}again` }).SOCKADDR_IN,
        ),
      ];
    });
    expect(outcome).toHaveProperty('value.0', `020000507f000001${'00'.repeat(8)}`);
  });

  it('have names that can be given once', () => {
    const outcome = onBoth(({ koffi, name }) => {
      koffi.struct(name('Twice'), { a: 'int' });
      koffi.struct(name('Twice'), { a: 'int' });
    });
    expect(outcome).toHaveProperty('thrown', 'Error');
    onBoth(({ koffi, name }) => {
      koffi.alias(name('Twice'), 'int');
      koffi.union(name('Twice'), { a: 'int' });
    });
    onBoth(({ koffi }) => koffi.alias('int', 'int'));
    onBoth(({ koffi }) => koffi.opaque('bool'));
    onBoth(({ koffi, name }) => {
      koffi.proto(`int ${name('Function')}(int)`);
      koffi.proto(`int ${name('Function')}(int)`);
    });
    // A struct that could not be made leaves its name free.
    onBoth(({ koffi, name }) => {
      try {
        koffi.struct(name('Later'), { a: 'nothing' });
      } catch {
        return koffi.struct(name('Later'), { a: 'int' }).size;
      }
    });
  });

  it('refuse what is no member', () => {
    const wrong: Record<string, unknown>[] = [
      {},
      { a: 'void' },
      { '1a': 'int' },
      { 'a b': 'int' },
      { a: 'nothing' },
      { a: 5 },
      { a: [3, 'int'] },
      { a: [8] },
      { a: ['x', 'int'] },
      { a: null },
    ];
    for (const members of wrong) {
      for (const make of ['struct', 'pack', 'union'] as const) {
        onBoth(({ koffi, name }) => koffi[make](name('Wrong'), members as Record<string, string>));
      }
    }
    for (const parameters of [[], [5, {}], ['9a', { a: 'int' }], ['x', 5], ['x', [1]]] as const) {
      onBoth(({ koffi }) => (koffi.struct as (...values: unknown[]) => unknown)(...parameters));
    }
    onBoth(({ koffi }) => koffi.struct(koffi.types.int, { a: 'int' }));
    onBoth(({ koffi }) => koffi.offsetof('int', 'x'));
    onBoth(({ koffi }) => koffi.offsetof(koffi.struct({ a: 'int' }), 'x'));
    onBoth(({ koffi }) => koffi.struct({ a: koffi.proto('int (int)') }));
  });

  it('can be padded, aligned by hand, opaque first, and point to each other', () => {
    onBoth(({ koffi, name }) => {
      const First = koffi.opaque(name('First'));
      const Second = koffi.struct(name('Second'), {
        first: `${name('First')} *`,
        i: [8, 'int8_t'],
      });
      const redefined = koffi.struct(First, {
        second: `${name('Second')} *`,
        f: 'float',
        _: 'int[2]',
      });
      const Node = koffi.struct(name('Node'), { next: `${name('Node')} *`, value: 'int' });
      return [Second, redefined, Node].map(({ size, alignment, members }) => [
        size,
        alignment,
        Object.keys(members ?? {}),
      ]);
    });
    onBoth(({ koffi, name }) => koffi.sizeof(koffi.opaque(name('Opaque'))));
    onBoth(({ koffi }) => koffi.decode(Buffer.alloc(4), koffi.opaque()));
  });

  it('count the elements that another member says', () => {
    const make = ({ koffi }: Side) => [
      koffi.struct({ count: 'uint8_t', list: koffi.array('int16_t', 'count', 4, 'Array') }),
      koffi.struct({ count: 'uint32_t', list: koffi.pointer(null, 'int16_t', 'count') }),
    ];
    for (const value of [
      { count: 2, list: [5, 6] },
      { count: 0, list: null },
      { count: 3, list: [1] },
      { list: [1] },
      { count: 2, list: new Int16Array([8, 9]) },
    ]) {
      for (const index of [0, 1]) {
        if (index === 0 && value.list === null) continue;
        onBoth((side) => {
          const type = make(side)[index] as ReturnType<Side['koffi']['struct']>;
          const memory = side.koffi.alloc(type, 1);
          side.koffi.encode(memory, type, value);
          return side.koffi.decode(memory, type);
        });
      }
    }
    onBoth(({ koffi }) => koffi.struct({ list: koffi.array('int', 'count', 4) }));
    onBoth(({ koffi }) => koffi.struct({ count: 'float', list: koffi.array('int', 'count', 4) }));
    onBoth(({ koffi }) => koffi.struct({ list: koffi.array('int', 'count', 4), count: 'int' }));
    onBoth(({ koffi }) => koffi.union({ list: koffi.array('int', 'count', 4), count: 'int' }));
    onBoth(({ koffi }) => koffi.array('int', 'count' as unknown as number));
  });

  it('are read as values of a union only when they are asked', () => {
    const outcome = onBoth(({ koffi, name }) => {
      const Union = koffi.union(name('Number'), {
        i: 'int64_t',
        d: 'double',
        raw: koffi.array('uint8_t', 8),
      });
      const Whole = koffi.struct({ kind: 'int', u: Union });
      const memory = Buffer.alloc(16);
      koffi.encode(memory, Whole, { kind: 1, u: { d: 1.5 } });
      const { u } = koffi.decode(memory, Whole);
      const given = new koffi.Union(Union);
      given.i = 5;
      koffi.encode(memory, 8, Union, given);
      return [
        u.d,
        u.i,
        u.raw,
        Object.keys(u),
        given.i,
        memory.toString('hex'),
        u.constructor.name === name('Number'),
      ];
    });
    expect(outcome).toHaveProperty('value.0', 1.5);
  });

  it('are what was set last, in a union that came from memory', () => {
    onBoth(({ koffi, name }) => {
      const Union = koffi.union(name('Changed'), { i: 'int', f: 'float' });
      const value = koffi.decode(Buffer.from([1, 2, 3, 4]), Union);
      const memory = Buffer.alloc(4);
      koffi.encode(memory, Union, value);
      const before = memory.toString('hex');
      value.i = 5;
      koffi.encode(memory, Union, value);
      return [before, memory.toString('hex'), value.i];
    });
  });

  it('refuse ambiguous values of a union', () => {
    const encode = (make: (side: Side, type: ReturnType<Side['koffi']['union']>) => unknown) =>
      onBoth((side) => {
        const type = side.koffi.union(side.name('Either'), { i: 'int', f: 'float' });
        const memory = Buffer.alloc(4);
        side.koffi.encode(memory, type, make(side, type));
        return memory.toString('hex');
      });
    encode(() => ({ i: 1 }));
    encode(() => ({ i: 1, f: 2 }));
    encode(() => ({}));
    encode(() => ({ x: 1 }));
    encode(() => 5);
    encode(({ koffi }, type) => new koffi.Union(type));
    encode(({ koffi }, type) => Object.assign(new koffi.Union(type), { f: 2 }));
    encode(({ koffi, name }) =>
      Object.assign(new koffi.Union(koffi.union(name('Other'), { i: 'int' })), { i: 2 }),
    );
    onBoth(({ koffi, name }) => new koffi.Union(koffi.union(name('Empty'), { i: 'int' })).i);
    onBoth(({ koffi, name }) => {
      const value = new koffi.Union(koffi.union(name('Set'), { i: 'int', f: 'float' }));
      value.i = 1;
      return value.f;
    });
    onBoth(({ koffi }) => new koffi.Union('int'));
    onBoth(({ koffi }) => (koffi.Union as unknown as () => void)());
  });

  it('come out of a call as a union', () => {
    onBoth(({ koffi, libc, name }) => {
      koffi.union(name('Out'), { i: 'int64_t', d: 'double' });
      const value = new koffi.Union(name('Out'));
      libc.func(`void *memset(_Out_ ${name('Out')} *p, int c, size_t n)`)(value, 1, 8);
      return [value.i, value.d];
    });
    onBoth(({ koffi, libc, name }) => {
      koffi.union(name('Out'), { i: 'int64_t' });
      return libc.func(`void *memset(_Out_ ${name('Out')} *p, int c, size_t n)`)({}, 1, 8);
    });
  });

  it('go by value through a call', () => {
    onBoth(({ koffi, libc, name }) => {
      koffi.struct(name('div_t'), { quot: 'int', rem: 'int' });
      return libc.func(`${name('div_t')} div(int, int)`)(-17, 5);
    });
  });
});

onLinux('enumerations and disposable types', () => {
  it('have names for numbers', () => {
    onBoth(({ koffi, name }) => {
      const { size, values, primitive } = koffi.enumeration(name('Sides'), { left: -1, right: 1 });
      return [size, values, primitive];
    });
    onBoth(({ koffi }) => koffi.enumeration({ a: 1 }, 'uint8_t').size);
    onBoth(({ koffi }) => koffi.enumeration({ a: 1 }, 'float'));
    onBoth(({ koffi }) => koffi.enumeration({ a: 'x' as unknown as number }));
  });

  it('give back what they were made of', () => {
    onBoth(({ koffi, libc }) => {
      const freed: unknown[] = [];
      const text = koffi.disposable('char *', (address: unknown) => {
        freed.push(typeof address);
        koffi.free(address);
      });
      const before = koffi.stats().disposed;
      return [
        libc.func('strdup', text, ['str'])('abc'),
        libc.func('char *! strdup(const char *)')('def'),
        freed,
        koffi.stats().disposed - before,
      ];
    });
    onBoth(({ koffi }) => koffi.disposable('int'));
    onBoth(({ koffi }) => koffi.type('int !'));
  });
});

onLinux('functions', () => {
  it('are declared as C does, or one by one', () => {
    onBoth(({ libc, koffi }) =>
      [
        libc.func('int abs(int value)')(-5),
        libc.func('int __stdcall abs(int value);')(-5),
        libc.func('abs', 'int', ['int'])(-5),
        libc.func('__stdcall', 'abs', koffi.types.int, [koffi.types.int])(-5),
        libc.func('int abs(_In_ int)')(-5),
        libc.func('  const   char  * strchr( const char *s ,int  c ) ')('hello', 108),
        libc.func('strchr', 'str', ['str', 'int'])('hello', 122),
        libc.func('unsigned long long strlen(const char *)')('four'),
        libc.func('double ldexp(double, int)'),
      ].slice(0, 8),
    );
    onBoth(({ koffi }) => koffi.load('libm.so.6').func('double ldexp(double, int)')(1.5, 3));
    onBoth(({ koffi }) => koffi.load('libm.so.6').func('float ldexp(double, int)') !== null);
  });

  it('tell of themselves', () => {
    onBoth(({ libc }) => {
      const memset = libc.func('void *memset(_Out_ int *p, int c, _In_ size_t n)');
      return [
        memset.name,
        memset.length,
        Object.keys(memset),
        JSON.stringify(memset.info),
        memset.async.name,
      ];
    });
  });

  it('need as many arguments as they declare', () => {
    onBoth(({ libc }) => libc.func('int abs(int)')());
    onBoth(({ libc }) => libc.func('int abs(int)')(-1, 2, 3));
    onBoth(({ libc }) => libc.func('void *memset(int *p, int c, size_t n)')([1]));
    onBoth(({ libc }) => libc.func('int abs(int)').async(1));
    onBoth(({ libc }) => libc.func('int abs(int)').async(1, 2));
  });

  it('return nothing where void is declared', () => {
    onBoth(({ libc }) => libc.func('void abs(int)')(1));
  });

  it('take text in every width', () => {
    for (const text of ['', 'plain', 'héllo wörld', 'a😀'.repeat(40), '\ud800', 'x'.repeat(5000)]) {
      onBoth(({ libc }) => [
        libc.func('size_t strlen(const char *)')(text),
        libc.func('size_t strlen(str16)')(text),
        libc.func('size_t strlen(str32)')(text),
      ]);
      onBoth(({ libc }) => libc.func('const char *strchr(const char *, int)')(`.${text}`, 46));
      onBoth(({ libc, koffi }) => {
        const to = koffi.alloc('uint8_t', 4 * text.length + 4);
        const memcpy = (type: string) => libc.func('memcpy', 'void *', ['void *', type, 'size_t']);
        memcpy('str16')(to, text, 2 * text.length + 2);
        const wide = koffi.decode.string16(to);
        memcpy('char16_t *')(to, [text], 2 * text.length + 2);
        return [
          wide,
          koffi.decode(to, 'char16_t', -1),
          libc.func('size_t strlen(const char *)')([text]),
        ];
      });
    }
    for (const text of ['a😀b', '\ud800x', 'x\udc00y', '\ud800\ud800z']) {
      onBoth(({ libc, koffi }) => {
        const to = Buffer.alloc(32, 0xcc);
        libc.func('void *memcpy(void *to, const char32_t *from, size_t n)')(to, text, 8);
        return [to.toString('hex'), koffi.decode(to, 'char32_t', 2)];
      });
    }
    onBoth(({ libc }) => libc.func('size_t strlen(const char *)')({}));
    onBoth(({ libc }) => libc.func('size_t strlen(const char *)')(() => 0));
  });

  it('are refused with the reason', () => {
    for (const prototype of [
      'int',
      'int abs',
      'int (int)',
      'int abs(int',
      'int abs(int) x',
      'int abs(int[3] x)',
      'nothing abs(int)',
      'int abs(nothing x)',
      'int abs(void x)',
      'int[2] abs(int)',
      'int abs(_Out_ int x)',
      '5 abs(int)',
      'int abs(5)',
      '',
      'int abs(int,)',
      'int abs(...)',
      'int abs(uint16_t *[2])',
    ]) {
      if (prototype.includes('...')) continue;
      onBoth(({ libc }) => typeof libc.func(prototype));
    }
    for (const parameters of [
      [],
      [5],
      ['abs', 'int'],
      ['abs', 'int', 5],
      ['abs', 'nothing', []],
      ['abs', 'int', ['nothing']],
      ['abs', 'int', ['void']],
      ['__stdcall', 'abs'],
      [null, 'int', ['int']],
    ] as const) {
      onBoth(({ libc }) => typeof (libc.func as (...values: unknown[]) => unknown)(...parameters));
    }
    onBoth(({ libc }) => libc.symbol(5 as unknown as string));
    onBoth(({ koffi }) => koffi.load(5 as unknown as string));
    onBoth(({ koffi }) => koffi.out('int'));
    onBoth(({ koffi }) => koffi.pointer('int', 5));
    onBoth(({ koffi }) => koffi.array('int', 0));
    onBoth(({ koffi }) => koffi.array('int', 2 ** 30));
    onBoth(({ koffi }) => koffi.type('int[99999999]'));
    onBoth(({ koffi }) => koffi.type('int[x]'));
    onBoth(({ koffi }) => koffi.type('int[3'));
    onBoth(({ koffi }) => koffi.type('int *********'));
    onBoth(({ koffi }) => koffi.type('int *%'));
    onBoth(({ koffi }) => koffi.type(5 as unknown as string));
    onBoth(({ koffi }) => koffi.type({} as unknown as string));
    onBoth(({ koffi }) => koffi.type('nothing'));
    onBoth(({ koffi }) => koffi.sizeof('void'));
    onBoth(({ koffi }) => [koffi.errno(5), koffi.errno()]);
    onBoth(({ koffi }) => koffi.errno('x' as unknown as number));
  });

  it('can be found by their address', () => {
    const outcome = onBoth(({ koffi, libc, name }) => {
      const type = koffi.proto(`int ${name('Abs')}(int)`);
      const abs = koffi.decode(libc.symbol('abs'), type);
      return [
        abs(-3),
        abs.name,
        abs.info.name,
        koffi.call(libc.symbol('abs'), type, -4),
        Object.keys(abs),
      ];
    });
    expect(outcome).toHaveProperty('value.0', 3);
    onBoth(({ koffi }) => koffi.call(1n, 'int'));
  });

  it('take functions of JavaScript’s for the time of the call', () => {
    onBoth(({ koffi, libc, name }) => {
      koffi.proto(`int ${name('Compare')}(const void *left, const void *right)`);
      const qsort = libc.func(
        `void qsort(_Inout_ void *array, size_t count, size_t size, ${name('Compare')} *compare)`,
      );
      const numbers = new Int32Array([3, -1, 2, 2, 0]);
      qsort(
        numbers,
        5,
        4,
        (left: bigint, right: bigint) => koffi.decode.int(left) - koffi.decode.int(right),
      );
      const words = ['foo', 'bar', '123', 'foobar'];
      qsort(koffi.as(words, 'char **'), 4, 8, (left: bigint, right: bigint) =>
        koffi.decode(left, 'char *').localeCompare(koffi.decode(right, 'char *')),
      );
      return [[...numbers], words, koffi.stats().callbacks];
    });
  });

  it('take registered functions until they are given back', () => {
    onBoth(({ koffi, libc, name }) => {
      koffi.proto(`int ${name('Compare')}(const void *left, const void *right)`);
      const qsort = libc.func(
        `void qsort(void *array, size_t count, size_t size, ${name('Compare')} *compare)`,
      );
      const compare = koffi.register(
        (left: bigint, right: bigint) => koffi.decode.uint8(right) - koffi.decode.uint8(left),
        `${name('Compare')} *`,
      );
      const bytes = Buffer.from([1, 3, 2]);
      qsort(bytes, 3, 1, compare);
      const called = koffi.decode(compare, koffi.type(name('Compare')))(
        Buffer.from([1]),
        Buffer.from([9]),
      );
      koffi.unregister(compare);
      return [typeof compare, [...bytes], called];
    });
    onBoth(({ koffi, name }) => {
      koffi.proto(`int ${name('Once')}()`);
      const code = koffi.register(() => 0, `${name('Once')} *`);
      koffi.unregister(code);
      koffi.unregister(code);
    });
    onBoth(({ koffi }) => koffi.register(() => 0, 'int'));
    onBoth(({ koffi, name }) =>
      koffi.register(
        5 as unknown as () => void,
        koffi.pointer(koffi.proto(`int ${name('Five')}()`)),
      ),
    );
    onBoth(({ koffi }) => koffi.unregister(5n));
    onBoth(({ koffi }) => koffi.unregister('x' as unknown as bigint));
  });

  it('throw what a function of JavaScript’s has thrown, when they have returned', () => {
    const outcome = onBoth(({ koffi, libc, name }) => {
      koffi.proto(`int ${name('Throws')}(const void *left, const void *right)`);
      const qsort = libc.func(
        `void qsort(void *array, size_t count, size_t size, ${name('Throws')} *compare)`,
      );
      let calls = 0;
      try {
        qsort(Buffer.alloc(40), 10, 4, () => {
          calls += 1;
          throw new RangeError('thrown inside');
        });
      } catch (problem) {
        return [calls, String(problem)];
      }
    });
    expect(outcome).toEqual({ value: [1, 'RangeError: thrown inside'] });
    onBoth(({ koffi, libc, name }) => {
      koffi.proto(`int ${name('Wrong')}(const void *left, const void *right)`);
      libc.func(`void qsort(void *array, size_t count, size_t size, ${name('Wrong')} *compare)`)(
        Buffer.alloc(8),
        2,
        4,
        () => 'text',
      );
    });
  });
});

onLinux('.async', () => {
  const later = (call: (...values: unknown[]) => void, ...values: unknown[]) =>
    new Promise((resolve) =>
      call(...values, (failure: unknown, value: unknown) => resolve([failure, value])),
    );

  it('gives failure and result to its last argument', async () => {
    const outcome = await onBothLater(async ({ libc }) =>
      later(libc.func('int abs(int)').async, -5),
    );
    expect(outcome).toEqual({ value: [null, 5] });
  });

  it('copies out before it does', async () => {
    await onBothLater(async ({ libc }) => {
      const out = [0];
      await later(libc.func('void *memset(_Out_ int *p, int c, size_t n)').async, out, 1, 4);
      return out;
    });
    await onBothLater(async ({ libc }) =>
      later(libc.func('const char *strchr(const char *, int)').async, 'hello', 108),
    );
  });

  it('gives a value that it can’t use to its last argument, at once', () => {
    onBoth(({ libc }) => {
      const seen: unknown[] = [];
      libc
        .func('int abs(int)')
        .async('x', (failure: Error, value: unknown) => seen.push(failure.message, value));
      return seen;
    });
  });

  it('takes 256 calls at a time', async () => {
    await onBothLater(async ({ libc }) => {
      const { async } = libc.func('int abs(int)');
      const results = Array.from({ length: 256 }, (_, index) => later(async, -index));
      let message = '';
      try {
        async(1, () => 0);
      } catch (problem) {
        message = String(problem);
      }
      return [message, (await Promise.all(results)).length];
    });
  });
});
