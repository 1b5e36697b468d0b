import { unlikeSymptom } from '../../src/facts/broken.ts';
import { agrees, factById, outcomeOn, type Shown } from '../../src/facts/index.ts';
import { stripTypes } from '../../src/sim/loader/strip.ts';
import { bookPrograms, brokenPrograms } from './sim/programs.ts';
import { expect, inBrowser, SimulatedPage, test } from './sim/simulated.ts';

/** How many programs of facts run here: a sample, spread over the catalogue; all of them in `npm run prove`. */
const FACTS = Number(process.env.IOCP_BROWSER_FACTS ?? 24);

/** What a program says that starts threads or other programs. */
const NEEDS_MORE = /This program starts threads of its own|has no node:child_process/;
const NEED_MORE = [
  '13 main',
  '13 limit-2',
  'SCHED-1',
  'SCHED-2',
  'SCHED-3',
  'SCHED-4',
  'SCHED-5',
  'SCHED-7',
  'SCHED-8',
  'SCHED-9',
  'THR-1',
  'THR-2',
];

const programs = bookPrograms();
const scenes = programs.filter(({ main }) => main.startsWith('examples/'));
const ofFacts = programs.filter(({ main }) => main.startsWith('facts/'));
const needsMore = ({ name }: { name: string }) => NEED_MORE.includes(name);

for (const program of scenes.filter((scene) => !needsMore(scene))) {
  test(`${program.name} is the same in a browser as in Node`, async ({ simulated, inNode }) => {
    const [browser, node] = await Promise.all([simulated.run(program), inNode(program)]);
    expect(browser.stderr).toBe('');
    expect(node.code).toBe(0);
    expect(inBrowser(browser)).toEqual(node);
  });
}

for (const program of brokenPrograms()) {
  test(`${program.name} breaks in a browser as it is stated`, async ({ simulated }) => {
    const { stdout, stderr, how, code, found } = await simulated.run(program);
    const seen = { how: how === 'waits for ever' ? 'timeout' : how, code, stdout };
    expect(unlikeSymptom(program.stated, seen), stderr).toEqual([]);
    expect(found?.reports.map(({ misconception }) => misconception) ?? [], stderr).toEqual(
      program.stated.reports.map(({ belief }) => belief),
    );
  });
}

test.describe('a fact’s program', () => {
  const able = ofFacts.filter((fact) => !needsMore(fact));
  const step = Math.max(1, able.length / FACTS);
  const chosen = able.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));

  test('is one of those that the whole catalogue has', () => {
    expect(ofFacts.length).toBeGreaterThan(150);
    expect(chosen).toHaveLength(Math.min(FACTS, able.length));
  });

  for (const program of chosen) {
    test(`of ${program.name} shows in a browser what the catalogue says, and to the byte what it shows in Node`, async ({
      simulated,
      inNode,
    }) => {
      const [browser, node] = await Promise.all([simulated.run(program), inNode(program)]);
      const { stdout, stderr, how, code } = browser;
      const shown = factById(program.name)?.program as Shown;
      const { prints, ends = 'by itself' } = outcomeOn('sim', shown);
      const printed = stdout === '' ? null : JSON.parse(stdout);
      const ended =
        how === 'waits for ever'
          ? 'hangs'
          : how === 'fault'
            ? 'faults'
            : how === 'normal' && code === 0
              ? 'by itself'
              : `${how} ${code}`;
      expect(ended, stderr).toBe(ends);
      expect(agrees(prints, printed), `it prints ${stdout}${stderr}`).toBe(true);
      expect(inBrowser(browser)).toEqual(node);
    });
  }
});

test('a program that needs threads says so', async ({ simulated }) => {
  for (const program of programs.filter(needsMore)) {
    const { stderr, how, code } = await simulated.run(program);
    expect(stderr, program.name).toMatch(NEEDS_MORE);
    expect([how, code], program.name).toEqual(['normal', 1]);
  }
});

test('a host that sends the policy with every response only has to allow modules from memory', async ({
  browser,
  address,
  files,
}) => {
  const page = await browser.newPage();
  await page.goto(`${address}/strict`);
  await page.evaluate(
    (given) =>
      (globalThis as unknown as { simulated: { have(all: typeof given): void } }).simulated.have(
        given,
      ),
    files,
  );
  const first = scenes[0];
  if (first === undefined) throw new Error('There are no examples.');
  const { stdout, stderr } = await new SimulatedPage(page).run(first);
  expect(stderr).toBe('');
  expect(stdout).toContain('the sum is 42');
  await page.close();
});

test.describe('a reader’s program', () => {
  const says = async (
    simulated: SimulatedPage,
    text: string,
    flags: Parameters<SimulatedPage['runText']>[1] = {},
  ) => {
    const { stdout, stderr, how, code } = await simulated.runText(text, flags);
    return { stdout, stderr, how, code };
  };

  test('that loops without looking at the clock is ended, with what it printed', async ({
    simulated,
  }) => {
    for (const loop of ['while (true) {}', 'for (;;) await null;']) {
      const ended = await says(simulated, `console.log('before');\n${loop}`, { seconds: 1 });
      expect(ended).toMatchObject({ stdout: 'before\n', how: 'time limit', code: null });
      expect(ended.stderr).toMatch(/^The program did not end within 1 s and was stopped\. .*\n$/);
    }
  });

  test('that looks at the clock in a loop ends, since time goes on', async ({ simulated }) => {
    const text = `
      const end = performance.now() + 20;
      while (performance.now() < end) {}
      console.log(Date.now() > 0, process.hrtime.bigint() > 20_000_000n);`;
    expect((await says(simulated, text)).stdout).toBe('true true\n');
  });

  test('that prints for ever is ended', async ({ simulated }) => {
    const { stdout, stderr, how } = await says(simulated, "for (;;) console.log('again');", {
      outputLimit: 1000,
    });
    expect([how, stdout.length]).toEqual(['output limit', 1000]);
    expect(stderr).toMatch(/^\nThe program printed more than 1000 characters and was stopped\. /);
  });

  test('that throws is told where, by its own line', async ({ simulated }) => {
    const thrown = await says(
      simulated,
      "interface A { b: number }\nconst a: A | null = null as A | null;\nsetTimeout(() => {\n  throw new Error('late');\n}, 5);",
    );
    expect(thrown).toMatchObject({ how: 'normal', code: 1, stdout: '' });
    expect(thrown.stderr).toMatch(
      /^Uncaught Error: late\n {4}at .*file:\/\/\/C:\/workbook\/examples\/mine\/main\.ts:4:9/,
    );
    const rejected = await says(simulated, "\nvoid Promise.reject(new Error('no'));");
    expect(rejected).toMatchObject({ how: 'normal', code: 1 });
    expect(rejected.stderr).toMatch(/^Uncaught Error: no\n.*main\.ts:2:21/);
  });

  test('that imports what is not there is told so', async ({ simulated }) => {
    const { stderr, code } = await says(simulated, "import http from 'node:http';");
    expect(stderr).toMatch(
      /^examples\/mine\/main\.ts:1:18: The simulated Windows has no node:http/,
    );
    expect(code).toBe(1);
    const member = await says(simulated, "import { styleText } from 'node:util';");
    expect(member.stderr).toMatch(/'node:util' does not provide an export named 'styleText'/);
  });

  test('that waits for what never comes is told so', async ({ simulated }) => {
    const never = await says(simulated, 'await new Promise(() => {});');
    expect(never).toMatchObject({ how: 'normal', code: 13 });
    expect(never.stderr).toBe(
      'Warning: Detected unsettled top-level await at file:///C:/workbook/examples/mine/main.ts\n',
    );
    const blocked = await says(
      simulated,
      `import koffi from 'koffi';
      const kernel32 = koffi.load('kernel32.dll');
      const Sleep = kernel32.func('void __stdcall Sleep(uint32_t)');
      console.log('sleeps');
      Sleep(0xFFFFFFFF);`,
    );
    expect(blocked).toMatchObject({ how: 'waits for ever', stdout: 'sleeps\n' });
    expect(blocked.stderr).not.toBe('');
  });

  test('has Node’s order of ticks, promises, timers and immediates', async ({ simulated }) => {
    const text = `
      const order: string[] = [];
      const note = (what: string) => () => void order.push(what);
      setTimeout(() => {
        process.nextTick(note('tick'));
        Promise.resolve().then(note('promise'));
        setImmediate(note('immediate'));
        queueMicrotask(() => process.nextTick(note('tick of a promise')));
        setTimeout(note('timer'), 0);
      }, 1);
      process.on('exit', (code) => console.log(order.join(', '), code));`;
    expect((await says(simulated, text)).stdout).toBe(
      'tick, promise, tick of a promise, immediate, timer 0\n',
    );
  });

  test('ends as Node’s do', async ({ simulated }) => {
    const exits = await says(
      simulated,
      "process.on('exit', (code) => console.log('exit', code));\ntry { process.exit(3); } finally { console.log('never'); }",
    );
    expect(exits).toEqual({ stdout: 'exit 3\n', stderr: '', how: 'normal', code: 3 });
    const again = await says(
      simulated,
      "let left = 2;\nprocess.on('beforeExit', () => { if (left-- > 0) setTimeout(() => console.log(left), 10); });\nprocess.exitCode = 4;",
    );
    expect(again).toMatchObject({ stdout: '1\n0\n', code: 4 });
  });

  test('finds no way out of the simulated machine', async ({ simulated }) => {
    const text = `
      const found = ['postMessage', 'importScripts', 'XMLHttpRequest', 'location', 'Worker'].filter(
        (name) => (globalThis as Record<string, unknown>)[name] !== undefined,
      );
      console.log(found, typeof Buffer, process.platform, process.cwd());
      try { await fetch('/'); } catch (error) { console.log((error as Error).message); }`;
    expect((await says(simulated, text)).stdout).toBe(
      '[] function win32 C:\\workbook\\examples\\mine\nfetch is not in the simulated Windows.\n',
    );
  });

  test('is held to the rules of ownership, by its own lines', async ({ simulated }) => {
    const { found } = await simulated.runText(
      "import { leak } from '@iocp/ffi';\nleak();",
      {},
      {
        'examples/ffi/index.ts': `import koffi from 'koffi';
const kernel32 = koffi.load('kernel32.dll');
const CreateEventW = kernel32.func('void *__stdcall CreateEventW(void *, int, int, void *)');
export const leak = (): bigint => CreateEventW(null, 1, 0, null);`,
      },
    );
    expect(found.reports.map(({ kind, since }) => [kind, since])).toEqual([
      ['handle left open', { url: 'file:///C:/workbook/examples/mine/main.ts', line: 2 }],
    ]);
  });

  test('runs the same way again, and another seed varies it', async ({ simulated }) => {
    const text = 'console.log(Math.random(), performance.now(), new Date().toISOString());';
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map(async (seed) => (await says(simulated, text, { seed })).stdout),
    );
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    expect(one).toContain('2026-01-01T09:00:00.000Z');
  });

  test('of modules that import each other in a circle is told which', async ({ simulated }) => {
    const { stdout, stderr, code } = await simulated.runText(
      "import { one } from './one.ts';\nconsole.log(one);",
      {},
      {
        'examples/mine/one.ts': "import { two } from './two.ts';\nexport const one = () => two;",
        'examples/mine/two.ts': "import { one } from './one.ts';\nexport const two = () => one;",
      },
    );
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toBe(
      'examples/mine/two.ts:1:21: These modules import each other in a circle, which only Node can load: examples/mine/one.ts → examples/mine/two.ts → examples/mine/one.ts. Put what both need into a module of its own.\n',
    );
  });

  test('that computes what it imports is told to name it', async () => {
    const { refusals } = stripTypes("const name = './one.ts';\nawait import(name);");
    expect(refusals).toEqual([
      { line: 2, column: 7, sentence: expect.stringMatching(/^The simulated Windows has to know/) },
    ]);
  });

  test('that starts a thread is told to look at its recording, and may catch that', async ({
    simulated,
  }) => {
    const text = `
      import { Worker } from 'node:worker_threads';
      try { new Worker(new URL(import.meta.url)); } catch (error) { console.log((error as Error).message.split(',')[0]); }
      new Worker(new URL(import.meta.url));`;
    const { stdout, stderr, code } = await says(simulated, text);
    expect(stdout).toBe('This program starts threads of its own\n');
    expect(stderr).toMatch(/^This program starts threads of its own, .*recording.*\.\n$/);
    expect(code).toBe(1);
  });

  test('waits at its top level, one module after the other', async ({ simulated }) => {
    const { stdout, stderr } = await simulated.runText(
      "import { one } from './one.ts';\nawait new Promise((done) => setTimeout(done, 1000));\nconsole.log(one, Math.round(performance.now()));",
      {},
      {
        'examples/mine/one.ts':
          "await new Promise((done) => setTimeout(done, 1000));\nexport const one: string = 'one';",
      },
    );
    expect({ stdout, stderr }).toEqual({ stdout: 'one 2000\n', stderr: '' });
  });

  test('has one clock, whoever is asked', async ({ simulated }) => {
    const text = `
      import { promisify } from 'node:util';
      import { performance as hooked } from 'node:perf_hooks';
      const constructor = new Date().constructor as DateConstructor;
      console.log(constructor === Date, constructor.now() < Date.UTC(2026, 0, 1, 10), hooked === performance);
      const start = performance.now();
      console.log(await promisify(setTimeout)(200, 'slept'), Math.round(performance.now() - start));
      const signal = AbortSignal.timeout(50);
      let ticks = 0;
      const timer = setInterval(() => { ticks += 1; if (signal.aborted) clearInterval(timer); }, 20);
      signal.onabort = () => console.log('aborted', signal.reason.name, ticks);
      await new Promise((done) => setTimeout(done, 100));
      const [seconds, nanoseconds] = process.hrtime();
      console.log([process.hrtime.bigint() / 1_000_000n, seconds * 1000 + Math.floor(nanoseconds / 1e6), Math.floor(process.uptime() * 1000), Date.now() - Date.UTC(2026, 0, 1, 9), ticks].join());`;
    const { stdout, stderr } = await says(simulated, text);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'true true true',
      'slept 200',
      'aborted TimeoutError 2',
      '300,300,300,300,3',
      '',
    ]);
  });

  test('that waits with Atomics waits on the same clock, and not for ever', async ({
    simulated,
  }) => {
    const text = `
      const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      const shared = new Int32Array(buffer);
      console.log(Atomics.wait(shared, 0, 1), Atomics.wait(shared, 0, 0, 3_600_000), Math.round(performance.now()));
      Atomics.wait(shared, 0, 0);`;
    const { stdout, stderr, how } = await says(simulated, text);
    expect(stdout).toBe('not-equal timed-out 3600000\n');
    expect(stderr).toMatch(/^Every thread waits .* for an Atomics\.notify\./);
    expect(how).toBe('waits for ever');
  });

  test('may import modules while it runs', async ({ simulated }) => {
    const { stdout, stderr } = await simulated.runText(
      "setTimeout(() => console.log('timer'), 5);\nconst { one } = await import('./one.ts');\nconsole.log(one);",
      {},
      {
        'examples/mine/one.ts':
          'export const one: number = await new Promise((done) => setTimeout(done, 1, 1));',
      },
    );
    expect({ stdout, stderr }).toEqual({ stdout: '1\ntimer\n', stderr: '' });
  });
});
