import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrace } from '../trace/read.ts';
import type { EventOf } from '../trace/schema.ts';
import { ROOT } from './boot/paths.mjs';
import { Trouble } from './boot/trouble.mjs';
import { findExample, listExamples } from './examples.ts';
import { type Kernel, missingForWine, openKernel, realKernel } from './kernel/index.mjs';
import {
  record,
  recordingPath,
  runTraced,
  staleIn,
  trace,
  traceText,
  withoutRoot,
} from './record.ts';
import { repositoryPath } from './repository.ts';
import { scenesOf } from './scenes.ts';

const kind = realKernel();
if (!kind) console.log(`Nothing is recorded here: ${missingForWine()}`);

const example = findExample('07');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp ünïcödé '));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const program = (name: string, source: string) => {
  const file = path.join(folder, `${name}.ts`);
  fs.writeFileSync(file, source);
  return { file, args: [], example: 'none', scene: name, order: 'free' as const };
};

describe('the recordings that are kept', () => {
  /** Those that everybody can renew: what was recorded on Windows and macOS may be of an earlier version. */
  const renewable = listExamples().flatMap((one) =>
    scenesOf(one).flatMap(({ name }) =>
      (['wine', 'sim', 'linux'] as const)
        .filter((kernel) => one.kernels.includes(kernel))
        .map((kernel) => repositoryPath(recordingPath(one, name, kernel))),
    ),
  );

  it.each(renewable)('embed the files as they are: %s', (file) => {
    expect(fs.existsSync(path.join(ROOT, file)), 'is there').toBe(true);
    expect(staleIn(readTrace(fs.readFileSync(path.join(ROOT, file), 'utf8'), file))).toEqual([]);
  });

  it('do not tell where the repository lay', () => {
    const trace = readTrace(
      fs.readFileSync(recordingPath(findExample('05'), 'main', 'wine'), 'utf8'),
      '',
    );
    const open = trace.events.find(
      (event) => event.event === 'begin' && event.function === 'CreateFileW',
    ) as EventOf<'begin'>;
    expect(open.arguments.lpFileName).toBe(
      '…\\examples\\05-first-overlapped-read\\three-lines.txt',
    );
    const moved = { ...trace, events: [{ ...open, arguments: { lpFileName: 'Z:\\a b\\x.txt' } }] };
    const [hidden] = withoutRoot(moved, ['Z:\\a b', '/a b']).events as EventOf<'begin'>[];
    expect(hidden?.arguments.lpFileName).toBe('…\\x.txt');
  });

  it('are written so that reading and writing them changes no byte', () => {
    const text = fs.readFileSync(recordingPath(example, 'main', 'wine'), 'utf8');
    expect(traceText(readTrace(text, 'main'))).toBe(text);
  });
});

describe.skipIf(!kind)('recording', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await openKernel(kind ?? 'wine');
  });
  afterAll(() => kernel?.close());

  it('leaves a trace of a program that was killed, up to its death', async () => {
    const endless = program(
      'endless',
      `import { CreateIoCompletionPort, CompletionEntries, GetQueuedCompletionStatusEx, INVALID_HANDLE_VALUE } from '@iocp/ffi';
       const port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, null, 0, 0);
       if (port === null) throw new Error('no port');
       const entries = new CompletionEntries(1);
       console.log('waiting');
       GetQueuedCompletionStatusEx(port, entries.address, 1, [0], 0xffffffff, 0);`,
    );
    const { outcome, trace: seen } = await trace(kernel, endless, { timeoutSeconds: 10 });
    expect(outcome.how).toBe('timeout');
    expect(readTrace(traceText(seen), 'itself')).toEqual(seen);
    const last = seen.events.at(-2) as EventOf<'begin'>;
    expect([last.event, last.function]).toEqual(['begin', 'GetQueuedCompletionStatusEx']);
    expect(seen.events.at(-1)).toMatchObject({ event: 'exit', how: 'timeout', code: null });
    expect(seen.events.some((event) => event.event === 'print' && event.text === 'waiting\n')).toBe(
      true,
    );
  });

  it('leaves a trace of a program that died of an access violation', async () => {
    const fault = program(
      'fault',
      `import koffi from 'koffi';
       console.log('now');
       koffi.decode(8n, 'uint32_t');`,
    );
    const { outcome, trace: seen } = await trace(kernel, fault, { timeoutSeconds: 30 });
    expect(outcome.how).toBe('fault');
    expect(seen.events.map(({ event }) => event)).toEqual(['print', 'exit']);
    expect(seen.events.at(-1)).toMatchObject({ how: 'fault' });
    expect(seen.program.files.map(({ path: name }) => name)).toEqual(['fault.ts']);
  });

  it('does not disturb the last error of the program', async () => {
    const errors = program(
      'errors',
      `import { CloseHandle, GetLastError, WSAGetLastError } from '@iocp/ffi';
       CloseHandle(12345n as never);
       console.log(GetLastError(), WSAGetLastError());`,
    );
    const { trace: seen } = await trace(kernel, errors, { timeoutSeconds: 30 });
    const print = seen.events.find((event) => event.event === 'print');
    expect(print).toMatchObject({ text: '6 6\n' });
    expect(seen.events.filter((event) => event.event === 'end')[0]).toMatchObject({
      returned: 0,
      lastError: 6,
    });
  });

  it('refuses a window on a part of an allocation, which the simulated Windows cannot give', async () => {
    const view = program(
      'view',
      `import koffi from 'koffi';
       const address = koffi.alloc('uint8_t', 16);
       try { koffi.view(address + 4n, 4); } catch (error) { console.log(String(error)); }
       console.log(koffi.view(address, 16).byteLength);`,
    );
    const { trace: seen } = await trace(kernel, view, { timeoutSeconds: 30 });
    const printed = seen.events.flatMap((event) => (event.event === 'print' ? [event.text] : []));
    expect(printed[0]).toContain(
      'koffi.view took 4 bytes from byte 4 of an allocation of 16 bytes; take the whole',
    );
    expect(printed[1]).toBe('16\n');
  });

  it('writes what `run --trace` saw, whole', async () => {
    const out = path.join(folder, 'out.json');
    const hello = program('hello', `console.log('hello'); process.exitCode = 7;`);
    const quiet = { onStdout: () => {}, onStderr: () => {} };
    const outcome = await runTraced({ ...hello, kernel, timeoutSeconds: 30, out, ...quiet });
    expect(outcome).toEqual({ how: 'normal', code: 7 });
    expect(readTrace(fs.readFileSync(out, 'utf8'), out).events.map(({ event }) => event)).toEqual([
      'print',
      'exit',
    ]);
    expect(fs.readdirSync(folder).filter((name) => name.endsWith('.half'))).toEqual([]);
  });
});

describe.skipIf(!kind)('a trace that cannot be written', () => {
  it('is refused in a sentence, and nothing is left half-written', async () => {
    const kernel = await openKernel(kind ?? 'wine');
    const place = fs.mkdtempSync(path.join(folder, 'place-'));
    const out = path.join(place, 'a folder');
    fs.mkdirSync(out);
    try {
      const quiet = { onStdout: () => {}, onStderr: () => {} };
      await expect(
        runTraced({ ...program('one', ''), kernel, timeoutSeconds: 30, out, ...quiet }),
      ).rejects.toThrow(/a folder could not be written \(\w+\); name a file/);
      expect(fs.readdirSync(place)).toEqual(['a folder']);
    } finally {
      await kernel.close();
    }
  });
});

describe.skipIf(!kind)('record', () => {
  const kept = path.join(folder, 'kept');
  const file = recordingPath(example, 'at-once', kind ?? 'wine', kept);
  const run = async (check: boolean, scene = 'at-once') => {
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const code = await record({
      examples: ['07'],
      scene,
      kernel: kind ?? 'wine',
      check,
      repeat: 1,
      folder: kept,
      say,
    });
    return { code, said: said.join('\n') };
  };

  it('keeps what happened, and leaves it alone while it says the same', async () => {
    expect(await run(false)).toEqual({ code: 0, said: `at-once.${kind}.json recorded` });
    const first = fs.readFileSync(file, 'utf8');
    expect(await run(false)).toEqual({ code: 0, said: `at-once.${kind}.json recorded` });
    expect(fs.readFileSync(file, 'utf8')).toBe(first);
    expect(fs.readdirSync(kept)).toEqual([path.basename(file)]);
  });

  it('with --check finds that the program still does the same', async () => {
    expect(await run(true)).toEqual({ code: 0, said: `at-once.${kind}.json as recorded` });
  });

  it('with --check says what differs, exits with 1 and writes nothing', async () => {
    const text = fs.readFileSync(file, 'utf8');
    const changed = text.replace('"RECEIVED: 1\\n"', '"RECEIVED: 7\\n"');
    expect(changed).not.toBe(text);
    fs.writeFileSync(file, changed);
    const { code, said } = await run(true);
    expect(code).toBe(1);
    expect(said).toBe(
      `at-once.${kind}.json differs:\n  stdout › RECEIVED: 7: recorded 1, now nothing\n  stdout › RECEIVED: 1: recorded nothing, now 1`,
    );
    expect(fs.readFileSync(file, 'utf8')).toBe(changed);
  });

  it('with --check says when an embedded file has changed since', async () => {
    const seen = readTrace(fs.readFileSync(file, 'utf8'), file);
    for (const embedded of seen.program.files) {
      if (embedded.path.endsWith('operation.ts')) embedded.sha256 = '0'.repeat(64);
    }
    fs.writeFileSync(file, traceText(seen));
    const { code, said } = await run(true);
    expect(code).toBe(1);
    expect(said).toContain(
      'examples/ffi/operation.ts has changed since; if that is meant, record again with',
    );
  });

  it.each([
    ['was cut off', (text: string) => text.slice(0, 1000), 'it is not whole JSON'],
    ['is empty', () => '', 'it is empty. Record it again.'],
  ])('with --check tells that a recording %s; without, it replaces it', async (_, broken, said) => {
    const whole = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, broken(whole));
    const checked = await run(true);
    expect(checked.said).toContain(`at-once.${kind}.json cannot be read: ${said}`);
    expect(checked.code).toBe(1);
    expect(fs.readFileSync(file, 'utf8')).toBe(broken(whole));
    expect((await run(false)).code).toBe(0);
    expect((await run(true)).code).toBe(0);
  });

  it('with --check goes on to the next after a recording that is none', async () => {
    const folder = fs.mkdtempSync(path.join(kept, 'two-'));
    fs.writeFileSync(recordingPath(example, 'main', kind ?? 'wine', folder), '');
    const said: string[] = [];
    const code = await record({
      examples: ['07'],
      broken: false,
      kernel: kind ?? 'wine',
      check: true,
      repeat: 1,
      folder,
      say: (line) => said.push(line),
    });
    expect(code).toBe(1);
    expect(said).toEqual([
      expect.stringContaining('it is empty'),
      expect.stringContaining('there is no recording yet'),
    ]);
    fs.rmSync(folder, { recursive: true });
  });

  it('says that what lies there is no file', async () => {
    const folder = fs.mkdtempSync(path.join(kept, 'folder-'));
    fs.mkdirSync(recordingPath(example, 'at-once', kind ?? 'wine', folder));
    await expect(
      record({
        examples: ['07'],
        scene: 'at-once',
        kernel: kind ?? 'wine',
        check: true,
        repeat: 1,
        folder,
      }),
    ).rejects.toThrow(/\.json could not be read \(EISDIR\); make it a file that you may read\.$/);
    fs.rmSync(folder, { recursive: true });
  });

  it('with --check says when there is nothing to check against', async () => {
    fs.rmSync(file);
    const { code, said } = await run(true);
    expect(code).toBe(1);
    expect(said).toContain('there is no recording yet; make it with `node iocp.mjs record 07`');
  });

  it('refuses a scene or an example that is not there', async () => {
    await expect(run(true, 'nowhere')).rejects.toThrow(
      new Trouble(
        'There is no scene nowhere; the scenes are main, at-once, and broken/… after each program in broken/.',
      ),
    );
    await expect(
      record({ examples: ['99'], kernel: kind ?? 'wine', check: true, repeat: 1 }),
    ).rejects.toThrow(/^There is no example 99/);
    await expect(
      record({ examples: ['appendix-epoll'], kernel: 'wine', check: true, repeat: 1 }),
    ).rejects.toThrow(/^appendix-epoll is a program for linux, and not for wine/);
  });
});
