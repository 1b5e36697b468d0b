import { expect, it } from 'vitest';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '13-threads-and-the-limit';

/** What is printed by a kernel that keeps the limit and wakes the last thread first, and by one that does neither. */
const KEPT = (limit: number) => [
  `4 threads wait at a port. Its limit is ${limit}.`,
  'Packets one by one: taken by threads 4, 4, 4, 4.',
  `Handlers that compute: ${limit} at once; threads that took a packet: ${limit}.`,
];
const IGNORED = (limit: number) => [
  `4 threads wait at a port. Its limit is ${limit}.`,
  'Packets one by one: taken by threads 1, 2, 3, 4.',
  'Handlers that compute: 4 at once; threads that took a packet: 4.',
  'This kernel does not keep the limit.',
];
/** What every kernel prints: a thread that waits leaves its place to another one, and goes on at once (SCHED-3, SCHED-4). */
const AFTERWARDS = [
  'Handlers that block: 4 at once.',
  'Handlers that block, then compute: 4 compute at once.',
];

describeProgram('four threads at one port', () => {
  it('are held to its limit while they compute, or the program says that they are not (SCHED-2)', async () => {
    for (const limit of [1, 2]) {
      const { lines, stderr, code } = await run(EXAMPLE, ['--limit', String(limit)]);
      const keeps = !lines.includes('This kernel does not keep the limit.');
      expect(lines).toEqual([...(keeps ? KEPT : IGNORED)(limit), ...AFTERWARDS]);
      expect(stderr).toBe('');
      expect(code).toBe(0);
    }
  });

  it('each leave by a packet of their own, and the port is closed after them', async () => {
    const { trace, code } = await traced(EXAMPLE);
    expect(code).toBe(0);
    const last = new Map<number, unknown>();
    for (const event of trace.events) {
      if (event.event === 'end' && event.out.lpCompletionKey) {
        last.set(event.thread, event.out.lpCompletionKey);
      }
    }
    expect([...last.values()]).toEqual([[5], [5], [5], [5]]);
    const calls = trace.events.filter(
      (event) => event.event === 'begin' && event.function !== 'GetLastError',
    );
    expect(calls.at(-1)).toMatchObject({
      function: 'CloseHandle',
      arguments: { hObject: { ref: 'port1' } },
    });
  });

  it.each(['0', '5', ''])('are not started with a limit of %j', async (limit) => {
    const { lines, stderr, code } = await run(EXAMPLE, [`--limit=${limit}`]);
    expect(lines).toEqual([]);
    expect(stderr).toContain(`--limit ${limit} is not a number of threads from 1 to 4.`);
    expect(code).toBe(2);
  });
});
