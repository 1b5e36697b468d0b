import { describe, expect, test } from 'vitest';
import { hasFailed, prototypeOf, startOf } from './index.ts';

const failed = (name: string, returned: unknown) => {
  const prototype = prototypeOf(name);
  if (!prototype) throw new Error(`There is no ${name}.`);
  return hasFailed(prototype, returned);
};

describe('a call has failed', () => {
  test('when it says so in the way of its family', () => {
    expect(failed('CreateIoCompletionPort', null)).toBe(true);
    expect(failed('CloseHandle', 0)).toBe(true);
    expect(failed('WSARecv', -1)).toBe(true);
    expect(failed('WSAStartup', 10091)).toBe(true);
    expect(failed('NtRemoveIoCompletionEx', 0x102)).toBe(true);
    expect(failed('GetCurrentProcess', -1n)).toBe(false);
  });

  test('when all bits are set, in the width of what it returns (FFI-2)', () => {
    expect(failed('CreateFileW', 0xffff_ffff_ffff_ffffn)).toBe(true);
    expect(failed('CreateFileW', -1n)).toBe(true);
    expect(failed('CreateFileW', 0xffff_ffffn)).toBe(false);
    expect(failed('WSASocketW', 0xffff_ffff_ffff_ffffn)).toBe(true);
    expect(failed('WaitForSingleObject', 0xffff_ffff)).toBe(true);
    expect(failed('WaitForSingleObject', 258)).toBe(false);
  });
});

describe('an operation', () => {
  test('is over at once, on its way, or has not started', () => {
    const receive = prototypeOf('WSARecv');
    expect(startOf(receive, null)).toBe('immediate');
    expect(startOf(receive, 997)).toBe('pending');
    expect(startOf(receive, 10057)).toBe('failed');
    expect(startOf(prototypeOf('ConnectNamedPipe'), 535)).toBe('failed');
  });

  test('that watches a directory is on its way when its call succeeds', () => {
    expect(startOf(prototypeOf('ReadDirectoryChangesW'), null)).toBe('pending');
  });

  test('whose call fails with a warning is over, and its packet comes (FILE-4)', () => {
    expect(startOf(prototypeOf('ReadFile'), 234)).toBe('immediate');
    expect(startOf(prototypeOf('WSARecv'), 10040)).toBe('immediate');
  });
});
