import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { type Abi, layoutOf, parse } from '../../src/abi/index.ts';
import { missingForClang } from '../../src/run/machine.ts';

const TARGETS: Record<Abi, string> = {
  'win-x64': 'x86_64-pc-windows-msvc',
  'win-ia32': 'i686-pc-windows-msvc',
  'win-arm64': 'aarch64-pc-windows-msvc',
};

/** A record's numbers by name: SIZE and ALIGN in bytes, and for each path where it begins, in bits. */
export type Numbers = Record<string, string>;

/** A test that needs a tool. Where that is missing it is skipped, and its name says why and what to do. */
export function needs(missing: string | null): (name: string, body: () => void) => void {
  return missing === null
    ? (name, body) => test(name, body)
    : (name, body) => test.skip(`${name} (${missing})`, body);
}

export const onClang = needs(missingForClang());

/** Runs clang on a C text; gives its standard output. */
export function clang(source: string, ...args: string[]): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-clang-'));
  try {
    const file = path.join(folder, 'declarations.c');
    fs.writeFileSync(file, source);
    const { stdout, stderr, status, error } = spawnSync(
      'clang',
      ['-w', '-ferror-limit=0', ...args, file],
      {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      },
    );
    if (status !== 0) {
      const words = stderr
        .match(/error: .*/g)
        ?.slice(0, 20)
        .join('\n');
      throw new Error(`clang says:\n${error?.message ?? words ?? stderr}`);
    }
    return stdout;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What clang says of each named struct and union of a C text, laid out for Microsoft's compilers.
 *
 * @returns by tag
 */
export function clangLayouts(source: string, abi: Abi): Map<string, Numbers> {
  const dump = clang(
    source,
    '-target',
    TARGETS[abi],
    '-fsyntax-only',
    '-Xclang',
    '-fdump-record-layouts-complete',
  );
  const records = new Map<string, Numbers>();
  for (const record of dump.split('*** Dumping AST Record Layout').slice(1)) {
    const lines = record.split('\n').filter((line) => line.includes(' | '));
    const tag = /^\s*0 \| (?:struct|union) (\w+)$/.exec(lines[0] ?? '')?.[1];
    if (tag === undefined) continue;
    const numbers: Numbers = {};
    /** The path of the struct around, by depth. */
    const around: string[] = [''];
    for (const line of lines.slice(1)) {
      const whole = /\[sizeof=(\d+), align=(\d+)\]/.exec(line);
      if (whole) {
        numbers.SIZE = `${whole[1]}`;
        numbers.ALIGN = `${whole[2]}`;
        continue;
      }
      const match = /^\s*(\d+)(?::(\d+)-(\d+)|(:-))? \| ( +)(.*)$/.exec(line);
      if (!match) throw new Error(`clang wrote a line that is not understood: ${line}`);
      const [, offset, first, last, zero, indent = '', rest = ''] = match;
      const depth = indent.length / 2;
      const name = / (\w*)$/.exec(rest)?.[1] ?? '';
      const prefix = around[depth - 1] ?? '';
      // An array of structs and a pointer to one are leaves.
      const nested =
        /^(?:struct|union) (?:\w+|[\w:]*\((?:unnamed|anonymous)(?: struct| union)? at [^)]*\)) \w*$/.test(
          rest,
        );
      if (nested) around[depth] = name === '' ? prefix : `${prefix}${name}.`;
      else if (name !== '' && zero === undefined) {
        const bits = first === undefined ? '' : ` to ${Number(offset) * 8 + Number(last)}`;
        numbers[prefix + name] = `bit ${Number(offset) * 8 + Number(first ?? 0)}${bits}`;
      }
    }
    records.set(tag, numbers);
  }
  return records;
}

/** What we say of a struct or union, in the same form. */
export function ownNumbers(
  source: string,
  abi: Abi,
  names: readonly string[],
): Map<string, Numbers> {
  const declarations = parse(source, abi);
  return new Map(
    names.map((name) => {
      const type = declarations.find(name);
      if (type === undefined) throw new Error(`${name} is not declared.`);
      const { size, align, fields } = layoutOf(type, abi);
      const numbers: Numbers = {};
      for (const { path: at, offset, bitOffset, bitSize } of fields) {
        const bit = offset * 8 + (bitOffset ?? 0);
        numbers[at] = `bit ${bit}${bitSize === undefined ? '' : ` to ${bit + bitSize - 1}`}`;
      }
      return [name, { ...numbers, SIZE: `${size}`, ALIGN: `${align}` }];
    }),
  );
}

/** A line for each number that differs. */
export function differences(own: Numbers, other: Numbers | undefined, whose = 'clang'): string[] {
  if (other === undefined) return [`${whose} does not know it`];
  return [...new Set([...Object.keys(own), ...Object.keys(other)])]
    .filter((key) => own[key] !== other[key])
    .map((key) => `${key}: ours ${own[key] ?? 'nothing'}, ${whose} ${other[key] ?? 'nothing'}`);
}
