import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openKernel } from '../kernel/index.mjs';
import { onWine, see, until } from '../kernel/testing.ts';
import { inShell, smoke } from './smoke.mjs';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp hosted-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe('the machine that is expected', () => {
  const major = process.versions.node.split('.')[0];
  const expecting = (words: string) =>
    spawnSync(process.execPath, [here('expect.mjs')], {
      env: { ...process.env, IOCP_EXPECT: words },
      encoding: 'utf8',
    });

  test('is accepted', () => {
    expect(expecting(`${process.platform} ${process.arch} ${major}`).status).toBe(0);
  });

  test.each(['sparc', 'x640'])('is not %s', (arch) => {
    const { status, stderr } = expecting(`${process.platform} ${arch} ${major}`);
    expect(status).toBe(1);
    expect(stderr).toContain('Expected was');
  });

  test('has to be named', () => expect(expecting('').status).toBe(2));

  onWine('as node.exe for Windows sees it', async () => {
    const kernel = await openKernel('wine');
    try {
      const asked = (words: string) =>
        see(kernel, here('expect.mjs'), { env: { IOCP_EXPECT: words } });
      expect(await asked('win32 x64 22')).toMatchObject({ how: 'normal', code: 0 });
      expect(await asked('win32 arm64 22')).toMatchObject({ how: 'normal', code: 1 });
    } finally {
      await kernel.close();
    }
  });
});

describe('trying what a reader does', () => {
  /** A workbook as small as can be, served by a child of a child. */
  function workbook(more: { chapter?: string; before?: string; stubborn?: boolean } = {}): string {
    const file = path.join(folder, `${Math.random()}.mjs`);
    const chapter = more.chapter ?? '<title>Five | The IOCP Workbook</title>';
    fs.writeFileSync(
      file,
      `import http from 'node:http';
       import { spawn } from 'node:child_process';
       if (process.argv[2] !== 'child') {
         spawn(process.execPath, [process.argv[1], 'child'], { stdio: 'inherit' });
       } else {
         ${more.stubborn ? "process.on('SIGTERM', () => {});" : ''}
         ${more.before ?? ''}
         const server = http.createServer((request, response) => {
           if (request.url === '/book/') {
             response.end('<title>The IOCP Workbook</title><a class=x href="/book/chapters/five/">');
           } else if (request.url === '/book/chapters/five/') {
             response.end(${JSON.stringify(chapter)});
           } else {
             response.statusCode = 404;
             response.end('<title>The IOCP Workbook</title>');
           }
         });
         server.listen(0, '127.0.0.1', () => {
           console.log(\`The workbook is at http://127.0.0.1:\${server.address().port}/book/ (Ctrl-C stops it).\`);
         });
       }`,
    );
    return file;
  }

  const trying = (file: string, more: Partial<Parameters<typeof smoke>[0]> = {}) =>
    smoke({ command: inShell(undefined, `"${process.execPath}" "${file}"`), ...more });

  /** A start that comes to nothing, and the file with the process's id. */
  function endless(): { file: string; isRunning: () => boolean } {
    const file = path.join(folder, `${Math.random()}.mjs`);
    const note = `${file}.pid`;
    fs.writeFileSync(
      file,
      `import fs from 'node:fs';
       fs.writeFileSync(${JSON.stringify(note)}, String(process.pid));
       setInterval(() => {}, 1000);`,
    );
    return {
      file,
      isRunning() {
        if (!fs.existsSync(note)) return false;
        try {
          return process.kill(Number(fs.readFileSync(note, 'utf8')), 0);
        } catch {
          return false;
        }
      },
    };
  }

  test('home and chapter are read, and nothing is left behind', () => trying(workbook()));

  test.skipIf(process.platform === 'win32')(
    'a server that does not stop when it is asked is killed',
    () => trying(workbook({ stubborn: true }), { stopSeconds: 0.5 }),
  );

  test('a chapter of something else is told', async () => {
    await expect(trying(workbook({ chapter: '<title>It works!</title>' }))).rejects.toThrow(
      'the title "It works!"',
    );
  });

  test('a start that fails is told', async () => {
    await expect(trying(workbook({ before: 'process.exit(3);' }))).rejects.toThrow(
      'gave no address',
    );
  });

  test('a start that takes for ever is told, and ended', async () => {
    const { file, isRunning } = endless();
    await expect(trying(file, { limitSeconds: 2 })).rejects.toThrow('no address after 2 s');
    await until(() => !isRunning(), 'the program has ended');
  });

  test('broken off, it leaves nothing behind', async () => {
    const { file, isRunning } = endless();
    const reader = new AbortController();
    const tried = trying(file, { signal: reader.signal });
    await until(isRunning, 'the program runs');
    reader.abort();
    await expect(tried).rejects.toThrow('This was broken off.');
    await until(() => !isRunning(), 'the program has ended');
  });

  test('a shell that is not there is told', () => {
    expect(() => inShell('fish', 'npm start')).toThrow('There is no shell called fish');
  });
});

describe('keeping the recordings', () => {
  const RECORDING = 'examples/07-x/recordings/main.windows.json';
  const ANSWERS = 'facts/answers/windows.json';
  let work: string;
  let remote: string;

  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  function write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
    fs.writeFileSync(path.join(work, file), text);
  }

  const made = (kind: string, more = '') =>
    JSON.stringify({ format: 'iocp-trace/1', kernel: { kind }, more });

  const keep = () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [here('keep.mjs')], {
      cwd: work,
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };

  beforeEach(() => {
    remote = fs.mkdtempSync(path.join(folder, 'remote-'));
    git(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
    work = path.join(fs.mkdtempSync(path.join(folder, 'work-')), 'checkout');
    git(folder, 'clone', '--quiet', remote, work);
    git(work, 'checkout', '--quiet', '-B', 'main');
    write('README.md', 'one\n');
    write(RECORDING, made('windows'));
    git(work, 'add', '.');
    git(work, 'commit', '--quiet', '-m', 'one');
    git(work, 'push', '--quiet', 'origin', 'main');
  });

  test('nothing new makes no commit', () => {
    expect(keep()).toEqual({
      status: 0,
      said: 'The recordings are as they were, so there is nothing to keep.\n',
    });
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
  });

  test('new ones are committed, and nothing else', () => {
    write(RECORDING, made('windows', 'changed'));
    write(ANSWERS, made('windows').replace('iocp-trace', 'iocp-answers'));
    write('facts/answers/wine.json', made('wine').replace('iocp-trace', 'iocp-answers'));
    write('examples/08-y/recordings/broken/late.windows.json', made('windows'));
    write('examples/appendix-z/recordings/main.macos.json', made('macos'));
    write('examples/appendix-z/recordings/main.linux.json', made('linux'));
    write('examples/07-x/main.ts', 'somebody else wrote this');
    write('README.md', 'two\n');
    expect(keep().status).toBe(0);
    expect(git(remote, 'show', '--name-only', '--format=%s', 'main')).toBe(
      [
        'Keep what the examples did on Windows and macOS\n',
        RECORDING,
        'examples/08-y/recordings/broken/late.windows.json',
        'examples/appendix-z/recordings/main.macos.json',
        ANSWERS,
      ].join('\n'),
    );
    expect(keep().said).toContain('nothing to keep');
  });

  test.each([
    ['what Wine said', made('wine')],
    ['what macOS said', made('macos')],
    ['half a file', made('windows').slice(0, 20)],
  ])('%s is not kept as Windows', (_, text) => {
    write(RECORDING, text);
    expect(keep()).toMatchObject({ status: 2 });
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
  });

  test.each(['windows', 'linux'])('what %s said is not kept as macOS', (kind) => {
    write('examples/appendix-z/recordings/main.macos.json', made(kind));
    const { status, said } = keep();
    expect(said).toContain('main.macos.json is not a recording made on macOS, so nothing was');
    expect(status).toBe(2);
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
  });

  test('a branch that has moved on is left alone', () => {
    const other = path.join(path.dirname(work), 'other');
    git(folder, 'clone', '--quiet', remote, other);
    git(other, 'commit', '--quiet', '--allow-empty', '-m', 'two');
    git(other, 'push', '--quiet', 'origin', 'HEAD:main');
    write(RECORDING, made('windows', 'changed'));
    const { status, said } = keep();
    expect(said).toContain('main has moved on');
    expect(status).toBe(0);
    expect(git(remote, 'log', '-1', '--format=%s', 'main')).toBe('two');
  });
});
