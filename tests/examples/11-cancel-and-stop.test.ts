import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { callsOf, submissionsOf } from '../../src/trace/questions.ts';
import type { Event } from '../../src/trace/schema.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '11-cancel-and-stop';
const peers = fileURLToPath(new URL('../peers/hostile.ts', import.meta.url));
const hostile = (way: string, main: string) =>
  run(EXAMPLE, [], { main, peers, env: { HOSTILE: way } });

const NOTHING_LEFT = 'Outstanding: 0. In the port: 258 WAIT_TIMEOUT.';
const CANCELLED = 0xc000_0120;

const afterwards = (received: string) => [
  'A receive that may take 100 ms:',
  '  no packet in time: 258 WAIT_TIMEOUT',
  '  CancelIoEx: TRUE',
  '  the memory is lent to Windows',
  '  packet: 995 ERROR_OPERATION_ABORTED',
  'A receive that may take 5000 ms:',
  `  packet: ${received}`,
  'Nothing to cancel:',
  '  CancelIoEx: FALSE, 1168 ERROR_NOT_FOUND',
  '  the memory is ours',
];

describeProgram('a receive with a time-out of our own', () => {
  it('is cancelled, brings its packet, and leaves the socket as it was (CANC-1, CANC-5)', async () => {
    const { lines, stderr, code } = await run(EXAMPLE);
    expect(lines).toEqual(afterwards('29 bytes'));
    expect([stderr, code]).toEqual(['', 0]);
  });

  it('may fail for another reason, and the packet says which (CANC-4)', async () => {
    const { lines, stderr, code } = await hostile('reset', 'main.ts');
    // The program asks first and receives then. A reset that is there before the receive
    // is told by Wine's next receive as the end of what the peer has sent.
    expect([afterwards('64 ERROR_NETNAME_DELETED'), afterwards('0 bytes')]).toContainEqual(lines);
    expect([stderr, code]).toEqual(['', 0]);
  });
});

describeProgram('a stop with work outstanding', () => {
  it('asks every receive to end, and waits for every packet before it closes anything', async () => {
    const { lines, stderr, code, trace } = await traced(EXAMPLE, [], { main: 'stop.ts' });
    expect(lines.slice(0, 2)).toEqual(['1: 8 bytes', 'Stopping, with 3 receives outstanding.']);
    expect(lines.slice(2, -1).sort()).toEqual([
      '1: 8 bytes',
      '1: has ended already',
      '2: asked to end',
      '2: cancelled',
      '3: asked to end',
      '3: cancelled',
    ]);
    expect(lines.at(-1)).toBe(NOTHING_LEFT);
    expect([stderr, code]).toEqual(['', 0]);

    const submissions = submissionsOf(trace);
    expect(submissions.map(({ packet }) => packet?.status)).toEqual([0, CANCELLED, CANCELLED, 0]);
    const at = (event: Event | undefined) => (event ? trace.events.indexOf(event) : -1);
    for (const { operation, dequeue } of submissions) {
      const free = trace.events.find(
        (event) => event.event === 'free' && event.block === operation,
      );
      expect(at(free), `${operation} is freed after its packet`).toBeGreaterThan(at(dequeue));
    }
    const calls = [...callsOf(trace).values()];
    const close = calls.find(({ begin }) => begin.function === 'CloseHandle');
    const waits = calls.filter(({ begin }) => begin.function.startsWith('GetQueuedCompletion'));
    for (const { end } of waits) {
      expect(at(end), 'every wait is over').toBeGreaterThan(-1);
      expect(at(end), 'nobody waits when the port is closed').toBeLessThan(at(close?.begin));
    }
  });

  it('comes at last, whatever the peers do, and leaves nothing behind', async () => {
    const { lines, stderr, code } = await hostile('reset', 'stop.ts');
    expect(stderr).toMatch(/^Connection 1 is lost: .*STATUS_CONNECTION_RESET.*\.\r?\n$/);
    expect(lines[0]).toBe('Stopping, with 2 receives outstanding.');
    expect(lines.slice(1, -1).sort()).toEqual([
      '2: asked to end',
      '2: cancelled',
      '3: asked to end',
      '3: cancelled',
    ]);
    expect(lines.at(-1)).toBe(NOTHING_LEFT);
    expect(code).toBe(1);
  });

  it('finds nothing left when every peer has spoken and gone', async () => {
    const { lines, code } = await hostile('unasked', 'stop.ts');
    // What the third has said may be on its way when the stop begins.
    expect(lines).toContainEqual(expect.stringMatching(/^3: (?:8 bytes|cancelled)$/));
    expect(lines.at(-1)).toBe(NOTHING_LEFT);
    expect(code).toBe(0);
  });
});
