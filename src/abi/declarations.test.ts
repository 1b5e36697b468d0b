import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutOfLast, parse } from './declarations.ts';
import { DeclarationError } from './errors.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { Abi } from './types.ts';

function last(source: string, abi: Abi = 'win-x64'): Layout {
  const layout = layoutOfLast(source, abi);
  if (layout === null) throw new Error('The text declares no type.');
  return layout;
}

/** Each field as one word: path, offset, size. */
const places = (source: string, abi: Abi = 'win-x64') =>
  last(source, abi).fields.map(({ path, offset, size }) => `${path}@${offset}+${size}`);

const types = (source: string) => last(source).fields.map(({ path, type }) => `${path}: ${type}`);

describe('declarations are read as they stand in Windows’ headers', () => {
  test('a typedef with a tag, a name and pointers to it is called by its name', () => {
    expect(
      last('typedef struct _WSABUF2 { ULONG len; CHAR *buf; } WSABUF2, *LPWSABUF2;'),
    ).toMatchObject({ name: 'WSABUF2', abi: 'win-x64', size: 16, align: 8 });
    expect(last('typedef struct _ONLY { int x; } *LPONLY;').name).toBe('_ONLY');
    expect(last('struct { int x; };').name).toBe('struct');
    expect(last('typedef OVERLAPPED MINE;')).toMatchObject({ name: 'MINE', size: 32 });
  });

  test('words that say nothing about bytes are passed over', () => {
    expect(
      types(`#include <windows.h>
        #pragma once
        typedef struct X { // one
          _In_ const DWORD FAR *a; /* two
          lines */ IN OUT volatile LONG b;
          _Field_size_(b * sizeof(int)) PVOID c; union { int d; } DUMMYUNIONNAME;
          BOOL (WINAPI *e)(HANDLE, LPOVERLAPPED *);
        } X;`),
    ).toEqual([
      'a: const DWORD *',
      'b: LONG',
      'c: PVOID',
      'd: int',
      'e: BOOL (*)(HANDLE, LPOVERLAPPED *)',
    ]);
  });

  test('macros, line continuations and constant expressions give lengths', () => {
    expect(
      places(`#define LEN 0x10
        #define MORE \\
          (LEN * 2)
        enum { FIRST = 3, SECOND, THIRD = SECOND << 2 };
        struct X { char a[MORE + 1]; char b[THIRD]; char c[sizeof(DWORD_PTR) > 4 ? 'B' - 'A' : 7];
          char d[2][3]; char e[(BYTE)259]; };`),
    ).toEqual(['a@0+33', 'b@33+16', 'c@49+1', 'd@50+6', 'e@56+3']);
  });

  test('#if and its like choose as the compiler for that ABI does', () => {
    const source = `#if defined(_WIN64) && !defined _M_IX86
      typedef struct { char wide; } X;
      #elif 1
      typedef struct { char narrow; } X;
      #else
      #error "neither"
      #endif`;
    expect(places(source, 'win-arm64')).toEqual(['wide@0+1']);
    expect(places(source, 'win-ia32')).toEqual(['narrow@0+1']);
  });

  test('functions, variables and assertions between the types are passed over', () => {
    const source = `#ifdef __cplusplus
      extern "C" {
      #endif
      extern "C" { typedef struct { int a; } X; }
      WINBASEAPI BOOL WINAPI CloseHandle(_In_ HANDLE hObject);
      static inline int one(void) { return 1; }
      static const int two[] = { 1, 2 }, three = 3;
      C_ASSERT(sizeof(X) == 4); _Static_assert(__alignof(X) == 4, "so");`;
    expect(last(source).name).toBe('X');
  });

  test('declarators read from the inside out', () => {
    expect(
      types(`struct X { int *a[3]; int (*b)[3]; int (*c[2])(void); char **d; int (*(*e)(int))[4];
        void * __ptr32 f; };`),
    ).toEqual([
      'a: int *[3]',
      'b: int (*)[3]',
      'c: int (*[2])(void)',
      'd: char **',
      'e: int (*(*)(int))[4]',
      'f: void * __ptr32',
    ]);
  });

  test('a text may declare anew what Windows’ headers declare', () => {
    expect(last('typedef struct _OVERLAPPED { char mine; } OVERLAPPED;').size).toBe(1);
    expect(last('typedef OVERLAPPED STILL;').size).toBe(32);
  });

  test('a struct that is announced first and declared later is one struct', () => {
    expect(
      places(
        'typedef struct A A; struct B { A *a; }; struct A { struct B b; char c; }; typedef A LAST;',
      ),
    ).toEqual(['b.a@0+8', 'c@8+1']);
  });

  test('koffi’s spellings have the width in their name', () => {
    expect(
      places(
        'struct X { uint8_t a; uint16_be_t b; int64_t c; uintptr_t d; void *e; };',
        'win-ia32',
      ),
    ).toEqual(['a@0+1', 'b@2+2', 'c@8+8', 'd@16+4', 'e@20+4']);
  });
});

describe('members are placed as Microsoft’s compilers place them', () => {
  test('long has 4 bytes everywhere, long double 8, a pointer 4 or 8', () => {
    const source = 'struct X { long a; long double b; wchar_t c; HANDLE d; };';
    expect(places(source)).toEqual(['a@0+4', 'b@8+8', 'c@16+2', 'd@24+8']);
    expect(places(source, 'win-ia32')).toEqual(['a@0+4', 'b@8+8', 'c@16+2', 'd@20+4']);
    expect(places(source, 'win-arm64')).toEqual(places(source));
  });

  test('members of anonymous structs and unions go under their own names', () => {
    expect(
      places(
        'struct X { char a; union { struct { int b; short c; }; double d; }; struct { char f; } e; };',
      ),
    ).toEqual(['a@0+1', 'b@8+4', 'c@12+2', 'd@8+8', 'e.f@16+1']);
  });

  test('a bit-field shares a storage unit only with one of a type of the same size, and only where room is', () => {
    const { fields, size } = last(
      'struct X { int a : 3; unsigned b : 5; short c : 2; int d : 20; int e : 20; int : 0; int f : 1; int : 3; int g : 1; };',
    );
    expect(
      fields.map(
        ({ path, offset, bitOffset, bitSize }) => `${path}@${offset}:${bitOffset}+${bitSize}`,
      ),
    ).toEqual(['a@0:0+3', 'b@0:3+5', 'c@4:0+2', 'd@8:0+20', 'e@12:0+20', 'f@16:0+1', 'g@16:4+1']);
    expect(size).toBe(20);
  });

  test('packing lowers alignments, and __declspec(align) raises them whatever the packing', () => {
    const source = `#pragma pack(push, 2)
      struct INNER { char a; double b; };
      #pragma pack(push, one, 1)
      struct TIGHT { char a; int b; };
      #pragma pack(pop, one)
      struct X { char a; struct TIGHT t; struct INNER i; __declspec(align(8)) char c; DECLSPEC_ALIGN(4) int d; };
      #pragma pack(pop)`;
    expect(places(source)).toEqual([
      'a@0+1',
      't.a@1+1',
      't.b@2+4',
      'i.a@6+1',
      'i.b@8+8',
      'c@16+1',
      'd@20+4',
    ]);
    expect(last(source)).toMatchObject({ size: 24, align: 8 });
    expect(
      last(
        '#pragma pack(1)\nstruct A { char a; int b; };\n#pragma pack()\nstruct B { char a; int b; };',
      ).size,
    ).toBe(8);
  });

  test('the last array may have no length, and takes no room', () => {
    const { fields, size } = last('struct X { DWORD count; WCHAR name[]; };');
    expect(fields.at(-1)).toEqual({ path: 'name', type: 'WCHAR[]', offset: 4, size: 0 });
    expect(size).toBe(4);
    expect(last('struct Y { DWORD count; WCHAR name[1]; };').size).toBe(8);
  });
});

describe('a text that cannot be read is refused with line, column and what was expected', () => {
  test.each([
    [
      'struct X { DWROD a; };',
      'Line 1, column 12: “DWROD” is not a type that is known here; expected a type; DWORD is one.',
    ],
    ['struct X {\n  DWORD a\n};', 'Line 3, column 1: Seen “}”, expected “;” after the member.'],
    [
      'struct X { int a; int a; };',
      'Line 1, column 23: There already is a member “a” on line 1; expected another name.',
    ],
    [
      'struct X { int a',
      'Line 1, column 17: Seen the end of the text, expected “;” after the member.',
    ],
    [
      'struct X { };',
      'Line 1, column 12: This struct has no members; expected one at least, as C does.',
    ],
    [
      'struct X { struct Y y; };',
      'Line 1, column 21: “y” has the type struct Y, whose size is not known here; expected its declaration before, or a pointer.',
    ],
    [
      'struct X { int a : 33; };',
      'Line 1, column 20: A width of 33 bits is seen; expected 0 to 32, since int has no more.',
    ],
    [
      'struct X { float a : 3; };',
      'Line 1, column 18: A bit-field of type float; expected an integer type.',
    ],
    [
      'struct X { int a[-1]; };',
      'Line 1, column 17: A length of -1 is seen; expected 0 to 2147483647 elements.',
    ],
    ['struct X { char a[1 / 0]; };', 'Line 1, column 21: This divides by zero.'],
    [
      'struct X { char a[N]; };',
      'Line 1, column 19: “N” has no value that is known here; expected a number, an enumerator or a macro that stands for one.',
    ],
    [
      'struct X { int a[]; int b; };',
      'Line 1, column 16: “a” has no length, so nothing can follow it; expected it as the last member of a struct.',
    ],
    [
      '#pragma pack(3)\n',
      'Line 1, column 14: A packing of “3” is seen; expected 1, 2, 4, 8 or 16.',
    ],
    [
      '#pragma pack(pop)',
      'Line 1, column 14: This pops a packing that was never pushed; expected #pragma pack(push, n) before it.',
    ],
    [
      'struct __declspec(align(3)) X { int a; };',
      'Line 1, column 25: An alignment of 3 is seen; expected a power of two from 1 to 8192.',
    ],
    ['#if 1\nint a;', 'Line 1, column 2: The condition “if” has no “#endif”.'],
    ['/* never closed', 'Line 1, column 1: This comment has no end; expected “*/” after it.'],
    [
      'struct X { int a; } é',
      'Line 1, column 21: “é” is not a character of C; expected a name, a number or punctuation.',
    ],
    [
      'struct X { unsigned float a; };',
      'Line 1, column 12: “unsigned float” is no type of C; expected one such as unsigned long or long double.',
    ],
    [
      'struct __attribute__((packed)) X { int a; };',
      'Line 1, column 8: “__attribute__” is not of Microsoft’s compiler; expected __declspec(align(n)) or #pragma pack.',
    ],
    [
      'C_ASSERT(sizeof(WSABUF) == 12);',
      'Line 1, column 1: What this asserts does not hold on win-x64.',
    ],
    [
      'union OVERLAPPED_ { int a; }; struct OVERLAPPED_ *b;',
      'Line 1, column 38: “OVERLAPPED_” is declared as union and called struct here; expected union OVERLAPPED_.',
    ],
  ])('%s', (source, sentence) => {
    expect(() => parse(source, 'win-x64')).toThrow(sentence);
    expect(() => parse(source, 'win-x64')).toThrow(DeclarationError);
  });

  test('a text without types is no error, and has no layout', () => {
    expect(layoutOfLast('int x; // a variable', 'win-x64')).toBeNull();
    expect(() => layoutOfLast('typedef void NOTHING;', 'win-x64')).toThrow('NOTHING has no size.');
  });
});

describe('whatever is typed', () => {
  const words = fc.constantFrom(
    ...'struct union enum typedef X Y int char DWORD HANDLE * ( ) { } [ ] ; , : = 1 0x10 3 + - / sizeof'.split(
      ' ',
    ),
    ...['#define X Y\n', '#define Y X X\n', '\n#if X\n', '\n#endif\n', '#pragma pack(push, 1)\n'],
    ...[
      '__declspec(align(8))',
      '\n#pragma pack(pop)\n',
      '"',
      "'",
      '\\',
      '/*',
      '//',
      'const',
      '__ptr32',
      '_In_',
    ],
  );

  test('it is read, or refused with a place inside the text', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
        const source = parts.join(' ');
        try {
          parse(source, 'win-x64');
        } catch (error) {
          if (!(error instanceof DeclarationError)) throw error;
          expect(error.line).toBeLessThanOrEqual(source.split('\n').length);
          expect(error.column).toBeGreaterThanOrEqual(1);
          expect(error.message).toMatch(/[.]$/);
        }
      }),
      { seed: 20_260_721, numRuns: 3000 },
    );
  });

  test.each([
    ['brackets without end', `struct X { int ${'('.repeat(50_000)}`],
    ['nested structs', 'struct { '.repeat(50_000)],
    ['nested expressions', `struct X { char a[${'('.repeat(50_000)}`],
    ['minus signs', `struct X { char a[${'-'.repeat(50_000)}1]; };`],
    ['stars', `struct X { int ${'*'.repeat(50_000)}a; };`],
    [
      'macros that double',
      `${Array.from({ length: 40 }, (_, n) => `#define M${n + 1} M${n} M${n}\n`).join('')}M40`,
    ],
    ['too long a text', ' '.repeat(1_000_001)],
    ['too many dimensions of too many', 'struct X { char a[65536][65536]; };'],
  ])('a hostile text is refused: %s', (_, source) => {
    expect(() => parse(source, 'win-x64')).toThrow(DeclarationError);
  });

  test('a struct of structs of structs without end is refused before it fills the memory', () => {
    const source = Array.from({ length: 8 }, (_, n) => {
      const one = n === 0 ? 'char' : `struct S${n - 1}`;
      return `struct S${n} { ${Array.from({ length: 10 }, (__, m) => `${one} m${m};`).join(' ')} };`;
    }).join('\n');
    expect(() => layoutOfLast(source, 'win-x64')).toThrow('S7 has more than 20000 fields');
  });

  test('a text eight times as long takes about eight times as long to lay out', () => {
    const header = (structs: number) =>
      Array.from(
        { length: structs },
        (_, n) =>
          `typedef struct _T${n} {\n  DWORD a; /* first */\n  HANDLE b;\n  union {\n    LARGE_INTEGER c;\n    OVERLAPPED d;\n  };\n  WCHAR e[MAX_PATH];\n  int f : 3, g : 7;\n} T${n}, *PT${n};\n`,
      ).join('');
    const time = (source: string, times: number) => {
      const begun = performance.now();
      for (let n = 0; n < times; n += 1) {
        const declarations = parse(source, 'win-x64');
        for (const name of declarations.records()) {
          const type = declarations.find(name);
          if (type !== undefined) layoutOf(type, 'win-x64');
        }
      }
      return performance.now() - begun;
    };
    const [short, long] = [header(20), header(160)];
    expect(short.split('\n').length).toBe(201);
    time(short, 1);
    // If the time grew with the square, no round would come below 8; a busy machine spoils some and not all.
    const rounds = Array.from({ length: 10 }, () => time(long, 1) / time(short, 8));
    expect(Math.min(...rounds)).toBeLessThan(4);
  });
});
