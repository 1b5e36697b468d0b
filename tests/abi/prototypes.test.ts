import { describe, expect, test } from 'vitest';
import { parse } from '../../src/abi/index.ts';
import { type Prototype, prototypeOf, prototypes } from '../../src/abi/prototypes/index.ts';
import { missingForMingw } from '../../src/run/machine.ts';
import { needs } from './clang.ts';
import { checkFunctionTypes, parameterNames } from './mingw-functions.ts';

const onMingw = needs(missingForMingw());

const namesOf = ({ parameters }: Prototype) => parameters.map(({ name }) => name);

/** Those that no header of mingw-w64 declares. Wine has them under the same types; it names no parameters. */
const NOT_IN_MINGW = ['NtRemoveIoCompletionEx', 'NtSetIoCompletion'];

/** Where mingw names parameters otherwise than Microsoft, whose spelling holds; the case of letters does not count. */
const MICROSOFT_WINS: Record<string, string[]> = {
  // As in Microsoft's ntifs.h; mingw's winternl.h is from Wine.
  NtSetInformationFile: ['hFile', 'io', 'ptr', 'len', 'FileInformationClass'],
};

describe('the prototypes are those of mingw-w64’s headers', () => {
  const declared = prototypes.filter(({ name }) => !NOT_IN_MINGW.includes(name));

  onMingw('in the number of parameters and in their names', () => {
    const theirs = parameterNames(prototypes.map(({ name }) => name));
    expect(prototypes.map(({ name }) => name).filter((name) => !theirs.has(name))).toEqual(
      NOT_IN_MINGW,
    );
    const lower = (names: string[]) => names.map((name) => name.toLowerCase());
    const found: Record<string, string[]> = {};
    for (const prototype of declared) {
      const names = theirs.get(prototype.name) ?? [];
      if (`${lower(names)}` !== `${lower(namesOf(prototype))}`) found[prototype.name] = names;
    }
    expect(found).toEqual(MICROSOFT_WINS);
  });

  for (const abi of ['win-x64', 'win-ia32'] as const) {
    onMingw(`on ${abi}, in every type and in the calling convention`, () => {
      expect(() => checkFunctionTypes(declared, abi)).not.toThrow();
    });
  }
});

describe('the table of prototypes', () => {
  test('has each function once', () => {
    const names = prototypes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(prototypeOf('WSARecv')?.name).toBe('WSARecv');
    expect(prototypeOf('WSARecvEx')).toBeUndefined();
  });

  test('names only types whose size is known', () => {
    for (const { returns, parameters } of prototypes) {
      for (const type of [returns.type, ...parameters.map((parameter) => parameter.type)]) {
        expect(() => parse(`typedef ${type} T;`, 'win-x64')).not.toThrow();
      }
    }
  });

  test('lends memory only in calls that have an OVERLAPPED, and knows its size', () => {
    for (const { name, parameters } of prototypes) {
      const roles = parameters.map(({ role }) => role);
      const count = (...asked: typeof roles) => roles.filter((role) => asked.includes(role)).length;
      const lists = count('buffers', 'send buffers');
      expect([name, lists + count('buffer')]).toEqual([
        name,
        Math.min(lists + count('buffer'), count('overlapped')),
      ]);
      expect([name, count('buffer count')]).toEqual([name, lists]);
      expect([name, count('buffer size')]).toEqual([name, count('buffer')]);
      expect([name, count('entries removed')]).toEqual([name, count('entries')]);
    }
  });

  test('closes what it says, writes through pointers only, and leaves no failure unexplained', () => {
    for (const { name, parameters, returns, closes, setsLastError } of prototypes) {
      if (closes !== undefined) {
        expect(parameters.find((parameter) => parameter.name === closes)?.role).toBe('handle');
      }
      for (const { type, direction } of parameters) {
        if (direction !== 'in')
          expect([name, type]).toEqual([name, expect.stringMatching(/^L?P|\*$/)]);
      }
      const reasons = ['the error', 'the status', 'never'];
      expect([name, setsLastError]).toEqual([name, !reasons.includes(returns.failure)]);
    }
  });

  test('asks for a function by GUID where there is no library to load it from, and only there', () => {
    for (const { library, guid } of prototypes) {
      expect(guid !== undefined).toBe(library === 'mswsock, by WSAIoctl');
      if (guid) expect(guid).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
  });

  test('says what it has to say in whole sentences, and leads to a page of that function', () => {
    for (const { name, note, page } of prototypes) {
      if (note) expect([name, note]).toEqual([name, expect.stringMatching(/^\w[^'"]*\.$/)]);
      if (page === null) expect(NOT_IN_MINGW).toContain(name);
      else expect(page).toMatch(new RegExp(`[/_-]${name}(?:-func)?$`, 'i'));
    }
  });
});
