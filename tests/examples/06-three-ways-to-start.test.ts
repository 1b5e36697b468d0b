import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { submissionsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '06-three-ways-to-start';
const peers = fileURLToPath(new URL('../peers/hostile.ts', import.meta.url));
const hostile = (way: string) => run(EXAMPLE, [], { peers, env: { HOSTILE: way } });

/** What is printed of a receive: how it started, how many packets came, how it ended. */
const row = (name: string, start: string, packets: number, end: string) =>
  new RegExp(`^  ${name} +${start} +${packets} +0x0{8}  ${end}$`);
/** A receive that never started, and whose OVERLAPPED says “pending” for ever (OV-8). */
const FAILED =
  '  no connection  failure    0        0x00000103  WSARecv failed with error 10057 (WSAENOTCONN).';

describeProgram('three ways to start', () => {
  it('bring a packet but for a failure, and for a success that was told to skip (SKIP-1…SKIP-3, RECV-4)', async () => {
    const { lines, stderr, code } = await run(EXAMPLE);
    const bytes = `${'You waited 0 steps for this.\n'.length} bytes`;
    expect(lines).toEqual([
      '  receive        start      packets  Internal    result',
      'Told nothing:',
      expect.stringMatching(row('data is there', 'immediate', 1, bytes)),
      expect.stringMatching(row('no data yet', 'pending', 1, bytes)),
      FAILED,
      'Told to skip the packet of a success:',
      expect.stringMatching(row('data is there', 'immediate', 0, bytes)),
      expect.stringMatching(row('no data yet', 'pending', 1, bytes)),
      FAILED,
    ]);
    expect([stderr, code]).toEqual(['', 0]);
  });

  it('are seen by the recorder as what they are', async () => {
    const { trace } = await traced(EXAMPLE);
    expect(submissionsOf(trace).map(({ outcome, packet }) => [outcome, packet?.bytes])).toEqual([
      ['immediate', 29],
      ['pending', 29],
      ['failed', undefined],
      ['immediate', undefined],
      ['pending', 29],
      ['failed', undefined],
    ]);
    const givenBack = trace.events.flatMap((event) =>
      event.event === 'owner' && event.owner === 'P' && event.block.startsWith('op')
        ? [event.because]
        : [],
    );
    expect(givenBack).toEqual([
      'dequeued',
      'dequeued',
      'failed at once',
      'completed at once',
      'dequeued',
      'failed at once',
    ]);
  });

  it('hold with answers in pieces, and with more than fits', async () => {
    const pieces = await hostile('pieces');
    expect(pieces.lines[3]).toMatch(row('no data yet', 'pending', 1, '[1-9]\\d* bytes'));
    const much = await hostile('too much');
    expect(much.lines[6]).toMatch(row('data is there', 'immediate', 0, '512 bytes'));
    expect([pieces.code, much.code]).toEqual([0, 0]);
  });

  it('are left alone when the peer resets before one of them', async () => {
    const { lines, stderr, code } = await hostile('reset one');
    expect(lines).toHaveLength(6);
    expect(stderr).toContain('recv failed with error 10054 (WSAECONNRESET).');
    expect(code).toBe(1);
  });
});
