import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { TypeObject } from 'koffi';
import { describe, expect, test, vi } from 'vitest';
import { type CType, layoutOf, parse } from '../../src/abi/index.ts';
import { prototypeOf } from '../../src/abi/prototypes/index.ts';
import { resolve } from '../../src/abi/types.ts';
import { EXAMPLES } from '../../src/run/boot/paths.mjs';

const bound = vi.hoisted(() => [] as { library: string; declaration: string }[]);
vi.mock('../../examples/ffi/library.ts', () => ({
  loadSystemLibrary: (library: string) => ({
    func: (declaration: string) => {
      bound.push({ library, declaration });
      return () => {};
    },
  }),
}));
await import('../../examples/ffi/kernel32.ts');
await import('../../examples/ffi/ws2_32.ts');

// Chapter 2 binds some of them by hand.
const byHand = fs
  .readFileSync(path.join(EXAMPLES, '02-speaking-win32', 'main.ts'), 'utf8')
  .matchAll(/kernel32\.func\(\s*['`]([^'`]+)/g);
for (const [, declaration = ''] of byHand) bound.push({ library: 'kernel32.dll', declaration });

// A socket's provider has functions of its own.
const byProvider = fs
  .readFileSync(path.join(EXAMPLES, 'ffi', 'mswsock.ts'), 'utf8')
  .matchAll(/koffi\.proto\(\s*`([^`]+)/g);
for (const [, declaration = ''] of byProvider) {
  bound.push({ library: 'mswsock, by WSAIoctl', declaration });
}

/** The very module that @iocp/ffi imports: it knows the types by name. */
const koffi: typeof import('koffi').default = createRequire(`${EXAMPLES}/`)('koffi');

/** What a parameter of a koffi prototype really looks like; koffi's own declaration leaves the direction out. */
interface KoffiParameter {
  type: TypeObject;
  direction: 'Input' | 'Output' | 'Input/Output';
}

const DIRECTIONS = { Input: null, Output: 'out', 'Input/Output': 'inout' } as const;

/** Name, parameter names and library of a binding, and what koffi makes of its types. */
function read({ library, declaration }: (typeof bound)[number], index: number) {
  const [, name = '', list = ''] = /(\w+)\s*\(([^)]*)\)/.exec(declaration) ?? [];
  const names = list.split(',').flatMap((parameter) => /(\w+)\s*$/.exec(parameter)?.[1] ?? []);
  // To koffi a prototype is a type, and no two types may have one name.
  const { proto } = koffi.proto(declaration.replace(name, `${name}_${index}`));
  if (!proto) throw new Error(`koffi reads no prototype in ${declaration}`);
  return {
    name,
    library,
    names,
    result: proto.result,
    parameters: proto.arguments as unknown as KoffiParameter[],
  };
}

const POINTERS = ['Pointer', 'String', 'String16'];

/** A number of some width and sign, or a pointer and how many bytes it points at. */
function ofKoffi({ primitive, size, ref }: TypeObject): string {
  if (primitive === 'Void') return 'nothing';
  if (POINTERS.includes(primitive)) return `pointer to ${ref?.size || 'anything'}`;
  return `${primitive.startsWith('UInt') ? 'unsigned' : 'signed'} of ${size}`;
}

function ofC(spelled: string): string {
  const found = parse(`typedef ${spelled} T;`, 'win-x64').find('T') as CType;
  const type = resolve(found);
  if (type.kind === 'pointer') {
    const { kind } = resolve(type.to);
    const opaque = kind === 'void' || kind === 'function';
    return `pointer to ${opaque ? 'anything' : layoutOf(type.to, 'win-x64').size}`;
  }
  if (type.kind === 'void') return 'nothing';
  const { size } = layoutOf(found, 'win-x64');
  return `${type.kind === 'scalar' ? type.form : 'signed'} of ${size}`;
}

/** A binding may point at anything where C has a type: it declares only the types that it uses. */
const agrees = (koffis: string, cs: string) =>
  koffis === cs || (koffis === 'pointer to anything' && cs.startsWith('pointer'));

/** koffi reads types for the machine that it runs on; those of 64-bit Windows are asked for. */
const wide = ['x64', 'arm64'].includes(process.arch);

describe.skipIf(!wide)('@iocp/ffi binds the functions as the table has them', () => {
  const bindings = bound.map(read);

  test('all of them', () => {
    expect(bindings.map(({ name }) => name)).toContain('GetQueuedCompletionStatusEx');
    expect(bindings.map(({ name }) => name)).toContain('WSARecv');
    expect(bindings.map(({ name }) => name)).toContain('AcceptEx');
    expect(bindings.map(({ name }) => name).filter((name) => !prototypeOf(name))).toEqual([]);
  });

  for (const { name, library, names, result, parameters } of bindings) {
    test(`${name}: library, names, order, directions and types`, () => {
      const prototype = prototypeOf(name);
      expect(library).toBe(prototype?.library);
      expect(names).toEqual(prototype?.parameters.map((parameter) => parameter.name));
      expect(parameters).toHaveLength(names.length);
      expect(ofKoffi(result)).toBe(ofC(prototype?.returns.type ?? ''));
      for (const [index, { type, direction }] of parameters.entries()) {
        const theirs = prototype?.parameters[index];
        const [koffis, cs] = [ofKoffi(type), ofC(theirs?.type ?? '')];
        expect(agrees(koffis, cs) ? cs : koffis, theirs?.name).toBe(cs);
        // An address or NULL is passed as it is, whatever is written through it.
        if (DIRECTIONS[direction]) expect(DIRECTIONS[direction]).toBe(theirs?.direction);
      }
    });
  }
});
