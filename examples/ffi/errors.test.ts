import type { KoffiFunc } from 'koffi';
import { describe, expect, it, vi } from 'vitest';
import { attempt, attemptOnThread, ensure, failureOf, statusOf } from './errors.ts';
import type { Address, CompletionEntry } from './types.ts';

const lastError = vi.hoisted(() => ({ value: 0 }));
vi.mock('./kernel32.ts', () => ({ GetLastError: () => lastError.value }));

const entry = (Internal: number | bigint): CompletionEntry => ({
  lpCompletionKey: 0,
  lpOverlapped: 1n as Address<'OVERLAPPED'>,
  Internal,
  dwNumberOfBytesTransferred: 0,
});

describe('a call', () => {
  it('brings its last error along', () => {
    const call = () => {
      lastError.value = 87;
      return null;
    };
    expect(attempt(call)).toEqual({ value: null, error: 87 });
  });

  it('that has to succeed throws a sentence when it did not', () => {
    lastError.value = 6;
    expect(() => ensure('CloseHandle', () => 0)).toThrow(
      'CloseHandle failed with error 6 (ERROR_INVALID_HANDLE).',
    );
    lastError.value = 4242;
    expect(() => ensure('CreateIoCompletionPort', () => null)).toThrow(
      'CreateIoCompletionPort failed with error 4242.',
    );
    expect(() => ensure('connect', () => -1, -1)).toThrow('connect failed');
  });

  it('gives its value otherwise, a Winsock 0 included', () => {
    expect(ensure('CreateIoCompletionPort', () => 368n)).toBe(368n);
    expect(ensure('connect', () => 0, -1)).toBe(0);
  });
});

describe('a call on a thread of the pool', () => {
  /** Like koffi's: an error in place of the callback's first argument where the call could not be made. */
  const onThread = (problem: Error | null, value: number) =>
    Object.assign((_milliseconds: number) => value, {
      async(
        _milliseconds: number,
        done: (problem: unknown, value: number) => void,
      ) {
        setImmediate(() => {
          lastError.value = 258;
          done(problem, value);
          lastError.value = 6;
        });
      },
    }) as unknown as KoffiFunc<(milliseconds: number) => number>;

  it('brings the last error that stood in its callback (THR-3)', async () => {
    expect(await attemptOnThread(onThread(null, 0), 50)).toEqual({
      value: 0,
      error: 258,
    });
  });

  it('that could not be made is an error', async () => {
    const full = new Error('Too many asynchronous calls are running');
    await expect(attemptOnThread(onThread(full, 0), 50)).rejects.toBe(full);
  });
});

describe('the status of a packet', () => {
  it('is the low 4 bytes of Internal, whatever the others hold (EX-6)', () => {
    expect(statusOf(entry(0))).toBe(0);
    expect(statusOf(entry(0xcccc_cccc_0000_0000n))).toBe(0);
    expect(statusOf(entry(0xcccc_cccc_c000_020dn))).toBe(0xc000_020d);
  });

  it('is a failure from 0x80000000 up (GQ-6)', () => {
    expect(failureOf(entry(0))).toBeNull();
    expect(failureOf(entry(0x103))).toBeNull();
    expect(failureOf(entry(0x8000_0001))).toBe(
      'the operation ended with status 0x80000001.',
    );
    expect(failureOf(entry(0xc000_020d))).toBe(
      'the operation ended with status 0xC000020D (STATUS_CONNECTION_RESET).',
    );
  });
});
