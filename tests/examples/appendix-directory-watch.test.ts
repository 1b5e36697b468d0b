import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { submissionsOf } from '../../src/trace/questions.ts';
import { describeProgram, run, traced } from './program.ts';

const EXAMPLE = 'appendix-directory-watch';
const peers = fileURLToPath(new URL('../peers/hostile-folder.ts', import.meta.url));
const hostile = (way: string) => run(EXAMPLE, [], { peers, env: { HOSTILE: way } });

describeProgram('a folder watched by a port', () => {
  it('tells of files that come, are renamed and go, and ends by a cancelled packet (CANC-1)', async () => {
    const { trace, lines, stderr, code } = await traced(EXAMPLE);
    expect(lines).toEqual([
      'draft.txt has come',
      'notes.txt has come',
      'draft.txt was renamed',
      'letter.txt is its new name',
      'notes.txt has gone',
      'letter.txt has gone',
      'The watch has ended.',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);

    const watches = submissionsOf(trace);
    expect(watches.every(({ outcome }) => outcome === 'pending')).toBe(true);
    expect(watches.at(-1)?.packet).toEqual({ operation: 'op1', status: 0xc000_0120, bytes: 0 });
  });

  it('is broken off when more changes at once than there is room for', async () => {
    const { lines, stderr, code } = await hostile('all at once');
    expect(lines.at(-1)).toBe('The watch has ended.');
    expect(stderr).toBe('The watch has broken off: too much has changed at once.\n');
    expect(code).toBe(1);
  });

  it('does not wait for ever for a folder in which nothing happens', async () => {
    const { lines, stderr, code } = await hostile('nothing');
    expect(lines).toEqual(['The watch has ended.']);
    expect(stderr).toBe('Nothing has happened for 5000 milliseconds.\n');
    expect(code).toBe(1);
  });
});
