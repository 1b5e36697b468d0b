import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Kernel, missingForWine, openKernel } from '../kernel/index.mjs';
import { see } from '../kernel/testing.ts';
import { missingForWindowsCompiler } from '../machine.ts';
import { echo } from './echo.ts';
import { post } from './post.ts';
import { compile, source } from './programs.ts';

const missing = missingForWine() ?? missingForWindowsCompiler();
const compared: (name: string, body: () => Promise<void>) => void =
  missing === null ? test : (name, body) => test.skip(`${name} (${missing})`, body);

const COUNTER = fileURLToPath(new URL('counter.ts', import.meta.url));
const HEAP = fileURLToPath(new URL('heap.ts', import.meta.url));

let folder: string;
let kernel: Kernel;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-bench-'));
  if (missing === null) kernel = await openKernel('wine');
});

afterAll(async () => {
  await kernel?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

compared('the same packets come out in C and in TypeScript, by as many calls', async () => {
  const work = { warm: 8, packets: 32, batches: [1, 16] };
  const inC = await post(kernel, compile(folder, 'post'), work);
  const inTs = await post(kernel, source('post.ts'), work, [COUNTER]);
  const sums = [0, (2 * 16 * 15) / 2];
  expect(inC.lines.map(({ sum }) => sum)).toEqual(sums);
  expect(inTs.lines.map(({ sum }) => sum)).toEqual(sums);
  // With 16 at a time the eight to warm up become 16.
  const calls = { PostQueuedCompletionStatus: 40 + 48, GetQueuedCompletionStatusEx: 40 + 3 };
  expect(inC.lines.at(-1)?.calls).toEqual(calls);
  expect(inTs.asides).toEqual([expect.objectContaining({ calls: expect.objectContaining(calls) })]);
});

compared('every byte comes back from each echo server', async () => {
  const work = { warm: 5, messages: 20, bytes: 64, crowds: [1, 5] };
  const echoed = 2 * (5 + 20) * 64;
  const inC = await echo(kernel, compile(folder, 'echo'), work);
  expect(inC.last).toMatchObject({ echoed, calls: { WSASend: 50 } });
  const inTs = await echo(kernel, source('echo.ts'), work, { imports: [COUNTER] });
  expect(inTs.last).toEqual({ echoed });
  expect(inTs.asides).toEqual([
    expect.objectContaining({ calls: expect.objectContaining({ WSASend: 50 }) }),
  ]);
  expect((await echo(kernel, source('echo-net.ts'), work)).last).toEqual({ echoed });
});

compared('chapter 12 allocates no native memory for an echo', async () => {
  const allocations = async (messages: number) => {
    const work = { warm: 0, messages, bytes: 64, crowds: [1] };
    const { asides } = await echo(kernel, source('echo.ts'), work, { imports: [COUNTER] });
    return (asides[0] as { allocations: number }).allocations;
  };
  expect(await allocations(60)).toBe(await allocations(10));
});

compared('the counter sees calls, apart from those by .async, and allocations', async () => {
  const program = path.join(folder, 'counted.ts');
  fs.writeFileSync(
    program,
    `import koffi from 'koffi';
     const kernel32 = koffi.load('kernel32.dll');
     const tick = kernel32.func('uint32_t __stdcall GetTickCount()');
     kernel32.func('uint32_t __stdcall GetCurrentProcessId()');
     koffi.alloc('int', 1);
     koffi.alloc('int', 2);
     tick();
     tick();
     tick.async(() => tick());`,
  );
  const { stdout, stderr } = await see(kernel, program, { imports: [COUNTER] });
  expect({ stdout, counted: JSON.parse(stderr) }).toEqual({
    stdout: '',
    counted: { calls: { GetTickCount: 3, 'GetTickCount.async': 1 }, allocations: 2 },
  });
});

compared('the heap’s bytes are those that were made, collected or not', async () => {
  const program = path.join(folder, 'objects.ts');
  fs.writeFileSync(
    program,
    'for (let i = 0; i < Number(process.argv[2]); i++) globalThis.last = new Array(125).fill(i);',
  );
  const made = async (count: number) => {
    const { stderr } = await see(kernel, program, { imports: [HEAP], args: [String(count)] });
    return (JSON.parse(stderr) as { made: number }).made;
  };
  // An array of 125 numbers: at least 8 bytes each under Node's V8, 16 for their list, 32 for the array.
  const each = ((await made(200_000)) - (await made(100_000))) / 100_000;
  expect(each).toBeGreaterThan(1000);
  expect(each).toBeLessThan(1200);
});
