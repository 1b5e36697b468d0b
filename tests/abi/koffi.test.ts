import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  OVERLAPPED,
  OVERLAPPED_ENTRY,
  SOCKADDR_IN,
  WSABUF,
  WSADATA,
} from '../../examples/ffi/types.ts';
import { layoutOf, parse } from '../../src/abi/index.ts';
import { EXAMPLES } from '../../src/run/boot/paths.mjs';

/** The very module that @iocp/ffi imports: types in koffi are registered by name, once in a process. */
const koffi: typeof import('koffi').default = createRequire(`${EXAMPLES}/`)('koffi');

/** koffi lays out for the machine that it runs on, and Linux and Windows agree on types with a width in their name. */
const wide = ['x64', 'arm64'].includes(process.arch)
  ? test
  : (name: string, body: () => void) =>
      test.skip(`${name} (this Node is not a 64-bit one, so koffi lays out for another ABI)`, body);

const windows = parse('', 'win-x64');

function typeOf(name: string) {
  const type = windows.find(name);
  if (type === undefined) throw new Error(`${name} is not declared.`);
  return type;
}

describe('@iocp/ffi declares its types as Windows has them on x64', () => {
  const types = { OVERLAPPED, OVERLAPPED_ENTRY, WSABUF, SOCKADDR_IN, WSADATA };
  for (const [name, declared] of Object.entries(types)) {
    wide(`${name}: size, alignment, and where every member begins and how long it is`, () => {
      const own = layoutOf(typeOf(name), 'win-x64');
      const { size, alignment, members = {} } = koffi.type(declared);
      expect({ size, align: alignment }).toEqual({ size: own.size, align: own.align });
      // OVERLAPPED has its Offset and OffsetHigh inside two anonymous members.
      const named = new Map(
        [...own.parts, ...own.fields].map((part) => [part.path, [part.offset, part.size]]),
      );
      expect(Object.keys(members).length).toBeGreaterThan(1);
      for (const [member, { offset, type }] of Object.entries(members)) {
        expect([member, offset, type.size]).toEqual([member, ...(named.get(member) ?? [])]);
      }
    });
  }

  wide('its scalars have the width of Windows’ own', () => {
    for (const name of [
      'DWORD',
      'ULONG',
      'BOOL',
      'ULONG_PTR',
      'HANDLE',
      'SOCKET',
      'WSAOVERLAPPED',
    ]) {
      const { size, align } = layoutOf(typeOf(name), 'win-x64');
      expect([name, koffi.sizeof(name), koffi.alignof(name)]).toEqual([name, size, align]);
    }
  });
});

const SCALARS = [
  'int8_t',
  'uint8_t',
  'int16_t',
  'uint16_t',
  'uint16_be_t',
  'int32_t',
  'uint32_t',
  'uint32_be_t',
  'int64_t',
  'uint64_t',
  'uintptr_t',
  'void *',
  'char',
  'float',
  'double',
];

interface Plain {
  members: { type: string | Plain; length: number | null }[];
}

const { plain } = fc.letrec<{ plain: Plain }>((tie) => ({
  plain: fc.record({
    members: fc.array(
      fc.record({
        type: fc.oneof(
          { maxDepth: 2 },
          { weight: 5, arbitrary: fc.constantFrom(...SCALARS) },
          { weight: 1, arbitrary: tie('plain') },
        ),
        length: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  }),
}));

function asC({ members }: Plain, indent = ''): string {
  const lines = members.map(({ type, length }, index) => {
    const spelled = typeof type === 'string' ? type : asC(type, `${indent}  `);
    return `${indent}  ${spelled} m${index}${length === null ? '' : `[${length}]`};`;
  });
  return `struct {\n${lines.join('\n')}\n${indent}}`;
}

type KoffiType = ReturnType<typeof koffi.struct>;

function asKoffi({ members }: Plain): KoffiType {
  return koffi.struct(
    Object.fromEntries(
      members.map(({ type, length }, index) => {
        const one = typeof type === 'string' ? type : asKoffi(type);
        return [`m${index}`, length === null ? one : koffi.array(one, length)];
      }),
    ),
  );
}

wide('1,000 random structs of types with one width everywhere are laid out as koffi does', () => {
  fc.assert(
    fc.property(plain, (struct) => {
      const declaration = `typedef ${asC(struct)} S;`;
      const type = parse(declaration, 'win-x64').find('S');
      if (type === undefined) throw new Error('S is not declared.');
      const { size, align, parts } = layoutOf(type, 'win-x64');
      const theirs = asKoffi(struct);
      const seen = parts.map(({ name }) => koffi.offsetof(theirs, name ?? ''));
      expect({ declaration, size, align, offsets: parts.map(({ offset }) => offset) }).toEqual({
        declaration,
        size: koffi.sizeof(theirs),
        align: koffi.alignof(theirs),
        offsets: seen,
      });
    }),
    { seed: 20_260_721, numRuns: 1000 },
  );
});
