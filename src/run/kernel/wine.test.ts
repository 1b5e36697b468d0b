import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLES, PRIVATE_FOLDER, ROOT } from '../boot/paths.mjs';
import { type Kernel, missingForWine, openKernel } from './index.mjs';
import { marked } from './processes.mjs';
import { onWine, programFolder, see, until } from './testing.ts';
import { winePath, wineUrl } from './wine.mjs';

const ENDLESS = `
import koffi from 'koffi';
const kernel32 = koffi.load('kernel32.dll');
const port = kernel32.func('void *CreateIoCompletionPort(intptr_t, void *, size_t, uint32_t)')(-1, null, 0n, 0);
console.log('waiting');
kernel32.func('int GetQueuedCompletionStatus(void *, void *, void *, void *, uint32_t)')(port, ...[8, 8, 8].map((n) => Buffer.alloc(n)), 0xffffffff);
`;

const PROGRAMS = {
  'live.ts': `
import fs from 'node:fs';
const answer: string = process.argv[2];
console.log('one');
console.error('beside');
while (!fs.existsSync(answer)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
console.log('two');
`,
  'code.ts': 'process.exit(Number(process.argv[2]));',
  'throws.ts': "throw new Error('on purpose');",
  'syntax.ts': 'const = 5;',
  'violation.ts': `
import koffi from 'koffi';
console.log('before');
koffi.load('msvcrt.dll').func('void *memset(void *, int, size_t)')(32n, 1, 8);
console.log('after');
`,
  'endless.ts': ENDLESS,
  'family.ts': `
import { spawn } from 'node:child_process';
if (process.argv[2] !== 'child') {
  spawn(process.execPath, [process.argv[1], 'child'], { detached: true, stdio: 'ignore' }).unref();
  console.log('waiting');
}
setInterval(() => {}, 1000);
`,
  'leaves-a-child.ts': `
import { spawn } from 'node:child_process';
if (process.argv[2] === 'child') setInterval(() => {}, 1000);
else {
  spawn(process.execPath, [process.argv[1], 'child'], { detached: true, stdio: 'inherit' }).unref();
  console.log('gone');
  process.exit(3);
}
`,
  'environment.ts': 'console.log(JSON.stringify({ ...process.env }));',
  'words.ts':
    'console.log(JSON.stringify([process.argv.slice(2), process.cwd(), process.argv[1]]));',
  'much.ts': "process.stdout.write('0123456789abcdef'.repeat(1 << 18));",
  'worker.ts': `
import { Worker, isMainThread } from 'node:worker_threads';
console.log(isMainThread ? 'main' : 'worker', (globalThis as any).preloaded);
if (isMainThread) new Worker(new URL(import.meta.url));
`,
  'preload.mjs': 'globalThis.preloaded = true;',
  'peers.ts': "import { who } from '@iocp/peers'; console.log(who);",
  'stand-in.ts': "export const who: string = 'a stand-in';",
  'windows.mjs': `
import { openWindows } from '${wineUrl(path.join(ROOT, 'src/run/kernel/windows.mjs'))}';
await openWindows().catch((error) => console.log(error.message));
`,
  'not-a-fault.ts': "console.error('wine: Unhandled is the title of a song'); process.exit(5);",
};

const kernelModule = fileURLToPath(new URL('index.mjs', import.meta.url));

/** A process of its own that opens Wine and runs a program there until something ends it. */
const OWNER = `
const [, , kernelModule, file, seconds] = process.argv;
const { openKernel } = await import(kernelModule);
const kernel = await openKernel('wine');
await kernel.run({
  file, args: [], timeoutSeconds: Number(seconds),
  onStdout: (bytes) => process.stdout.write(bytes), onStderr: (bytes) => process.stderr.write(bytes),
});
await kernel.close();
`;

let folder: string;
let kernel: Kernel;
const at = (name: string) => path.join(folder, name);

/** The sessions of a process, by its id. */
function sessionsOf(pid: number): string[] {
  return fs
    .readdirSync(path.join(PRIVATE_FOLDER, 'live'))
    .filter((name) => name.startsWith(`${pid}-`));
}

/** Processes that run in those sessions. */
function processesIn(sessions: string[]): number[] {
  return sessions.flatMap((name) =>
    marked(`WINEPREFIX=${path.join(PRIVATE_FOLDER, 'live', name, 'prefix')}`),
  );
}

beforeAll(async () => {
  folder = programFolder({ ...PROGRAMS, 'owner.mjs': OWNER });
  if (missingForWine() === null) kernel = await openKernel('wine');
});

afterAll(async () => {
  await kernel?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('a program on Wine', () => {
  onWine('writes live, and its stderr is apart from its stdout', async () => {
    const answer = at('answer');
    const seen = await see(kernel, at('live.ts'), {
      args: [winePath(answer)],
      // The program ends only if its first line arrives while it still runs.
      onText: (text) => {
        if (text.includes('one')) fs.writeFileSync(answer, '');
      },
    });
    expect(seen).toEqual({ how: 'normal', code: 0, stdout: 'one\ntwo\n', stderr: 'beside\n' });
  });

  for (const code of [0, 1, 7, 255]) {
    onWine(`keeps exit code ${code}`, async () => {
      expect(await see(kernel, at('code.ts'), { args: [String(code)] })).toMatchObject({
        how: 'normal',
        code,
      });
    });
  }

  onWine('that throws ends with 1 and its stack', async () => {
    const seen = await see(kernel, at('throws.ts'));
    expect(seen).toMatchObject({ how: 'normal', code: 1 });
    expect(seen.stderr).toContain('Error: on purpose');
  });

  onWine('with a syntax error ends with Node’s message', async () => {
    const seen = await see(kernel, at('syntax.ts'));
    expect(seen).toMatchObject({ how: 'normal', code: 1 });
    expect(seen.stderr).toContain('SyntaxError');
    expect(seen.stderr).toContain('syntax.ts');
  });

  onWine('that dies of an access violation is a fault', async () => {
    expect(await see(kernel, at('violation.ts'))).toMatchObject({
      how: 'fault',
      code: 0xc0000005,
      stdout: 'before\n',
    });
  });

  onWine('that ends with 5 by itself is none', async () => {
    expect(await see(kernel, at('not-a-fault.ts'))).toMatchObject({ how: 'normal', code: 5 });
  });

  onWine(
    'that waits for ever on a port is ended when its time is up, and others go on',
    async () => {
      const answer = at('answer-2');
      const other = see(kernel, at('live.ts'), { args: [winePath(answer)] });
      const seen = await see(kernel, at('endless.ts'), { timeoutSeconds: 10 });
      expect(seen).toEqual({ how: 'timeout', code: null, stdout: 'waiting\n', stderr: '' });
      fs.writeFileSync(answer, '');
      expect(await other).toMatchObject({ how: 'normal', code: 0, stdout: 'one\ntwo\n' });
    },
  );

  onWine('is ended with the child that it let go of', async () => {
    const before = new Set(processesIn(sessionsOf(process.pid)));
    const seen = await see(kernel, at('family.ts'), { timeoutSeconds: 10 });
    expect(seen).toMatchObject({ how: 'timeout', stdout: 'waiting\n' });
    expect(processesIn(sessionsOf(process.pid)).filter((pid) => !before.has(pid))).toEqual([]);
  });

  onWine('that leaves a child holding its output does not keep us waiting', async () => {
    const begun = Date.now();
    const seen = await see(kernel, at('leaves-a-child.ts'), { timeoutSeconds: 30 });
    expect(seen).toMatchObject({ how: 'normal', code: 3, stdout: 'gone\n' });
    expect(Date.now() - begun).toBeLessThan(15_000);
  });

  onWine('ends when we no longer want it', async () => {
    const stop = new AbortController();
    const seen = await see(kernel, at('endless.ts'), {
      signal: stop.signal,
      onText: () => stop.abort(),
    });
    expect(seen).toMatchObject({ how: 'killed', code: null });
  });

  onWine('is given its arguments and its folder as they are', async () => {
    const args = ['--step', '0', 'two words', 'Ünï', '"quoted"', 'C:\\back\\', ''];
    const seen = await see(kernel, at('words.ts'), { args, cwd: folder });
    expect(JSON.parse(seen.stdout)).toEqual([args, winePath(folder), winePath(at('words.ts'))]);
  });

  onWine('sees nothing of our own environment but the time zone', async () => {
    process.env.IOCP_SECRET = 'x';
    process.env.TZ = 'Asia/Tokyo';
    try {
      const env = JSON.parse(
        (await see(kernel, at('environment.ts'), { env: { GIVEN: 'yes' } })).stdout,
      );
      // The time zone was read when the session began; a program's own environment is added to that.
      expect(env).toMatchObject({
        GIVEN: 'yes',
        NODE_OPTIONS: expect.stringMatching(/^--import=file:\/\/\/Z:/),
      });
      for (const name of [
        'IOCP_SECRET',
        'VITEST',
        'VITEST_WORKER_ID',
        'npm_execpath',
        'NODE_ENV',
      ]) {
        expect(env).not.toHaveProperty(name);
      }
      const fresh = await openKernel('wine');
      const zoned = JSON.parse((await see(fresh, at('environment.ts'))).stdout);
      await fresh.close();
      expect(zoned.TZ).toBe('Asia/Tokyo');
    } finally {
      delete process.env.IOCP_SECRET;
      delete process.env.TZ;
    }
  });

  onWine('can write four megabytes', async () => {
    const seen = await see(kernel, at('much.ts'));
    expect(seen.stdout).toBe('0123456789abcdef'.repeat(1 << 18));
  });

  onWine('has our modules loaded first, in Workers too', async () => {
    const seen = await see(kernel, at('worker.ts'), { imports: [at('preload.mjs')] });
    expect(seen).toMatchObject({ how: 'normal', code: 0, stdout: 'main true\nworker true\n' });
  });

  onWine('meets a stand-in for @iocp/peers when there is one', async () => {
    const seen = await see(kernel, at('peers.ts'), { peers: at('stand-in.ts') });
    expect(seen).toMatchObject({ how: 'normal', stdout: 'a stand-in\n' });
  });

  onWine('knows what it runs on', async () => {
    expect(await kernel.describe()).toEqual({
      product: 'Wine',
      version: expect.stringMatching(/^\d+\.\d+/),
      os: expect.any(String),
      arch: 'x64',
      node: '22.23.3',
      koffi: '3.3.4',
    });
  });
});

describe('Wine', () => {
  onWine('is never taken for Windows', async () => {
    const { stdout } = await see(kernel, at('windows.mjs'));
    expect(stdout).toMatch(/^This calls itself Windows and is Wine/);
  });
});

describe('a session of Wine', () => {
  onWine('stands beside another, and ends alone', async () => {
    const other = await openKernel('wine');
    const [one, two] = await Promise.all([
      see(kernel, at('code.ts'), { args: ['7'] }),
      see(other, at('code.ts'), { args: ['8'] }),
    ]);
    expect([one.code, two.code]).toEqual([7, 8]);
    await other.close();
    expect(await see(kernel, at('code.ts'), { args: ['9'] })).toMatchObject({ code: 9 });
  });

  onWine('that is closed leaves no program, no server and no folder', async () => {
    const other = await openKernel('wine');
    const before = new Set(sessionsOf(process.pid));
    let ready = () => {};
    const waiting = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const run = see(other, at('endless.ts'), { onText: () => ready() });
    await waiting;
    await other.close();
    // What ended it was us: that is never an exit code of the program.
    expect(await run).toMatchObject({ how: 'killed', code: null });
    const gone = [...before].filter((name) => !sessionsOf(process.pid).includes(name));
    expect(gone).toHaveLength(1);
    expect(processesIn(gone)).toEqual([]);
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    onWine(`whose owner gets ${signal} is closed, with exit code ${code}`, async () => {
      const owner = spawn(
        process.execPath,
        [at('owner.mjs'), kernelModule, at('endless.ts'), '60'],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      await once(owner.stdout, 'data');
      const sessions = sessionsOf(owner.pid as number);
      expect(processesIn(sessions).length).toBeGreaterThan(0);
      owner.kill(signal);
      expect(await once(owner, 'exit')).toEqual([code, null]);
      expect(sessionsOf(owner.pid as number)).toEqual([]);
      expect(processesIn(sessions)).toEqual([]);
    });
  }

  onWine('whose owner is killed without a word ends by itself', async () => {
    const owner = spawn(process.execPath, [at('owner.mjs'), kernelModule, at('endless.ts'), '60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(owner.stdout, 'data');
    const sessions = sessionsOf(owner.pid as number);
    expect(sessions).toHaveLength(1);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await until(() => processesIn(sessions).length === 0, 'its programs are gone');
    await until(() => sessionsOf(owner.pid as number).length === 0, 'its folder is gone');
  });

  onWine('of an owner that died long ago is swept away by the next', async () => {
    const orphan = path.join(PRIVATE_FOLDER, 'live', '99999999-1-1-session');
    fs.mkdirSync(path.join(orphan, 'prefix'), { recursive: true });
    await (await openKernel('wine')).close();
    expect(fs.existsSync(orphan)).toBe(false);
  });
});

describe('a bare clone in a folder with spaces and foreign letters', () => {
  onWine(
    'runs an example twice at once, and a file of the reader’s own beside it',
    async () => {
      const place = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp a b-'));
      const clone = path.join(place, 'Ünï cödé 日本', 'clone');
      try {
        const skip = /node_modules|\.test\.ts$|recordings/;
        for (const part of ['src/run/boot', 'src/run/kernel', 'examples', 'package.json']) {
          fs.cpSync(path.join(ROOT, part), path.join(clone, part), {
            recursive: true,
            filter: (source) => !skip.test(path.relative(ROOT, source)),
          });
        }
        const cwd = path.join(clone, 'examples', '07-five-slow-answers');
        const start = async () => {
          const child = spawn(process.execPath, ['../start.mjs', '--step', '0'], {
            cwd,
            env: { PATH: process.env.PATH, HOME: process.env.HOME },
          });
          let stdout = '';
          let stderr = '';
          child.stdout.on('data', (bytes) => {
            stdout += bytes;
          });
          child.stderr.on('data', (bytes) => {
            stderr += bytes;
          });
          const [code] = await once(child, 'close');
          return { code, lines: stdout.trim().split(/\r?\n/).sort(), stderr };
        };
        const lines = ['FINISHED', ...[1, 2, 3, 4, 5].map((n) => `RECEIVED: ${n}`)];
        for (const seen of await Promise.all([start(), start()])) {
          expect(seen).toMatchObject({ code: 0, lines });
        }
        const live = path.join(clone, '.iocp', 'live');
        expect(fs.readdirSync(live)).toEqual([]);

        const own = path.join(place, 'größer als 1.ts');
        fs.writeFileSync(
          own,
          "import * as ffi from '@iocp/ffi'; console.log('mine', typeof ffi.CloseHandle, process.argv[1]);",
        );
        const script = path.join(place, 'owner.mjs');
        fs.writeFileSync(script, OWNER);
        const child = spawn(process.execPath, [
          script,
          path.join(clone, 'src/run/kernel/index.mjs'),
          own,
          '30',
        ]);
        let text = '';
        child.stdout.on('data', (bytes) => {
          text += bytes;
        });
        await once(child, 'close');
        expect(text).toBe(`mine function ${winePath(own)}\n`);
      } finally {
        fs.rmSync(place, { recursive: true, force: true });
      }
    },
    180_000,
  );
});

describe('a path for Wine', () => {
  test('is one on drive Z', () => {
    expect(winePath('/tmp/a b/Ü.ts')).toBe('Z:\\tmp\\a b\\Ü.ts');
  });

  test('is percent-encoded as a URL', () => {
    expect(wineUrl('/tmp/a b/Ü#%.ts')).toBe('file:///Z:/tmp/a%20b/%C3%9C%23%25.ts');
    expect(wineUrl(`${EXAMPLES}/`)).toMatch(/\/examples\/$/);
  });
});
