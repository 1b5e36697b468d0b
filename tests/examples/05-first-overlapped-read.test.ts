import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EXAMPLES } from '../../src/run/boot/paths.mjs';
import { memoryOfOperation, submissionsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = '05-first-overlapped-read';
const TEXT = 'three-lines.txt';
const folder = path.join(EXAMPLES, EXAMPLE);
const fresh = fs.mkdtempSync(path.join(os.tmpdir(), 'iocp-read-'));
afterAll(() => fs.rmSync(fresh, { recursive: true }));

/** Runs the program beside another text; beside none when it is null. */
function beside(text: string | null) {
  fs.rmSync(path.join(fresh, TEXT), { force: true });
  if (text !== null) fs.writeFileSync(path.join(fresh, TEXT), text);
  fs.copyFileSync(path.join(folder, 'main.ts'), path.join(fresh, 'main.ts'));
  return run(EXAMPLE, [], { main: path.relative(folder, path.join(fresh, 'main.ts')) });
}

const END =
  'Internal 0xC0000011  InternalHigh  0  ReadFile failed with error 38 (ERROR_HANDLE_EOF).';

describeProgram('two reads of one file', () => {
  it('each find what lies at their own offset, and the second meets the end (OV-12, FILE-2)', async () => {
    const { lines, stderr, code } = await run(EXAMPLE);
    const [one, , three] = fs.readFileSync(path.join(folder, TEXT), 'latin1').match(/.*\n/g) ?? [];
    const zeroed = 'Internal 0x00000000  InternalHigh  0';
    expect(lines.toSorted()).toEqual(
      [
        `before  Offset  0  ${zeroed}`,
        `before  Offset 64  ${zeroed}`,
        'while   Windows owns 2 OVERLAPPEDs',
        `after   Offset  0  Internal 0x00000000  InternalHigh 32  ${JSON.stringify(one)}`,
        `after   Offset 64  Internal 0x00000000  InternalHigh 25  ${JSON.stringify(three)}`,
        `before  Offset 89  ${zeroed}`,
        `after   Offset 89  ${END}`,
      ].toSorted(),
    );
    expect([stderr, code]).toEqual(['', 0]);
  });

  it('are lent before either is waited for, and are taken back by their packets', async () => {
    const { trace } = await traced(EXAMPLE);
    const submissions = submissionsOf(trace);
    expect(submissions.map(({ operation }) => operation)).toEqual(['op1', 'op2', 'op2']);
    expect(submissions.map(({ packet }) => packet?.status)).toEqual([0, 0, 0xc000_0011]);
    const waits = trace.events.findIndex(
      (event) => event.event === 'begin' && event.function === 'GetQueuedCompletionStatusEx',
    );
    expect(submissions.map(({ begin }) => trace.events.indexOf(begin) < waits)).toEqual([
      true,
      true,
      false,
    ]);
    const offsets = memoryOfOperation(trace, 'op2', 2).moments.map(
      ({ rows }) => rows.find(({ field }) => field?.endsWith('Offset'))?.hex,
    );
    expect(offsets).toEqual(Array(3).fill('59 00 00 00'));
  });

  it('both meet the end of an empty file', async () => {
    const { lines, code } = await beside('');
    expect(lines.filter((line) => line.startsWith('after')).toSorted()).toEqual([
      `after   Offset  0  ${END}`,
      `after   Offset 64  ${END}`,
    ]);
    expect(code).toBe(0);
  });

  it('end with full buffers in a file that goes on', async () => {
    const { lines, code } = await beside('x'.repeat(1000));
    expect(lines).toHaveLength(5);
    expect(lines.join()).not.toContain('error');
    expect(code).toBe(0);
  });

  it('do not begin without the file', async () => {
    const { lines, stderr, code } = await beside(null);
    expect(lines).toEqual([]);
    expect(stderr).toContain('CreateFileW failed with error 2 (ERROR_FILE_NOT_FOUND).');
    expect(code).toBe(1);
  });
});
