import { expect, it } from 'vitest';
import { callsOf, submissionsOf } from '../../src/trace/questions.ts';
import type { Trace } from '../../src/trace/schema.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '01-port-is-a-queue';

/** The calls of one function, in the order in which they were made. */
const callsTo = (trace: Trace, name: string) =>
  [...callsOf(trace).values()].filter(({ begin }) => begin.function === name);

describeProgram('a port is a queue', () => {
  it('that gives three packets to one dequeue, and a fourth to the next', async () => {
    const { lines, stderr, code } = await run(EXAMPLE);
    expect(lines).toEqual([
      'The dequeue returned 1. Packets: 3.',
      '  add 40',
      '  add 2',
      '  tell: the sum is 42',
      'The dequeue returned 1. Packets: 1.',
      '  stop',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('first in, first out, with nothing in a packet changed (POST-1, POST-5)', async () => {
    const { trace } = await traced(EXAMPLE);
    const posted = callsTo(trace, 'PostQueuedCompletionStatus').map(({ begin }) => ({
      lpCompletionKey: begin.arguments.dwCompletionKey,
      lpOverlapped: begin.arguments.lpOverlapped,
      dwNumberOfBytesTransferred: begin.arguments.dwNumberOfBytesTransferred,
      Internal: 0,
    }));
    const dequeues = callsTo(trace, 'GetQueuedCompletionStatusEx').map(({ end }) => end);
    const dequeued = dequeues.flatMap((end) => end?.out.lpCompletionPortEntries);
    expect(posted).toHaveLength(4);
    expect(dequeued).toEqual(posted);
    expect(submissionsOf(trace), 'there is no I/O').toEqual([]);

    // What the call returned is no count (EX-2).
    expect(dequeues.map((end) => end?.returned)).toEqual([1, 1]);
    expect(dequeues.map((end) => end?.out.ulNumEntriesRemoved)).toEqual([[3], [1]]);
  });
});
