import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { callsOf, memoryOfOperation, submissionsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '04-lending-memory';
const peers = fileURLToPath(new URL('../peers/hostile.ts', import.meta.url));
const hostile = (way: string) => run(EXAMPLE, [], { peers, env: { HOSTILE: way } });

/** What an OVERLAPPED says: 0x103, “pending”, and no bytes for ever when it was never told. */
const says = (bytes: number, status = '0x0') => `status ${status}, ${bytes} bytes`;
const UNTOLD = says(0, '0x103');
/** What a receive is told by: its bytes, what the kernel wrote, and what the program finds. */
const told = (bytes: number, written: string, seen: string) =>
  `  ${bytes} bytes came. At the address: ${written}. We see: ${seen}.`;

/** Two receives by memory of their own, which is told of both. */
const TOLD = [29, 28].map((bytes) => told(bytes, says(bytes), says(bytes)));

describeProgram('an OVERLAPPED that is lent', () => {
  it('is told of the late write when it is native or a Buffer, and never when it is an object (FFI-8, FFI-15)', async () => {
    const { lines, stderr, code } = await run(EXAMPLE);
    expect(lines).toEqual([
      'a JavaScript object: 2 receives, 1 address',
      told(29, says(28), UNTOLD),
      told(28, says(28), UNTOLD),
      'koffi.alloc: 2 receives, 2 addresses',
      ...TOLD,
      'a Buffer: 2 receives, 2 addresses',
      ...TOLD,
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('is under way in all six receives before its answer is asked for, so that every write is late', async () => {
    const { trace } = await traced(EXAMPLE);
    const names = ['WSARecv', 'send', 'GetQueuedCompletionStatusEx'];
    const calls = [...callsOf(trace).values()].filter(({ begin }) =>
      names.includes(begin.function),
    );
    const [receive, send, dequeue] = names;
    const way = [receive, receive, send, dequeue, send, dequeue];
    expect(calls.map(({ begin }) => begin.function)).toEqual([way, way, way].flat());
    const receives = calls.filter(({ begin }) => begin.function === receive);
    expect(receives.map(({ end }) => end?.lastError)).toEqual(Array(6).fill(997));

    const submissions = submissionsOf(trace);
    expect(submissions.map(({ operation, packet }) => [operation, packet?.bytes])).toEqual([
      ['op1', 29],
      ['op2', 28],
      ['op3', 29],
      ['op4', 28],
      ['op5', 29],
      ['op6', 28],
    ]);
    for (const { operation, packet } of submissions) {
      const { moments } = memoryOfOperation(trace, operation);
      const words = moments.map(({ rows }) => rows.slice(0, 2).map(({ hex }) => hex.slice(0, 5)));
      expect(moments.map(({ owner }) => owner)).toEqual(['P', 'K', 'P']);
      expect(words).toEqual([
        ['00 00', '00 00'],
        ['03 01', '00 00'],
        ['00 00', `${packet?.bytes.toString(16)} 00`],
      ]);
    }

    // The two objects’ copies have one address, and no other operations have: what the second packet told is there still.
    const blocks = submissions.map(({ memory }) =>
      trace.blocks.find(({ id }) => id === memory.block),
    );
    expect(blocks.map((block) => block?.memory)).toEqual([
      'copy',
      'copy',
      undefined,
      undefined,
      'buffer',
      'buffer',
    ]);
    const [first, second] = blocks.map((block) => block?.address);
    expect(first).toMatch(/^0x/);
    expect(second).toBe(first);
  });

  it('holds the failure of a receive that was reset, and the program says so', async () => {
    const { lines, stderr, code } = await hostile('reset one');
    expect(lines[3]).toBe('koffi.alloc: 2 receives, 2 addresses');
    expect(lines[4]).toMatch(
      /^ {2}0 bytes came\. At the address: (status 0xc[0-9a-f]{7}, 0 bytes)\. We see: \1\.$/,
    );
    expect(lines).toHaveLength(9);
    expect(stderr).toMatch(/^Receive 0 failed: the operation ended with status 0xC.*\.\r?\n$/);
    expect(code).toBe(1);
  });

  it.each([
    ['too much', 64],
    ['half a line', 9],
  ])('is told of whatever came of %s', async (way, bytes) => {
    const { lines, stderr, code } = await hostile(way);
    const status = says(bytes);
    expect(lines.slice(1, 3)).toEqual(Array(2).fill(told(bytes, status, UNTOLD)));
    expect(lines.slice(4, 6)).toEqual(Array(2).fill(told(bytes, status, status)));
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('is told as well when the answer came before anybody asked', async () => {
    const { lines, stderr, code } = await hostile('unasked');
    const all = told(13, says(13), says(13));
    expect(lines.slice(4, 6)).toEqual([all, all]);
    expect(lines.slice(7, 9)).toEqual([all, all]);
    expect(lines[0]).toBe('a JavaScript object: 2 receives, 1 address');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
