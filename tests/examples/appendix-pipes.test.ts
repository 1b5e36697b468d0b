import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { submissionsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = 'appendix-pipes';
const peers = fileURLToPath(new URL('../peers/hostile-pipes.ts', import.meta.url));
const client = (way: string) => run(EXAMPLE, [], { peers, env: { HOSTILE: way } });

describeProgram('a named pipe on a port', () => {
  it('brings a client, its messages, and its leaving as packets', async () => {
    const { trace, lines, stderr, code } = await traced(EXAMPLE);
    expect(lines).toEqual([
      'A client has opened the pipe.',
      'Read 5 bytes: "hello"',
      'Read 32 bytes, and there is more: "Is there room for a message like"',
      'Read 10 bytes: " this one?"',
      'Read 3 bytes: "bye"',
      'The client has closed its end.',
      'The client was answered: 5 bytes, 42 bytes, 3 bytes.',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);

    const packets = submissionsOf(trace).map(({ begin, packet }) => [
      begin.function,
      packet?.status,
      packet?.bytes,
    ]);
    expect(packets[0]).toEqual(['ConnectNamedPipe', 0, 0]); // FILE-6
    expect(packets).toContainEqual(['ReadFile', 0x8000_0005, 32]); // FILE-4
    expect(packets).toContainEqual(['WriteFile', 0, '42 bytes'.length]);
    expect(packets).toContainEqual(['ReadFile', 0xc000_014b, 0]); // FILE-5
  });

  it('tells of a client that has left before it said anything (FILE-5)', async () => {
    const { lines, stderr, code } = await client('leaves at once');
    expect(lines).toEqual([
      'A client has opened the pipe.',
      'The client has closed its end.',
      'The client was answered: .',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('takes a message of any length in parts (FILE-4)', async () => {
    const { lines, code } = await client('does not end its message');
    const parts = lines.filter((line) => line.startsWith('Read '));
    expect(parts).toHaveLength(Math.ceil(10_000 / 32));
    expect(parts.at(-1)).toBe(`Read 16 bytes: "${'x'.repeat(16)}"`);
    expect(code).toBe(0);
  });

  it('reads no more from a client that takes no answers, and gives it up (CANC-1)', async () => {
    const { stderr, code } = await client('takes no answers');
    expect(stderr).toContain(
      'The client is given up: the operation ended with status 0xC0000120 (STATUS_CANCELLED).',
    );
    expect(code).toBe(1);
  });
});
