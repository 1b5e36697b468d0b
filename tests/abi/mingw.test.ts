import { describe, expect } from 'vitest';
import { parse } from '../../src/abi/index.ts';
import { WIN32_NAMES, WIN32_STRUCTS } from '../../src/abi/win32.ts';
import { missingForMingw } from '../../src/run/machine.ts';
import { differences, needs } from './clang.ts';
import { type MingwAbi, mingwNumbers, ownBytes } from './mingw.ts';

const WIN32 = WIN32_NAMES + WIN32_STRUCTS;

/** Those that mingw-w64 declares nowhere, not even for drivers; clang compares them in clang.test.ts. */
const NOT_IN_MINGW = ['FILE_IO_COMPLETION_INFORMATION', 'FILE_COMPLETION_INFORMATION'];

/** Where mingw's headers or its rules say something else than clang for Microsoft's compilers. Clang's word holds. */
const CLANG_WINS: Record<MingwAbi, Record<string, string[]>> = {
  'win-x64': {},
  'win-ia32': {
    // Microsoft's PVOID64 is a pointer of 8 bytes everywhere; mingw defines POINTER_64 as nothing.
    FILE_SEGMENT_ELEMENT: ['Buffer: ours 0, 8 bytes, mingw 0, 4 bytes'],
  },
};

const onMingw = needs(missingForMingw());

describe('our declarations of Win32 structs are those of mingw-w64’s headers', () => {
  for (const abi of ['win-x64', 'win-ia32'] as const) {
    onMingw(`on ${abi}, in every size and offset`, () => {
      const names = parse(WIN32, abi)
        .records()
        .filter((name) => !NOT_IN_MINGW.includes(name));
      const theirs = mingwNumbers(names, WIN32, abi);
      const found: Record<string, string[]> = {};
      for (const name of names) {
        const lines = differences(ownBytes(WIN32, abi, name), theirs.get(name), 'mingw');
        if (lines.length > 0) found[name] = lines;
      }
      expect(found).toEqual(CLANG_WINS[abi]);
      expect(names.length).toBeGreaterThanOrEqual(60);
    });
  }
});
