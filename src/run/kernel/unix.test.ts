import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isHere, type Kernel, openKernel } from './index.mjs';
import { marked } from './processes.mjs';
import { programFolder, see } from './testing.ts';

const kind = process.platform === 'darwin' ? 'macos' : 'linux';

const PROGRAMS = {
  'words.ts': "import { who } from '@iocp/peers'; console.log(who, process.argv[2] as string);",
  'stand-in.ts': "export const who: string = 'a stand-in';",
  'worker.ts': `
    import { isMainThread, Worker } from 'node:worker_threads';
    console.log(isMainThread as boolean);
    if (isMainThread) new Worker(new URL(import.meta.url));`,
  'libc.ts': `
    import koffi from 'koffi';
    const name = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6';
    const getpid: () => number = koffi.load(name).func('int getpid()') as never;
    console.log(getpid() === process.pid);`,
  'code.ts': 'process.exit(7);',
  'fault.ts': "import koffi from 'koffi'; console.log('before'); koffi.decode(8n, 'uint32_t');",
  'family.ts': `
    import { spawn } from 'node:child_process';
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true }).unref();
    console.log(process.env.IOCP_RUN);
    setInterval(() => {}, 1000);`,
};

describe.skipIf(!isHere(kind))(`a program on ${kind} itself`, () => {
  let folder: string;
  let kernel: Kernel;
  const at = (name: string) => path.join(folder, name);
  beforeAll(async () => {
    folder = programFolder(PROGRAMS);
    kernel = await openKernel(kind);
  });
  afterAll(async () => {
    await kernel.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('is given its arguments, and a stand-in for @iocp/peers when there is one', async () => {
    const options = { args: ['two words'], peers: at('stand-in.ts') };
    expect(await see(kernel, at('words.ts'), options)).toEqual({
      how: 'normal',
      code: 0,
      stdout: 'a stand-in two words\n',
      stderr: '',
    });
  });

  test('may be TypeScript in its Workers too', async () => {
    const seen = await see(kernel, at('worker.ts'));
    expect(seen).toMatchObject({ how: 'normal', code: 0, stdout: 'true\nfalse\n' });
  });

  test('calls libc through koffi', async () => {
    expect(await see(kernel, at('libc.ts'))).toMatchObject({ code: 0, stdout: 'true\n' });
  });

  test('keeps its exit code', async () => {
    expect(await see(kernel, at('code.ts'))).toMatchObject({ how: 'normal', code: 7 });
  });

  test('that touches memory it does not have is a fault', async () => {
    const seen = await see(kernel, at('fault.ts'));
    expect(seen).toMatchObject({ how: 'fault', stdout: 'before\n' });
  });

  test.skipIf(kind !== 'linux')('is ended with the child that it let go of', async () => {
    const seen = await see(kernel, at('family.ts'), { timeoutSeconds: 8 });
    expect(seen).toMatchObject({ how: 'timeout', code: null });
    expect(seen.stdout.trim()).toMatch(/^[0-9a-f]{24}$/);
    expect(marked(`IOCP_RUN=${seen.stdout.trim()}`)).toEqual([]);
  });

  test('knows what it runs on', async () => {
    expect(await kernel.describe()).toMatchObject({
      product: kind === 'linux' ? 'Linux' : 'macOS',
      arch: process.arch,
      node: expect.stringMatching(/^(?:22\.(?:1[89]|[2-9]\d)|2[3-9]|[3-9]\d)\./),
      koffi: '3.3.4',
    });
  });
});

const elsewhere = (['linux', 'macos'] as const).filter((name) => !isHere(name));

test.each(elsewhere)('%s is refused where it is not', async (asked) => {
  await expect(openKernel(asked)).rejects.toThrow(
    new RegExp(`^--kernel ${asked} needs \\w+, and this is ${process.platform}\\.$`),
  );
});
