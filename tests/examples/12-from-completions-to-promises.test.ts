import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { EXAMPLES } from '../../src/run/boot/paths.mjs';
import { submissionsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '12-from-completions-to-promises';
const driver = path.relative(
  path.join(EXAMPLES, EXAMPLE),
  fileURLToPath(new URL('promises/driver.ts', import.meta.url)),
);
const STATUS_CANCELLED = 0xc000_0120;

/** What the driver saw in one of its ways. */
async function seen(way: string) {
  const { lines, stderr, code } = await run(EXAMPLE, [way], { main: driver });
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(lines.at(-1) ?? '');
}

const NOTHING_LEFT = { outstanding: 0, open: 0 };

describeProgram('promises on a port', () => {
  it('end with nothing outstanding, and all memory in the pool', async () => {
    const { trace, lines, stderr, code } = await traced(EXAMPLE);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(lines).toEqual([
      'Read from a file: “From completions to promises”.',
      'Served 5 clients; 2000 bytes went back.',
      'Of 10 clients that came and fell silent, 8 have a connection.',
      'No operation is left for more: TimeoutError.',
      'Stop. Windows owns 8 operations.',
      'Stopped. Windows owns 0, and 8 of 8 are back in the pool.',
    ]);

    // Every submit has had its packet; the eight that were cancelled last brought theirs too.
    const submissions = submissionsOf(trace);
    expect(submissions.filter(({ packet }) => !packet)).toEqual([]);
    expect(submissions.filter(({ packet }) => packet?.status === STATUS_CANCELLED)).toHaveLength(8);

    // No memory is allocated once the first operation has begun, and all is given back.
    const first = trace.events.findIndex(({ event }) => event === 'owner');
    const allocations = trace.events.flatMap(({ event }, at) => (event === 'alloc' ? [at] : []));
    expect(allocations.length).toBeGreaterThan(0);
    expect(allocations.filter((at) => at > first)).toEqual([]);
    expect(trace.events.filter(({ event }) => event === 'free')).toHaveLength(allocations.length);
  });

  it('serve the well-behaved beside those who reset, hang up, dribble or vanish', async () => {
    const { report, open, left } = await seen('manners');
    expect(report).toEqual({ served: 12, rude: 12, problems: [] });
    expect(open).toBe(4);
    expect(left).toEqual({ ...NOTHING_LEFT, free: 28 });
  });

  it('of a hundred open connections are all settled by a stop', async () => {
    const { open, outstanding, left } = await seen('stop-100');
    expect({ open, outstanding }).toEqual({ open: 100, outstanding: 104 });
    expect(left).toEqual({ ...NOTHING_LEFT, free: 104 });
  });

  it('end a connection that says nothing', async () => {
    const { report, left } = await seen('patience');
    expect(report.problems).toEqual([]);
    expect(left).toEqual({ ...NOTHING_LEFT, free: 7 });
  });

  it('reject when the cancelled packet has come, not when the signal was aborted (CANC-7)', async () => {
    const { before, submitted, early, after, free, again, twice } = await seen('abort');
    expect(before).toBe('pending');
    expect(submitted).toBe(true);
    expect(early).toMatch(/^OwnershipError: .* still submitted/);
    expect(after).toBe('Error: first');
    expect(free).toBe(true);
    expect(again).toBe('Error: first');
    expect(twice).toMatch(/^OwnershipError: .* no longer taken/);
  });

  it('make who asks for memory wait in turn, and let go of who gives up', async () => {
    const { states, early } = await seen('backpressure');
    expect(states).toEqual(['rejected: too long', 'pending', 'fulfilled', 'pending']);
    expect(early).toMatch(/^OwnershipError: Of the pool’s 1 Operations only 0 are here\./);
  });

  it('read a file anywhere, to its end and past it (FILE-2)', async () => {
    const { texts, missing } = await seen('file');
    expect(texts).toEqual(['abcdefghijklmnopqrstuvwxyz', 'uvwxyz', '', '', '']);
    expect(missing).toBe('Win32Error: CreateFileW failed with error 2 (ERROR_FILE_NOT_FOUND).');
  });

  it('are settled when the runtime closes, and none is made afterwards', async () => {
    expect(await seen('close-pending')).toEqual({
      result: 'Error: The runtime is closing: no AcceptEx now.',
      late: 'Error: The runtime is closing: no AcceptEx now.',
      outstanding: 0,
    });
  });

  it('keep no program from ending while they are pending (FFI-13)', async () => {
    expect(await run(EXAMPLE, ['exit'], { main: driver })).toMatchObject({
      how: 'normal',
      code: 7,
      stderr: '',
    });
    const bug = await run(EXAMPLE, ['bug'], { main: driver });
    expect(bug).toMatchObject({ how: 'normal', code: 1 });
    expect(bug.stderr).toContain('a mistake of the program’s');
  });

  it.each([
    ['--operations=7', '--operations 7 is not a whole number from 8 to 10000.'],
    ['--serve=soon', '--serve soon is not a whole number from 0 to 3600.'],
  ])('are not begun with %s', async (argument, sentence) => {
    const { lines, stderr, code } = await run(EXAMPLE, [argument]);
    expect(lines).toEqual([]);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});
