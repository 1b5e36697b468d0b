import { describe, expect, it } from 'vitest';
import { prototypeOf } from '../../abi/prototypes/index.ts';
import { fileAfter } from './files.ts';
import type { FileState } from './ledger.ts';
import { fakeMemory } from './testing.ts';

const INVALID = 0xffff_ffff_ffff_ffffn;
const memory = fakeMemory();
const TIED = { port: 64n, key: 1n };

/** What a call makes of a handle, of which this was known before. */
const made = (
  name: string,
  values: unknown[],
  before: FileState = { port: null, key: null, skips: false },
  returned: unknown = 1,
) => fileAfter(prototypeOf(name), values, returned, () => before, memory);

describe('a call', () => {
  it('ties a handle to a port, whichever type koffi has for it', () => {
    const tied = { handle: 8n, state: { port: 64n, key: 1n, skips: false } };
    const tie = (handle: unknown, existing: unknown, key: unknown) =>
      made('CreateIoCompletionPort', [handle, existing, key, 0], undefined, 64n);
    expect(tie(8, 64n, 1)).toEqual(tied);
    expect(tie(8n, 64n, 1n)).toEqual(tied);
    expect(tie(8n, null, 1)).toEqual(tied);
    expect(tie(8n, 64n, -1)).toMatchObject({ state: { key: INVALID } });
  });

  it('that only makes a port ties nothing to it', () => {
    expect(made('CreateIoCompletionPort', [INVALID, null, 0, 0], undefined, 64n)).toBeNull();
    expect(made('CreateIoCompletionPort', [-1, null, 0, 0], undefined, 64n)).toBeNull();
  });

  it('makes successes at once skip the port, which cannot be taken back (SKIP-1)', () => {
    const modes = (flags: number, skips: boolean) =>
      made('SetFileCompletionNotificationModes', [8n, flags], { ...TIED, skips })?.state;
    expect(modes(1, false)).toEqual({ ...TIED, skips: true });
    expect(modes(3, false)).toEqual({ ...TIED, skips: true });
    expect(modes(2, false)).toEqual({ ...TIED, skips: false });
    expect(modes(2, true)).toEqual({ ...TIED, skips: true });
  });

  it('makes another handle of the same file', () => {
    const before = { ...TIED, skips: true };
    expect(made('DuplicateHandle', [1n, 8n, 1n, [12n], 0, 0, 2], before)).toEqual({
      handle: 12n,
      state: before,
    });
  });

  it('makes or closes a handle, of which nothing is true any more', () => {
    const before = { ...TIED, skips: true };
    const fresh = { port: null, key: null, skips: false };
    expect(made('closesocket', [8], before)).toEqual({ handle: 8n, state: fresh });
    expect(made('CloseHandle', [8n], before)).toEqual({ handle: 8n, state: fresh });
    expect(made('WSASocketW', [], before, 12)).toEqual({ handle: 12n, state: fresh });
    expect(made('WSARecv', [8], before)).toBeNull();
    expect(fileAfter(undefined, [8], 0, () => before, memory)).toBeNull();
  });
});
