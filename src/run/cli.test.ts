import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './boot/paths.mjs';
import { onWine, programFolder } from './kernel/testing.ts';

let folder: string;
const at = (name: string) => path.join(folder, name);

beforeAll(() => {
  folder = programFolder({
    'hello.ts':
      "console.log('hello', process.argv.slice(2).join('|')); console.error('aside'); process.exit(3);",
    'syntax.ts': 'const = 5;',
    'endless.ts': "console.log('waiting'); setInterval(() => {}, 1000);",
    'violation.ts':
      "import koffi from 'koffi'; koffi.load('msvcrt.dll').func('void *memset(void *, int, size_t)')(32n, 1, 8);",
    'chatter.ts': "setInterval(() => console.log('still here'), 20);",
    'notes.txt': 'no program',
    'old-node.cjs': "Object.defineProperty(process.versions, 'node', { value: '18.20.4' });",
  });
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function start(
  words: string[],
  { env = {}, cwd = folder, node = [] as string[], script = path.join(ROOT, 'iocp.mjs') } = {},
) {
  const { NODE_OPTIONS: _, ...clean } = process.env;
  const child = spawn(process.execPath, [...node, script, ...words], {
    cwd,
    env: { ...clean, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** The sentences of a stderr; the stack of an error would be many lines. */
const lines = (text: string) => text.trimEnd().split('\n');

describe('a command line that makes no sense gets one sentence and exit code 2', () => {
  test.each([
    [['run', '99'], /^There is no example 99; the examples are .*07-five-slow-answers/],
    [['run', 'nowhere.ts'], /^There is no file .*nowhere\.ts; give the number of an example/],
    [['run', 'notes.txt'], /^.*notes\.txt is not a program for Node/],
    [['run', '.'], /^There is no file /],
    [
      ['run', '07', '--kernel', 'dos'],
      /^There is no kernel called dos; the kernels are windows, wine, sim, linux and macos\.$/,
    ],
    [['run', '07', '--kernel', 'wine', '--seed', '2'], /^--seed varies the simulated Windows, and/],
    [['run', '07', '--kernel', 'wine', '--strict'], /^--strict is about what only the simulated/],
    [['run', '07', '--kernel', 'sim', '--seed', 'x'], /whole number from 0 to 4294967295/],
    [
      ['run', '07', '--kernel', 'linux'],
      /^07 is a program for windows, wine and sim, and not for linux; /,
    ],
    [
      ['run', 'appendix-epoll', '--kernel', 'wine'],
      /^appendix-epoll is a program for linux, and not for wine; /,
    ],
    [['record', 'appendix-epoll', '--kernel', 'wine'], /^appendix-epoll is a program for linux/],
    [['record', '07', '--kernel', 'linux'], /^07-five-slow-answers is a program for windows/],
    [
      ['facts', 'RECV-1', '--kernel', 'linux'],
      /^A fact’s program is a program for windows, wine and sim/,
    ],
    [['run', '07', '--timeout', '0'], /number of seconds above 0/],
    [['run', '07', '--timeout', 'soon'], /number of seconds above 0/],
    [['run', '07', '--timeout', '-1'], /number of seconds above 0/],
    [
      ['run', '07', '--trace', 'no/such/folder/out.json'],
      /^The trace cannot be written to .*does not exist/,
    ],
    [['run', '07', '--step', '0'], /^Unknown option '--step'/],
    [['facts', 'RECV-99'], /^There is no fact RECV-99; an id looks like RECV-1/],
    [['facts', '--repeat', '0'], /whole number from 1 on/],
    [['facts', 'RECV-1', '--record'], /^Answers are kept of one run of all facts/],
    [['facts', '--record', '--check'], /^--record writes the answers and --check writes nothing/],
    [['run'], /^Missing required argument 'program'/],
    [['record', '99'], /^There is no example 99/],
    [['record', '--repeat', '0'], /whole number from 1 on/],
    [['start', '--port', '70000'], /port from 1 to 65535/],
    [['layout'], /^Missing required argument 'declaration'/],
    [
      ['layout', 'struct X { int a }'],
      /^Line 1, column 18: Seen “}”, expected “;” after the member/,
    ],
    [['layout', 'WSABUF', '--abi', 'x86'], /^There is no ABI called x86/],
    [['explain'], /^Missing required argument 'number'/],
    [['explain', ''], /^Nothing was given; give a number/],
    [['explain', 'abc'], /^Nothing in the tables is called abc/],
    [['explain', '1e99'], /^“1e99” is neither a number nor a name/],
    [['explain', '99999999999999999999'], /^“99999999999999999999” has more than 64 bits/],
    [['explain', '--decimal', '997'], /^Unknown option '--decimal'/],
    [['rum'], /^Unknown command 'rum'/],
  ])('%j', async (words, sentence) => {
    // Without Wine too: the words are looked at first, where they can be.
    const { code, stdout, stderr } = await start(
      words,
      words.includes('start') ? { env: { CI: '1' } } : {},
    );
    expect(lines(stderr)).toEqual([expect.stringMatching(sentence)]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('no Wine', async () => {
    const { code, stdout, stderr } = await start(['run', 'hello.ts', '--kernel', 'wine'], {
      env: { IOCP_WINE: at('no-wine') },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    if (process.platform === 'linux') {
      expect(lines(stderr)).toEqual([expect.stringMatching(/^Wine was not found at .*no-wine/)]);
    } else expect(lines(stderr)).toHaveLength(1);
  });

  test('a Node that is too old', async () => {
    const { code, stderr } = await start(['run', '07'], {
      node: ['--require', at('old-node.cjs')],
    });
    expect(code).toBe(2);
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^This is Node 18\.20\.4, and the workbook needs Node 20\.19/),
    ]);
  });

  test('a clone without its packages', async () => {
    const clone = path.join(folder, 'clone');
    for (const part of ['iocp.mjs', 'package.json', 'package-lock.json', 'src/run/boot']) {
      fs.cpSync(path.join(ROOT, part), path.join(clone, part), { recursive: true });
    }
    const { code, stderr } = await start(['run', '07'], { script: path.join(clone, 'iocp.mjs') });
    expect(code).toBe(2);
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^The packages of this workbook are not installed; run npm ci in /),
    ]);
    expect(fs.existsSync(path.join(clone, 'node_modules'))).toBe(false);
  });

  test('npm start where there is no example', async () => {
    const { code, stderr } = await start([], { script: path.join(ROOT, 'examples', 'start.mjs') });
    expect(code).toBe(2);
    expect(lines(stderr)).toEqual([expect.stringMatching(/^There is no main\.ts in /)]);
  });
});

describe('help', () => {
  test.each([[[]], [['--help']], [['run', '--help']]])('%j is help, on stdout', async (words) => {
    const { code, stdout, stderr } = await start(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: node iocp\.mjs/);
  });
});

describe('explain', () => {
  test('takes negative numbers, and an option after them', async () => {
    const { code, stdout, stderr } = await start(['explain', '-1073741536', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ hex: '0xC0000120' });
  });

  test('ends with 1 for a number that nobody names', async () => {
    const { code, stdout, stderr } = await start(['explain', '54321']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines(stderr)).toEqual([expect.stringMatching(/^54321 .* is in none of the tables/)]);
  });
});

describe('run', () => {
  onWine(
    'keeps stdout for the program, names the kernel in one line, and keeps the exit code',
    async () => {
      const seen = await start([
        'run',
        'hello.ts',
        '--kernel',
        'wine',
        '--',
        '--step',
        '0',
        'two words',
      ]);
      expect(seen.code).toBe(3);
      expect(seen.stdout).toBe('hello --step|0|two words\n');
      expect(lines(seen.stderr)).toEqual([
        expect.stringMatching(/^hello\.ts on Wine \d.*, Node 22\.23\.3$/),
        'aside',
      ]);
    },
  );

  onWine('shows Node’s message for a syntax error', async () => {
    const { code, stdout, stderr } = await start(['run', 'syntax.ts', '--kernel', 'wine']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('SyntaxError');
  });

  onWine('ends a program that never does, with exit code 124', async () => {
    const { code, stdout, stderr } = await start([
      'run',
      'endless.ts',
      '--kernel',
      'wine',
      '--timeout',
      '2',
    ]);
    expect({ code, stdout }).toEqual({ code: 124, stdout: 'waiting\n' });
    expect(lines(stderr).at(-1)).toMatch(/^The program did not end within 2 s and was stopped/);
  });

  onWine('calls an access violation by its name', async () => {
    const { code, stderr } = await start(['run', 'violation.ts', '--kernel', 'wine']);
    expect(code).toBe(5);
    expect(lines(stderr).at(-1)).toMatch(/^The program died of an access violation/);
  });

  onWine('prints the six lines of the five slow answers', async () => {
    const { code, stdout } = await start(['run', '07', '--kernel', 'wine', '--', '--step', '200']);
    expect(code).toBe(0);
    expect(lines(stdout)).toEqual([
      'RECEIVED: 5',
      'RECEIVED: 4',
      'RECEIVED: 3',
      'RECEIVED: 2',
      'RECEIVED: 1',
      'FINISHED',
    ]);
  });

  onWine('stops when nobody reads any more', async () => {
    const child = spawn(
      process.execPath,
      [path.join(ROOT, 'iocp.mjs'), 'run', at('chatter.ts'), '--kernel', 'wine'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});

describe('doctor', () => {
  test('says what is there, what is lacking, and how to mend it', async () => {
    const { code, stdout } = await start(['doctor'], { env: { IOCP_WINE: at('no-wine') } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +Node +\d/m);
    if (process.platform === 'linux')
      expect(stdout).toMatch(/^lacking +Wine +Wine was not found at/m);
  });
});

describe('facts', () => {
  onWine('prints statement, expected and seen, a program that never ends included', async () => {
    const { code, stdout } = await start(['facts', 'port-4', 'EX-10', '--kernel', 'wine']);
    expect(stdout).toMatch(
      /^agrees {5}PORT-4 {2}\S.*\n {11}expected {2}\{ the same port: .*\n {11}seen {6}\{ the same port: /m,
    );
    expect(stdout).toMatch(
      /^agrees {5}EX-10 {2}\S.*\n {11}expected {2}hangs\n {11}seen {6}hangs$/m,
    );
    expect(stdout).toMatch(/\n2 agree, 0 disagree\n$/);
    expect(code).toBe(0);
  });

  onWine('says why a fact has no program', async () => {
    const { code, stdout } = await start(['facts', 'FFI-16', '--kernel', 'wine']);
    expect(stdout).toMatch(/^no program {2}FFI-16 {2}\S.*\n0 agree, 0 disagree\n$/);
    expect(code).toBe(0);
  });

  onWine('prints JSON when asked', async () => {
    const { stdout } = await start(['facts', 'PORT-4', '--kernel', 'wine', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 'PORT-4', agrees: true, ends: 'by itself', prints: { 'another port': { error: 87 } } },
    ]);
  });
});
