import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { prototypeOf } from '../../src/abi/prototypes/index.ts';
import { EXAMPLES, ROOT } from '../../src/run/boot/paths.mjs';
import { callsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '02-speaking-win32';
const MAIN = path.join(EXAMPLES, EXAMPLE, 'main.ts');

describeProgram('speaking Win32', () => {
  it('is to make a port, to misuse it, to close it, and to be told why not', async () => {
    const { lines, stderr, code } = await run(EXAMPLE);
    expect(lines).toEqual([
      'Bytes: DWORD 4, BOOL 4, ULONG_PTR 8, HANDLE 8.',
      'A new port. Its handle is a bigint.',
      'INVALID_HANDLE_VALUE and a port: returned null, last error 87.',
      'A packet, and the call returned 1.',
      'Key 0x100000007, bytes 5, OVERLAPPED null.',
      'The last error is still 87.',
      'CreateIoCompletionPort failed with error 87 (ERROR_INVALID_PARAMETER).',
      'PostQueuedCompletionStatus failed with error 6 (ERROR_INVALID_HANDLE).',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('by hand is the same as with @iocp/ffi (PORT-3)', async () => {
    const { trace } = await traced(EXAMPLE);
    const refused = [...callsOf(trace).values()].filter(
      ({ begin, end }) => begin.function === 'CreateIoCompletionPort' && end?.returned === null,
    );
    expect(refused).toHaveLength(2);
    const [byHand, theirs] = refused;
    expect(byHand?.begin.arguments).toEqual(theirs?.begin.arguments);
    expect(byHand?.end?.lastError).toBe(87);
    expect(theirs?.end?.lastError).toBe(87);
  });
});

describe('the prototypes that are quoted', () => {
  const quoted = fs
    .readFileSync(MAIN, 'utf8')
    .replaceAll(/\n\/\/ +/g, '\n// ')
    .matchAll(/^\/\/ (\w+ \w+\([^;]*\));$/gm);
  const prototypes = [...quoted].map(([, text = '']) => text.replaceAll('\n// ', ' '));

  it('are those of the table, word for word', () => {
    expect(prototypes).toHaveLength(3);
    for (const text of prototypes) {
      const name = /(\w+)\(/.exec(text)?.[1] ?? '';
      const prototype = prototypeOf(name);
      const parameters = prototype?.parameters.map((one) => `${one.type} ${one.name}`);
      const spelled = `${prototype?.returns.type} ${name}(${parameters?.join(', ')})`;
      expect(text).toBe(spelled.replaceAll('* ', '*'));
    }
  });
});

describe.skipIf(process.platform === 'win32')('without Windows', () => {
  it('the program says where it can run', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', path.relative(ROOT, MAIN)],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect(stdout).toBe('');
    expect(stderr).toContain('kernel32.dll cannot be loaded: it is a part of Windows.');
    expect(stderr).toContain('npm start');
    expect(status).toBe(1);
  });
});
