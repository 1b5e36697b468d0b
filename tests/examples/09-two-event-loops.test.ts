import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Event } from '../../src/trace/schema.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '09-two-event-loops';
const peers = fileURLToPath(new URL('../peers/hostile.ts', import.meta.url));
const hostile = (way: string, main = 'main.ts') =>
  run(EXAMPLE, [], { main, peers, env: { HOSTILE: way } });

/** The calls of a function that were under way when an event happened, and their last errors. */
function around(events: readonly Event[], name: string, moment: Event) {
  const calls = events.flatMap((event) =>
    event.event === 'begin' && event.function === name ? [event.call] : [],
  );
  return calls.flatMap((call) => {
    const of = (side: 'begin' | 'end') =>
      events.findIndex((event) => event.event === side && event.call === call);
    const at = events.indexOf(moment);
    if (at < of('begin') || at > of('end')) return [];
    const end = events[of('end')];
    return end?.event === 'end' ? [end.lastError] : [];
  });
}

describeProgram('a wait for packets', () => {
  it('stops Node’s timers on JavaScript’s thread, and lets them run from another', async () => {
    const { lines, stderr, code, trace } = await traced(EXAMPLE);
    expect(lines).toEqual([
      'A timer is due in 20 ms.',
      'Three waits of 100 ms on JavaScript’s own thread:',
      '  time-out',
      '  time-out',
      '  time-out',
      'A wait on a thread of Node’s pool:',
      '  timer: asks the question',
      '  packet: 29 bytes',
    ]);
    expect([stderr, code]).toEqual(['', 0]);
    const asks = trace.events.filter(
      (event) => event.event === 'print' && event.text.includes('timer: asks'),
    );
    expect(
      asks.map((ask) => around(trace.events, 'GetQueuedCompletionStatusEx', ask)),
      'the timer ran during the one wait that brought a packet',
    ).toEqual([[null]]);
  });

  it('occupies a thread of the pool: beside four of them no file is read (FFI-12)', async () => {
    const { lines, stderr, code } = await run(EXAMPLE, [], { main: 'parked-waits.ts' });
    expect(lines).toEqual([
      'Parked threads: 1',
      '  the file is read',
      '  a packet is posted',
      'Parked threads: 4',
      '  a packet is posted',
      '  the file is read',
    ]);
    expect([stderr, code]).toEqual(['', 0]);
  });

  it('takes what comes too early, and leaves the timer alone', async () => {
    const { lines, stderr, code } = await hostile('unasked');
    expect(lines.filter((line) => /packet|timer:/.test(line))).toEqual(['  packet: 13 bytes']);
    expect([stderr, code]).toEqual(['', 0]);
  });

  it('ends by itself when nobody answers', async () => {
    const { lines, stderr, code } = await hostile('silent');
    expect(lines.at(-1)).toBe('  timer: asks the question');
    expect(stderr).toContain('The peer has not answered in time.');
    expect(code).toBe(1);
  });
});

describeProgram('a dequeue', () => {
  const table = (received: string, status: string) => [
    'GetQueuedCompletionStatus    returns  OVERLAPPED  and',
    `  a receive succeeds         ${received}`,
    '  a packet is posted         TRUE     NULL        key 42',
    '  a receive fails            FALSE    an address  error 995 ERROR_OPERATION_ABORTED',
    '  nothing happens            FALSE    NULL        error 258 WAIT_TIMEOUT',
    'GetQueuedCompletionStatusEx  returns  packets     and',
    `  a receive succeeds         TRUE     1           status ${status}`,
    '  a packet is posted         TRUE     1           status 0x00000000',
    '  a receive fails            TRUE     1           status 0xC0000120 STATUS_CANCELLED',
    '  nothing happens            FALSE    none        error 258 WAIT_TIMEOUT',
  ];

  it('has four cases for one packet, and a status in each of many (GQ-2, EX-5)', async () => {
    const { lines, stderr, code } = await run(EXAMPLE, [], { main: 'four-cases.ts' });
    expect(lines).toEqual(table('TRUE     an address  bytes 29', '0x00000000'));
    expect([stderr, code]).toEqual(['', 0]);
  });

  it('brings the packet of a receive that the peer has reset (GQ-4)', async () => {
    const { lines, code } = await hostile('reset', 'four-cases.ts');
    expect(lines).toEqual(
      table(
        'FALSE    an address  error 64 ERROR_NETNAME_DELETED',
        '0xC000020D STATUS_CONNECTION_RESET',
      ),
    );
    expect(code).toBe(0);
  });
});
