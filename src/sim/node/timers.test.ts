import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { testLoop } from './testing.ts';
import { timerPromisesOf } from './timer-promises.ts';
import { timersOf } from './timers.ts';

function simulated() {
  const { machine, loop, run } = testLoop();
  const timers = timersOf(loop);
  const said: string[] = [];
  const say = (what: string) => void said.push(what);
  return { machine, loop, run, timers, promises: timerPromisesOf(timers), said, say };
}

describe('timers on the machine’s clock', () => {
  it('run in the order of their times, and cost no time of ours', async () => {
    const { machine, run, timers, said, say } = simulated();
    timers.setTimeout(say, 3_600_000, 'an hour');
    timers.setTimeout(say, 20, 'twenty');
    timers.setTimeout(say, 10, 'ten');
    timers.setTimeout(say, 10, 'ten again');
    expect(await run()).toBe('done');
    expect(said).toEqual(['ten', 'ten again', 'twenty', 'an hour']);
    expect(machine.now / 1000).toBeGreaterThanOrEqual(3_600_000);
    expect(machine.now / 1000).toBeLessThan(3_600_001);
  });

  it('leave promises the room that they need: each callback’s are served before the next callback', async () => {
    const { run, timers, said, say } = simulated();
    for (const name of ['first', 'second']) {
      timers.setTimeout(() => {
        say(name);
        void Promise.resolve().then(() => say(`after the ${name}`));
      }, 1);
    }
    await run();
    expect(said).toEqual(['first', 'after the first', 'second', 'after the second']);
  });

  it('give promises where util.promisify is asked for them', async () => {
    const { machine, run, timers, promises, said, say } = simulated();
    expect(promisify(timers.setTimeout)).toBe(promises.setTimeout);
    const { setTimeout, setImmediate } = timers as unknown as typeof globalThis;
    void promisify(setTimeout)(100, 'waited').then(say);
    void promisify(setImmediate)('at once').then(say);
    expect(await run()).toBe('done');
    expect(said).toEqual(['at once', 'waited']);
    expect(Math.round(machine.now / 1000)).toBe(100);
  });

  it('come before immediates that were begun with them, and after those that they begin', async () => {
    const { run, timers, said, say } = simulated();
    timers.setTimeout(() => {
      say('timer');
      timers.setTimeout(say, 0, 'next timer');
      timers.setImmediate(say, 'immediate');
    }, 1);
    await run();
    expect(said).toEqual(['timer', 'immediate', 'next timer']);
  });

  it('can be cleared, by what was returned or by its number', async () => {
    const { run, timers, said, say } = simulated();
    timers.clearTimeout(timers.setTimeout(say, 1, 'cleared'));
    timers.clearTimeout(Number(timers.setTimeout(say, 1, 'cleared by number')));
    timers.clearImmediate(timers.setImmediate(say, 'cleared immediate'));
    const repeated = timers.setInterval(() => {
      say('tick');
      if (said.length === 3) timers.clearInterval(repeated);
    }, 5);
    expect(await run()).toBe('done');
    expect(said).toEqual(['tick', 'tick', 'tick']);
  });

  it('do not keep a program that they were told not to keep', async () => {
    const { run, timers, promises, said, say } = simulated();
    timers.setTimeout(say, 1000, 'unref').unref();
    void promises.setTimeout(1000, 'unref', { ref: false }).then(say);
    timers.setTimeout(say, 10, 'ref');
    expect(await run()).toBe('done');
    expect(said).toEqual(['ref']);
  });

  it('are promises as well, which a signal can end', async () => {
    const { run, promises, timers, said, say } = simulated();
    const stop = new AbortController();
    const waits = promises
      .setTimeout(1000, 'late', { signal: stop.signal })
      .catch((error) => say(`${error.name} ${error.code}`));
    timers.setTimeout(() => stop.abort(), 5);
    void promises.setImmediate('at once').then(say);
    void (async () => {
      for await (const tick of promises.setInterval(2, 'tick')) {
        say(tick);
        if (said.length > 3) break;
      }
    })();
    expect(await run()).toBe('done');
    await waits;
    expect(said).toEqual(['at once', 'tick', 'tick', 'AbortError ABORT_ERR', 'tick']);
  });

  it('want a function', () => {
    const { timers } = simulated();
    expect(() => timers.setTimeout('say()')).toThrow(
      /"callback" argument must be of type function/,
    );
  });

  it('get nothing done while the program waits for something that will never come', async () => {
    const { loop, run } = simulated();
    loop.hold('a call');
    expect(await run()).toBe('waits for ever');
  });
});
