import { describe, expect, it } from 'vitest';
import type { Ending } from './ending.ts';
import { simulateProgram } from './program.ts';

const INFINITE = 0xffff_ffff;
const INVALID = 0xffff_ffff_ffff_ffffn;

/** What a platform's end does here: the program comes no further. */
class Ended extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(ending.sentence);
    this.ending = ending;
  }
}

/** A program on a machine of its own, and the few functions of Windows that these tests call. */
function program(seed = 1) {
  let over: (how: Ending | 'done') => void = () => {};
  const simulated = simulateProgram({
    seed,
    platform: {
      turn: (run) =>
        void setImmediate(() => {
          try {
            run();
          } catch (error) {
            if (!(error instanceof Ended)) throw error;
          }
        }),
      isLoading: () => false,
      end(ending) {
        over(ending);
        throw new Ended(ending);
      },
      readFile: () => null,
      idle: () => over('done'),
    },
  });
  const { koffi, modules, globals, loop, machine } = simulated;
  const kernel32 = koffi.load('kernel32.dll');
  const func = (text: string) => kernel32.func(text) as unknown as KoffiCall;
  const windows = {
    createPort: func('void *CreateIoCompletionPort(void *, void *, uintptr_t, uint32_t)'),
    post: func('int PostQueuedCompletionStatus(void *, uint32_t, uintptr_t, void *)'),
    dequeue: func(
      'int GetQueuedCompletionStatus(void *, _Out_ uint32_t *, _Out_ uintptr_t *, _Out_ void **, uint32_t)',
    ),
    ticks: func('uint64_t GetTickCount64()'),
  };
  const port = windows.createPort(INVALID, null, 0, 0);
  const said: string[] = [];
  return {
    ...simulated,
    windows,
    port,
    said,
    say: (what: string) => void said.push(what),
    timers: globals as unknown as typeof globalThis,
    sleep: modules['node:timers/promises']?.setTimeout as (ms: number) => Promise<void>,
    /** Milliseconds of the machine. */
    clock: () => machine.now / 1000,
    wait: (milliseconds: number) => windows.dequeue(port, [0], [0], [null], milliseconds),
    waitOnPool: (milliseconds: number) =>
      new Promise((resolve) => {
        windows.dequeue.async(port, [0], [0], [null], milliseconds, (_: unknown, got: unknown) =>
          resolve(got),
        );
      }),
    run: () =>
      new Promise<Ending | 'done'>((resolve) => {
        over = resolve;
        loop.start();
      }),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: functions of Windows, as koffi gives them.
type KoffiCall = ((...args: any[]) => any) & { async: (...args: any[]) => void };

describe('a program on the simulated Windows', () => {
  it('gets nothing done by its timers while its thread waits in a call (FFI-12)', async () => {
    const { timers, wait, run, said, say, clock } = program();
    timers.setTimeout(() => {
      say(`timer at ${Math.floor(clock())}`);
    }, 10);
    expect(wait(100)).toBe(0);
    say(`time-out at ${Math.floor(clock())}`);
    expect(await run()).toBe('done');
    expect(said).toEqual(['time-out at 100', 'timer at 100']);
  });

  it('goes on while a thread of the pool waits in its place', async () => {
    const { timers, waitOnPool, windows, port, run, said, say } = program();
    void waitOnPool(1000).then((got) => say(`dequeued ${got}`));
    timers.setTimeout(() => {
      say('timer');
      windows.post(port, 0, 1, null);
    }, 10);
    expect(await run()).toBe('done');
    expect(said).toEqual(['timer', 'dequeued 1']);
  });

  it('is told when its thread waits for what can never come', () => {
    const { wait } = program();
    expect(() => wait(INFINITE)).toThrow(
      /^Every thread waits and nothing is pending that could end a wait: thread \d+ for a completion packet\./,
    );
  });

  it('is told the same when a thread of the pool does, and when it would leave by process.exit (FFI-13)', async () => {
    const waiting = program();
    void waiting.waitOnPool(INFINITE);
    expect(await waiting.run()).toMatchObject({
      how: 'waits for ever',
      sentence: expect.stringMatching(/^Every thread waits/),
    });

    const leaving = program();
    void leaving.waitOnPool(INFINITE);
    expect(() => leaving.joinThreads()).toThrow(/^Every thread waits/);
  });

  it('waits at its exit for a thread of the pool whose wait has an end', () => {
    const { waitOnPool, joinThreads, clock } = program();
    void waitOnPool(3000);
    joinThreads();
    expect(Math.floor(clock())).toBe(3000);
  });

  it('is told what keeps it when that is no wait', async () => {
    const { modules, run } = program();
    const start = modules['@iocp/peers']?.startEchoServer as () => Promise<unknown>;
    void start();
    expect(await run()).toMatchObject({
      how: 'waits for ever',
      sentence: expect.stringContaining('a peer that was not closed (startEchoServer)'),
    });
  });

  it('dies where it touches memory that it does not have, and cannot catch that', () => {
    const { koffi } = program();
    const thrown = (() => {
      try {
        koffi.decode(8n, 'int');
        return null;
      } catch (error) {
        return error as Ended;
      }
    })();
    expect(thrown?.ending).toMatchObject({ how: 'fault', code: 0xc000_0005 });
  });

  it('may bind a function that we don’t have, and is told its name when it calls it', () => {
    const { koffi } = program();
    const text =
      'int CreateProcessW(void *, void *, void *, void *, int, uint32_t, void *, void *, void *, void *)';
    expect(() => koffi.load('kernel32.dll').func(text)).toThrow(/'CreateProcessW'/);
  });

  it('comes to the end of a loop that only looks at the clock', () => {
    const { clocks, windows, timers } = program();
    const start = clocks.performanceNow();
    let looks = 0;
    for (; clocks.performanceNow() < start + 5; looks++);
    expect(looks).toBeGreaterThan(1000);
    const ticks = windows.ticks();
    while (windows.ticks() < ticks + 2);
    const shared = new Int32Array(new SharedArrayBuffer(4));
    timers.setTimeout(() => {}, 1);
    const before = clocks.performanceNow();
    for (let look = 0; look < 1000; look++) timers.Atomics.load(shared, 0);
    expect(clocks.performanceNow() - before).toBeGreaterThanOrEqual(1);
  });

  it('has the same random numbers for the same seed', () => {
    const draw = (seed: number) => {
      const { timers } = program(seed);
      return [timers.Math.random(), timers.Math.random()];
    };
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  it('leaves its port when its event loop waits at Node’s own (GQ-8)', async () => {
    const { wait, windows, port, thread, sleep, run, say, said } = program();
    windows.post(port, 0, 1, null);
    expect(wait(0)).toBe(1);
    expect(thread.port).not.toBeNull();
    void sleep(1).then(() => say(String(thread.port)));
    await run();
    expect(said).toEqual(['null']);
  });

  it('has time-outs of AbortSignal on its clock, and time-outs of an hour cost nothing', async () => {
    const { timers, run, say, said, sleep } = program();
    const signal = timers.AbortSignal.timeout(3_600_000);
    signal.addEventListener('abort', () => say(signal.reason.name));
    void sleep(3_600_001);
    expect(await run()).toBe('done');
    expect(said).toEqual(['TimeoutError']);
  });
});
