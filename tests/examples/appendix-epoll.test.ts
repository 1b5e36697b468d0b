import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeAppendix, run, traced } from './program.ts';

const NAME = 'appendix-epoll';
const peers = fileURLToPath(new URL('../peers/hostile.ts', import.meta.url));
const against = (HOSTILE: string) => run(NAME, ['--step', '0'], { peers, env: { HOSTILE } });

describeAppendix(NAME)('five slow answers by epoll', () => {
  it('come back in the opposite order, as by completion', async () => {
    const seen = await run(NAME, ['--step', '150']);
    const received = [5, 4, 3, 2, 1].map((number) => `RECEIVED: ${number}`);
    expect(seen).toEqual({
      lines: [...received, 'FINISHED'],
      stderr: '',
      code: 0,
      how: 'normal',
    });
  });

  it('all arrive when they arrive together', async () => {
    for (let round = 0; round < 5; round++) {
      const { lines, code } = await run(NAME, ['--step', '0']);
      expect(lines.toSorted()).toEqual([
        'FINISHED',
        ...[1, 2, 3, 4, 5].map((number) => `RECEIVED: ${number}`),
      ]);
      expect(code).toBe(0);
    }
  });

  it('are read when the kernel says so, until nothing is there: no memory is lent meanwhile', async () => {
    const { trace, code } = await traced(NAME, ['--step', '50']);
    expect(code).toBe(0);
    const calls = trace.events.flatMap((event) =>
      event.event === 'begin' ? [event.function] : [],
    );
    const firstWait = calls.indexOf('epoll_wait');
    expect(firstWait).toBeGreaterThan(0);
    expect(calls.indexOf('recv')).toBeGreaterThan(firstWait);
    expect(trace.events.filter(({ event }) => event === 'owner')).toEqual([]);
    expect(trace.kernel).toMatchObject({ kind: 'linux', product: 'Linux' });
  });

  it('are put together from pieces, also where the recorder looks on and makes calls of its own', async () => {
    const { lines, code } = await traced(NAME, ['--step', '0'], {
      peers,
      env: { HOSTILE: 'pieces' },
    });
    expect(lines.at(-1)).toBe('FINISHED');
    expect(code).toBe(0);
  });

  it('that end in a reset are told as a sentence, and the others still arrive', async () => {
    const { lines, stderr, code } = await against('reset one');
    expect(lines.toSorted()).toEqual([1, 2, 4, 5].map((number) => `RECEIVED: ${number}`));
    expect(stderr).toBe(
      'Question 3 has no answer: recv failed with error 104 (Connection reset by peer).\n',
    );
    expect(code).toBe(1);
  });

  it('that break off, or are too long, are not taken for whole', async () => {
    const half = await against('half a line');
    expect(half.lines).toEqual([]);
    expect(half.stderr).toContain(
      'Question 1 has no answer: the peer closed after 9 bytes, in the middle of a line.',
    );
    const long = await against('too much');
    expect(long.stderr).toContain(
      'Question 5 has no answer: the answer is longer than the 512 bytes we have.',
    );
    expect([half.code, long.code]).toEqual([1, 1]);
  });

  it('are asked of nobody where nobody listens', async () => {
    const { stderr, code } = await against('gone');
    expect(stderr).toContain('connect failed with error 111 (Connection refused).');
    expect(code).toBe(1);
  });
});
