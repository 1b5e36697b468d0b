import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { callsOf, observedAt, submissionsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '08-whose-completion';
const peers = fileURLToPath(new URL('../peers/hostile.ts', import.meta.url));
const hostile = (way: string) => run(EXAMPLE, [], { peers, env: { HOSTILE: way } });

/** What is said of a packet, and by its callback. */
const said = (socket: string, part: string, number: number, text: string) => [
  `the key says ${socket}, the address ${part} of ${socket}, the number behind it receive ${number}`,
  `  its callback has ${JSON.stringify(text)}`,
];

describeProgram('a packet', () => {
  it('tells the socket by its key, and the receive by its address and the number behind it (PORT-9)', async () => {
    const { lines, stderr, code } = await run(EXAMPLE);
    expect(lines).toEqual([
      ...said('quick', 'head', 3, 'You waited'),
      ...said('quick', 'rest', 4, ' 0 steps for this.\n'),
      ...said('slow', 'head', 1, 'You waited'),
      ...said('slow', 'rest', 2, ' 1 step for this.\n'),
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('shares its key with the other receive of its socket, and its OVERLAPPED with none', async () => {
    const { trace } = await traced(EXAMPLE);
    const packets = [...callsOf(trace).values()].flatMap(
      ({ end }) => (end?.out.lpCompletionPortEntries as Record<string, unknown>[]) ?? [],
    );
    expect(
      packets.map(({ lpCompletionKey, lpOverlapped }) => [lpCompletionKey, lpOverlapped]),
    ).toEqual([
      [2, { ref: 'op3' }],
      [2, { ref: 'op4' }],
      [1, { ref: 'op1' }],
      [1, { ref: 'op2' }],
    ]);
    for (const [index, { memory, dequeue }] of submissionsOf(trace).entries()) {
      const behind = observedAt(trace, memory, dequeue?.call, 'end')?.bytes.hex.slice(64, 72);
      expect(behind).toBe(`0${index + 1}000000`);
    }
  });

  it('of a stream that ends early has 0 bytes, and belongs to its receive all the same (RECV-5)', async () => {
    const { lines, stderr, code } = await hostile('half a line');
    expect(lines).toHaveLength(8);
    for (const [socket, number] of [
      ['slow', 1],
      ['quick', 3],
    ] as const) {
      const [head = '', text] = said(socket, 'head', number, 'half a li');
      expect(lines[lines.indexOf(head) + 1]).toBe(text);
      const [rest = '', nothing] = said(socket, 'rest', number + 1, '');
      expect(lines[lines.indexOf(rest) + 1]).toBe(nothing);
    }
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('never carries more than the memory that was lent', async () => {
    const { lines, code } = await hostile('too much');
    const texts = lines.filter((line) => line.startsWith('  '));
    expect(texts.toSorted()).toEqual(
      [10, 10, 64, 64].map((bytes) => `  its callback has "${'x'.repeat(bytes)}"`).toSorted(),
    );
    expect(code).toBe(0);
  });

  it('that does not come is not waited for without end', async () => {
    const { lines, stderr, code, how } = await hostile('silent');
    expect(lines).toEqual([]);
    expect(stderr).toContain('GetQueuedCompletionStatusEx failed with error 258 (WAIT_TIMEOUT).');
    expect({ how, code }).toEqual({ how: 'normal', code: 1 });
  });
});
