import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../sim/koffi/koffi.ts';
import { ROOT } from '../boot/paths.mjs';
import { type Kernel, openKernel } from '../kernel/index.mjs';
import { programFolder, see } from '../kernel/testing.ts';

const PROGRAMS = {
  'system.ts': `
    import path from 'node:path';
    const { pid, ppid, platform, arch, execArgv, argv } = process;
    const today: Date = new Date();
    console.log(JSON.stringify({ pid, ppid, platform, arch, execArgv, args: argv.slice(2) }));
    console.log(today.toISOString(), performance.now() < 1, process.env.IOCP_SIM ?? 'no trace of the launcher');`,
  'order.ts': `
    import { setTimeout as sleep } from 'node:timers/promises';
    setTimeout(() => console.log('timer'), 20);
    setImmediate(() => console.log('immediate'));
    process.nextTick(() => console.log('tick'));
    await sleep(3_600_000);
    console.log('an hour later');`,
  'code.ts': "process.on('exit', (code) => console.log('exit', code)); process.exit(300);",
  'exit-code.ts': 'process.exitCode = 7;',
  'throws.ts': "setTimeout(() => { throw new Error('this went wrong'); }, 5);",
  'unsettled.ts': 'await new Promise(() => {});',
  'imports.ts': "import { connect } from 'node:net'; connect(1);",
  'uses.ts':
    "import { readFile, writeFile } from 'node:fs/promises'; await writeFile('a', String(readFile));",
  'enum.ts': 'enum Colour { Red } console.log(Colour.Red);',
  'fault.ts': `
    import koffi from 'koffi';
    console.log('before');
    try { koffi.decode(8n, 'uint32_t'); } catch { console.log('caught'); }`,
  'waits.ts': `
    import { CreateIoCompletionPort, GetQueuedCompletionStatus, INFINITE, INVALID_HANDLE_VALUE } from '@iocp/ffi';
    const port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0);
    console.log('before');
    if (process.argv[2] === 'here') GetQueuedCompletionStatus(port, [0], [0], [null], INFINITE);
    GetQueuedCompletionStatus.async(port, [0], [0], [null], INFINITE, () => {});
    process.exit(3);`,
  'loops.ts': 'for (;;);',
  'floods.ts': "for (;;) console.log('again '.repeat(1000));",
  'clocks.ts': `
    import { promisify } from 'node:util';
    import timers from 'node:timers';
    import { performance as hooked } from 'node:perf_hooks';
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const constructor = new Date().constructor as DateConstructor;
    console.log(constructor === Date, constructor.now() < Date.UTC(2026, 0, 1, 10), hooked === performance);
    const since = (ms: number) => Math.round(performance.now() - ms);
    const start = performance.now();
    console.log(await promisify(setTimeout)(100, 'slept'), await promisify(timers.setTimeout)(100, 'again'), since(start));
    console.log(Atomics.wait(shared, 0, 1), Atomics.wait(shared, 0, 0, 50), since(start));
    const [seconds, nanoseconds] = process.hrtime();
    const ages = [process.hrtime.bigint() / 1_000_000n, seconds * 1000 + Math.floor(nanoseconds / 1e6), Math.floor(process.uptime() * 1000), Date.now() - Date.UTC(2026, 0, 1, 9)];
    console.log(ages.join());
    Atomics.wait(shared, 0, 0);`,
  'user32.ts': "import koffi from 'koffi'; koffi.load('user32.dll');",
  'unknown.ts':
    "import koffi from 'koffi'; koffi.load('kernel32.dll').func('int VirtualAllocEx(void *, void *, size_t, uint32_t, uint32_t)');",
  'twice.ts':
    "import koffi from 'koffi'; const at = koffi.alloc('int', 1) as bigint; koffi.free(at); koffi.free(at);",
  'apc.ts': `
    import koffi from 'koffi';
    const kernel32 = koffi.load('kernel32.dll');
    const queue = kernel32.func('uint32_t QueueUserAPC(void *, void *, uintptr_t)');
    const thread = kernel32.func('void *GetCurrentThread()');
    const sleep = kernel32.func('uint32_t SleepEx(uint32_t, int)');
    let times = 0;
    const routine = koffi.register(() => {
      times += 1;
      if (times < 100_000) queue(routine, thread(), 0);
      else throw new RangeError('of the routine');
    }, koffi.pointer(koffi.proto('void Routine(uintptr_t)')));
    queue(routine, thread(), 0);
    try { sleep(10, 1); } catch (error) { console.log((error as Error).message, times); }
    queue(routine, thread(), 0);
    sleep(10, 1);`,
  'lengths.ts': `
    import koffi from 'koffi';
    const kernel32 = koffi.load('kernel32.dll');
    const open = kernel32.func('void *CreateFileW(str16, uint32_t, uint32_t, void *, uint32_t, uint32_t, void *)');
    const transfer = ['ReadFile', 'WriteFile'].map((name) => kernel32.func('int ' + name + '(void *, void *, uint32_t, void *, void *)'));
    const lastError = kernel32.func('uint32_t GetLastError()');
    const file = open('lengths.bin', 0xC0000000, 0, null, 2, 0x40000000, null);
    const blocks = Array.from({ length: 100_000 }, () => koffi.alloc('uint8_t', 16) as bigint);
    for (const length of [0xFFFFFFFF, 0x7FFFFFFF, 17, -1]) {
      const errors = transfer.map((act) => [act(file, blocks[0], length, null, Buffer.alloc(32)), lastError()].join(' '));
      console.log(length, errors.join(', '));
    }
    for (const block of blocks) koffi.free(block);
    for (const wrong of ['7', {}, null, true, Symbol('7')]) {
      try { transfer[0]?.(file, null, wrong, null, null); } catch (error) { console.log((error as Error).message); }
    }`,
  'stand-in.ts': "export const who: string = 'a stand-in';",
  'peers.ts': "import { who } from '@iocp/peers'; console.log(who);",
};

const WORKERS = {
  'order.ts': `
    import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
    import { setTimeout as sleep } from 'node:timers/promises';
    if (isMainThread) {
      const ends: Promise<unknown>[] = [];
      for (const number of [1, 2, 3]) {
        const worker = new Worker(new URL(import.meta.url), { workerData: { number } });
        worker.on('message', (text) => console.log('heard', text));
        worker.postMessage('hello ' + number);
        ends.push(new Promise((resolve) => worker.once('exit', (code) => { console.log(number, 'ended', code); resolve(null); })));
      }
      await Promise.all(ends);
    } else {
      const { number } = workerData as { number: number };
      console.log('worker', number);
      parentPort?.once('message', async (text) => {
        await sleep(40 - 10 * number);
        parentPort?.postMessage(text + ' after ' + Math.round(performance.now()));
      });
    }`,
  'share.ts': `
    import { isMainThread, Worker, workerData } from 'node:worker_threads';
    import { once } from 'node:events';
    if (isMainThread) {
      const shared = new Int32Array(new SharedArrayBuffer(8));
      const workers = [1, 2].map((by) => new Worker(new URL(import.meta.url), { workerData: { shared, by } }));
      const ends = workers.map((worker) => once(worker, 'exit'));
      while (Atomics.load(shared, 1) < 2);
      Atomics.store(shared, 0, 1);
      console.log('woken', Atomics.notify(shared, 0));
      await Promise.all(ends);
      console.log('sum', shared[1]);
    } else {
      const { shared, by } = workerData as { shared: Int32Array<SharedArrayBuffer>; by: number };
      Atomics.add(shared, 1, 1);
      console.log(by, Atomics.wait(shared, 0, 0));
      Atomics.add(shared, 1, 10 * by);
    }`,
  'fails.ts': `
    import { isMainThread, Worker } from 'node:worker_threads';
    if (isMainThread) {
      const worker = new Worker(new URL(import.meta.url));
      worker.on('error', (error) => console.log('error', (error as Error).message));
      worker.on('exit', (code) => console.log('exit', code));
    } else throw new TypeError('of the worker');`,
  'terminated.ts': `
    import { isMainThread, Worker, workerData } from 'node:worker_threads';
    import koffi from 'koffi';
    const kernel32 = koffi.load('kernel32.dll');
    const dequeue = kernel32.func('int GetQueuedCompletionStatus(void *, void *, void *, void *, uint32_t)');
    const memory = () => koffi.alloc('uint8_t', 8) as bigint;
    if (isMainThread) {
      const port = kernel32.func('void *CreateIoCompletionPort(intptr_t, void *, uintptr_t, uint32_t)')(-1, null, 0, 0);
      const worker = new Worker(new URL(import.meta.url), { workerData: port });
      setTimeout(() => void worker.terminate().then((code) => console.log('ended', code, Math.round(performance.now()))), 100);
      if (process.argv[2] !== 'never') {
        const post = kernel32.func('int PostQueuedCompletionStatus(void *, uint32_t, uintptr_t, void *)');
        setTimeout(() => console.log('posted', post(port, 0, 0, null)), 200);
        setTimeout(() => console.log('left', dequeue(port, memory(), memory(), memory(), 0)), 300);
      }
    } else {
      dequeue(workerData, memory(), memory(), memory(), 0xFFFFFFFF);
      console.log('goes on');
    }`,
  'memory.ts': `
    import { isMainThread, Worker, workerData } from 'node:worker_threads';
    import { once } from 'node:events';
    import koffi from 'koffi';
    const kernel32 = koffi.load('kernel32.dll');
    const post = kernel32.func('int PostQueuedCompletionStatus(void *, uint32_t, uintptr_t, void *)');
    const dequeue = kernel32.func('int GetQueuedCompletionStatus(void *, void *, void *, void *, uint32_t)');
    if (isMainThread) {
      const port = kernel32.func('void *CreateIoCompletionPort(intptr_t, void *, uintptr_t, uint32_t)')(-1, null, 0, 0);
      const address = koffi.alloc('uint32_t', 4) as bigint;
      const worker = new Worker(new URL(import.meta.url), { workerData: { port, address } });
      post(port, 1, 42, null);
      await once(worker, 'exit');
      console.log(koffi.decode(address, koffi.array('uint32_t', 4)).join());
    } else {
      const { port, address } = workerData as { port: bigint; address: bigint };
      const key = Buffer.alloc(8);
      const own = koffi.alloc('uint8_t', 16) as bigint;
      console.log(dequeue(port, Buffer.alloc(4), key, own, 1000), key.readBigUInt64LE());
      koffi.encode(address, 'uint32_t', [1, 2, 3, 4], 4);
      koffi.free(own);
    }`,
};

let folder: string;
let workers: string;
let kernel: Kernel;
const run = (file: string, ...args: string[]) => see(kernel, path.join(folder, file), { args });
const runWorkers = (file: string) => see(kernel, path.join(workers, file));

beforeAll(async () => {
  folder = programFolder(PROGRAMS);
  workers = programFolder(WORKERS);
  kernel = await openKernel('sim');
});
afterAll(async () => {
  await kernel.close();
  for (const each of [folder, workers]) fs.rmSync(each, { recursive: true, force: true });
});

describe('a program’s process on the simulated Windows', () => {
  it('is one of Windows, with its arguments, in the same moment every time', async () => {
    const seen = await run('system.ts', 'two words');
    const [system, ...rest] = seen.stdout.trim().split('\n');
    expect(JSON.parse(system ?? '')).toEqual({
      pid: 0x1000,
      ppid: 4,
      platform: 'win32',
      arch: 'x64',
      execArgv: [],
      args: ['two words'],
    });
    expect(rest).toEqual(['2026-01-01T09:00:00.000Z true no trace of the launcher']);
    expect(seen).toMatchObject({ how: 'normal', code: 0, stderr: '' });
  });

  it('knows what it runs on', async () => {
    expect(await kernel.describe()).toMatchObject({
      product: 'simulated Windows',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      arch: 'x64',
      koffi: VERSION,
    });
  });

  it('waits an hour in no time', async () => {
    const { stdout } = await run('order.ts');
    expect(stdout.split('\n')).toEqual(['tick', 'immediate', 'timer', 'an hour later', '']);
  });

  it('keeps its exit code, of which Windows has 32 bits', async () => {
    expect(await run('code.ts')).toMatchObject({ how: 'normal', code: 300, stdout: 'exit 300\n' });
    expect(await run('exit-code.ts')).toMatchObject({ how: 'normal', code: 7 });
  });

  it('ends by what it throws and by promises that nothing settles, as Node does', async () => {
    const thrown = await run('throws.ts');
    expect(thrown).toMatchObject({ how: 'normal', code: 1 });
    expect(thrown.stderr).toContain('Error: this went wrong');
    const unsettled = await run('unsettled.ts');
    expect(unsettled).toMatchObject({ how: 'normal', code: 13 });
    expect(unsettled.stderr).toMatch(/^Warning: Detected unsettled top-level await at file:.*\n$/);
  });

  it('gets one sentence for an import that we do not have', async () => {
    const { code, stderr } = await run('imports.ts');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^node:net is not in the simulated Windows; \S+imports\.ts imports it\. .*\n$/,
    );
  });

  it('may import more of a module than it uses', async () => {
    const { code, stderr } = await run('uses.ts');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^writeFile of node:fs\/promises is not in the simulated Windows\. .*\n$/,
    );
  });

  it('may only have types that can be left out', async () => {
    const { code, stderr } = await run('enum.ts');
    expect(code).toBe(1);
    expect(stderr).toContain('ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX');
  });

  it('that touches memory it does not have is a fault, whatever it would catch', async () => {
    expect(await run('fault.ts')).toMatchObject({
      how: 'fault',
      code: 0xc000_0005,
      stdout: 'before\n',
      stderr: expect.stringMatching(/^Access violation: read at address 0x0000000000000008/),
    });
  });

  it.each(['here', 'on the pool'])('that waits for ever %s is told so', async (where) => {
    expect(await run('waits.ts', where)).toMatchObject({
      how: 'timeout',
      code: null,
      told: true,
      stdout: 'before\n',
      stderr: expect.stringMatching(/^Every thread waits .* for a completion packet\..*\n$/),
    });
  });

  it('that loops for ever is ended when its time is up', async () => {
    const seen = await see(kernel, path.join(folder, 'loops.ts'), { timeoutSeconds: 5 });
    expect(seen).toMatchObject({ how: 'timeout', code: null });
    expect(seen.told).toBeUndefined();
  });

  it('that prints for ever is ended, and piles nothing up meanwhile', async () => {
    const tail = 'more than 64 MiB and was stopped. Print less, or only now and then.\n';
    let bytes = 0;
    let stderr = '';
    const outcome = await kernel.run({
      file: path.join(folder, 'floods.ts'),
      args: [],
      timeoutSeconds: 30,
      onStdout: (chunk) => {
        bytes += chunk.length;
      },
      onStderr: (chunk) => {
        stderr += chunk;
      },
    });
    expect(outcome).toEqual({ how: 'killed', code: null, told: true });
    expect(stderr).toBe(`\nThe program printed ${tail}`);
    expect(bytes / 2 ** 20).toBeGreaterThan(64);
    expect(bytes / 2 ** 20).toBeLessThan(65);
  });

  it('has one clock, whoever is asked, and waits on it', async () => {
    const { stdout, stderr, how } = await run('clocks.ts');
    expect(stdout.split('\n')).toEqual([
      'true true true',
      'slept again 200',
      'not-equal timed-out 250',
      '250,250,250,250',
      '',
    ]);
    expect(stderr).toMatch(/^Every thread waits .* for an Atomics\.notify\./);
    expect(how).toBe('timeout');
  });

  it.each([
    [
      'user32.ts',
      "Failed to load shared library: The simulated Windows has no library 'user32.dll'.",
    ],
    [
      'unknown.ts',
      "Cannot find function 'VirtualAllocEx' in shared library: the simulated kernel32.dll has none of that name.",
    ],
    ['twice.ts', 'which was freed already. Windows ends a program that does this'],
  ])('is told what is wrong with it: %s', async (file, sentence) => {
    const { stderr, how, code } = await run(file);
    expect(stderr).toContain(sentence);
    expect({ how, code }).toEqual({ how: 'normal', code: 1 });
  });

  it('gets what its APC routine throws, after a hundred thousand of them', async () => {
    const { stdout, stderr, code } = await run('apc.ts');
    expect(stdout).toBe('of the routine 100000\n');
    expect(stderr).toMatch(/\nRangeError: of the routine\n/);
    expect(code).toBe(1);
  });

  it('cannot lend more than it has, however long it says that it is', async () => {
    const { stdout, code } = await run('lengths.ts');
    const refused = [0xffff_ffff, 0x7fff_ffff, 17, -1].map((length) => `${length} 0 998, 0 1784`);
    const types = ['String', 'Object', 'Null', 'Boolean', 'Symbol'];
    const unexpected = types.map((type) => `Unexpected ${type} value, expected number`);
    expect(stdout.trim().split('\n')).toEqual([...refused, ...unexpected]);
    expect(code).toBe(0);
  });

  it('may have other peers', async () => {
    const peers = path.join(folder, 'stand-in.ts');
    const seen = await see(kernel, path.join(folder, 'peers.ts'), { peers });
    expect(seen.stdout).toBe('a stand-in\n');
  });

  it('says the same for the same seed, and runs on another one', async () => {
    const file = path.join(ROOT, 'examples', '11-cancel-and-stop', 'stop.ts');
    const first = await see(kernel, file);
    expect(first).toMatchObject({ how: 'normal', code: 0, stderr: '' });
    expect(await see(kernel, file)).toEqual(first);
    // What Windows leaves open may differ; a correct program runs well whatever it is.
    const other = await openKernel('sim', () => {}, { seed: 7 });
    expect(await see(other, file)).toMatchObject({ how: 'normal', code: 0, stderr: '' });
    await other.close();
  });
});

describe('worker threads on the simulated Windows', () => {
  it('take turns on the machine’s clock, the same way every time', async () => {
    const seen = await runWorkers('order.ts');
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    expect(seen.stdout.trim().split('\n')).toEqual([
      'worker 1',
      'worker 2',
      'worker 3',
      'heard hello 3 after 10',
      '3 ended 0',
      'heard hello 2 after 20',
      '2 ended 0',
      'heard hello 1 after 30',
      '1 ended 0',
    ]);
  });

  it('share memory, and wait at it for each other', async () => {
    const { stdout, stderr } = await runWorkers('share.ts');
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(['woken 2', '1 ok', '2 ok', 'sum 32']);
  });

  it('tell the main thread what they died of', async () => {
    const { stdout, stderr } = await runWorkers('fails.ts');
    expect({ stdout, stderr }).toEqual({ stdout: 'error of the worker\nexit 1\n', stderr: '' });
  });

  it('are terminated when they come back from the function of Windows that they are in', async () => {
    const seen = await runWorkers('terminated.ts');
    expect(seen.stdout.trim().split('\n')).toEqual(['posted 1', 'ended 1 200', 'left 0']);
    const never = await see(kernel, path.join(workers, 'terminated.ts'), { args: ['never'] });
    expect(never).toMatchObject({ how: 'timeout', told: true, stdout: '' });
    expect(never.stderr).toMatch(/^Every thread waits .* for a completion packet\./);
  });

  it('see the process’ memory, and lend their own for the time of a call', async () => {
    const { stdout, stderr } = await runWorkers('memory.ts');
    expect({ stdout, stderr }).toEqual({ stdout: '1 42n\n1,2,3,4\n', stderr: '' });
  });
});
