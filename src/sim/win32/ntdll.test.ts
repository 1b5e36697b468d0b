import { describe, expect, test } from 'vitest';
import { factById } from '../../facts/index.ts';
import { STATUS } from '../kernel/status.ts';
import { differs, testProgram, UNTOUCHED } from './testing.ts';

describe('RtlNtStatusToDosError', () => {
  test('NUM-1: has the book’s numbers', () => {
    const program = factById('NUM-1')?.program;
    if (!program || 'none' in program) throw new Error('NUM-1 has no program.');
    const { number } = testProgram();
    const codes = Object.keys(program.windows.prints ?? {});
    const seen = codes.map((code) => [code, number('RtlNtStatusToDosError', Number(code))]);
    expect(differs('NUM-1', Object.fromEntries(seen))).toBeNull();
  });

  test('knows more than those, and says 317 for what nobody knows', () => {
    const { number } = testProgram();
    const error = (status: number) => number('RtlNtStatusToDosError', status);
    expect([0xc000_0010, 0xd000_0022, 0x8007_0005, 0xe000_1234, 0xc0de_0000].map(error)).toEqual([
      1, 5, 5, 0xe000_1234, 317,
    ]);
  });
});

describe('NtSetIoCompletion and NtRemoveIoCompletionEx', () => {
  test('EX-11: carry status and a byte count of 64 bits, which Win32 cuts in half', () => {
    const { port, number, memory, heap, dequeue, dequeueMany } = testProgram();
    const made = port();
    const information = 0x1234_5678_0000_0003n;
    const set = () => number('NtSetIoCompletion', made, 123n, 456n, 789, information);
    expect(set()).toBe(0);
    const [entries, removed] = [memory(64), memory(4)];
    expect(number('NtRemoveIoCompletionEx', made, entries, 2, removed, 0n, 0)).toBe(0);
    expect([
      heap.readUint32(removed),
      heap.readUint64(entries),
      heap.readUint64(entries + 8n),
      heap.readUint32(entries + 16n),
      heap.readUint64(entries + 24n),
    ]).toEqual([1, 123n, 456n, 789, information]);
    set();
    expect(dequeue(made)).toMatchObject({ returned: 1, bytes: 3, key: 123 });
    number('NtSetIoCompletion', made, 1n, 0n, STATUS.CONNECTION_RESET, 0n);
    // GQ-2’s fifth case, which no Win32 function can make: a failed packet without an OVERLAPPED.
    expect(dequeue(made)).toEqual({
      returned: 0,
      error: 64,
      bytes: 0,
      key: 1,
      overlapped: 'NULL',
    });
    set();
    expect(dequeueMany(made, 2).entries).toHaveLength(1);
  });

  test('EX-3, EX-4, EX-7, EX-8: give the statuses themselves, and leave the last error alone', () => {
    const { port, attempt, memory, dword, apc, heap, number } = testProgram();
    const [made, entries, removed, now] = [port(), memory(64), memory(4), heap.allocate(8)];
    const ask = (count: number, alertable: number) =>
      attempt('NtRemoveIoCompletionEx', made, entries, count, removed, now, alertable);
    expect(ask(0, 0)).toEqual({ returned: STATUS.INVALID_PARAMETER, error: UNTOUCHED });
    expect(dword(removed)).toBe(UNTOUCHED);
    expect(ask(2, 0)).toEqual({ returned: STATUS.TIMEOUT, error: UNTOUCHED });
    apc();
    expect(ask(2, 0).returned).toBe(STATUS.TIMEOUT);
    expect(ask(2, 1).returned).toBe(STATUS.USER_APC);
    const own = apc();
    number('NtSetIoCompletion', made, 1n, 2n, 3, 4n);
    // The thread belongs to the port since its first time-out.
    expect([ask(2, 1).returned, own.hasRun()]).toEqual([0, false]);
    expect(attempt('NtRemoveIoCompletionEx', 0n, entries, 1, removed, now, 0).returned).toBe(
      STATUS.INVALID_HANDLE,
    );
    expect(number('NtSetIoCompletion', 0n, 1n, 2n, 3, 4n)).toBe(STATUS.INVALID_HANDLE);
  });

  test('a Timeout counts from now on in steps of 100 ns; a time of day is not simulated', () => {
    const { port, number, memory, heap, machine } = testProgram();
    const [made, timeout] = [port(), heap.allocate(8)];
    const wait = () => number('NtRemoveIoCompletionEx', made, memory(32), 1, memory(4), timeout, 0);
    heap.writeUint64(timeout, BigInt.asUintN(64, -50_000n));
    const from = machine.now;
    expect(wait()).toBe(STATUS.TIMEOUT);
    expect(machine.now - from).toBeGreaterThanOrEqual(5000);
    heap.writeUint64(timeout, 50_000n);
    expect(wait).toThrow('NtRemoveIoCompletionEx was given a positive Timeout');
  });
});

describe('NtSetInformationFile', () => {
  const scene = () => {
    const program = testProgram();
    const block = program.memory(16);
    return {
      ...program,
      block,
      set: (
        handle: bigint,
        kind: number,
        values: readonly bigint[],
        length = 8 * values.length,
      ) => {
        const address = program.heap.allocate(16);
        values.forEach((value, at) => {
          program.heap.writeUint64(address + BigInt(8 * at), value);
        });
        return program.number('NtSetInformationFile', handle, block, address, length, kind);
      },
    };
  };

  test('30 associates, once (PORT-4)', () => {
    const { set, port, device, start, overlapped, dequeue, block, heap } = scene();
    const [made, { device: file, handle }, read] = [port(), device(), overlapped('read')];
    expect(set(handle, 30, [made, 7n])).toBe(0);
    expect([heap.readUint32(block), heap.readUint64(block + 8n)]).toEqual([0, 0n]);
    expect(set(handle, 30, [made, 8n])).toBe(STATUS.INVALID_PARAMETER);
    expect(set(handle, 30, [made, 8n], 8)).toBe(STATUS.INFO_LENGTH_MISMATCH);
    expect(set(handle, 30, [0n, 8n])).toBe(STATUS.INVALID_HANDLE);
    expect(set(made, 30, [made, 8n])).toBe(STATUS.OBJECT_TYPE_MISMATCH);
    start(file, read);
    file.end(read, 0, 5);
    expect(dequeue(made)).toMatchObject({ key: 7, bytes: 5 });
  });

  test('61 gives it to another port, or to none (PORT-5)', () => {
    const { set, port, device, start, overlapped, dequeue, attempt } = scene();
    const [made, other, { device: file, handle }, read] = [
      port(),
      port(),
      device(),
      overlapped('read'),
    ];
    set(handle, 30, [made, 7n]);
    expect(set(handle, 61, [other, 8n])).toBe(0);
    start(file, read);
    file.end(read, 0, 5);
    expect([dequeue(made).error, dequeue(other).key]).toEqual([258, 8]);
    expect(set(handle, 61, [0n, 0n])).toBe(0);
    expect(attempt('CreateIoCompletionPort', handle, made, 9n, 0).error).toBe(UNTOUCHED);
  });

  test('41 sets what is skipped, and cares for no flags that it does not know; an unknown class is named', () => {
    const { set, device } = scene();
    const { device: file, handle } = device();
    expect(set(handle, 41, [0xdead_beefn], 4)).toBe(0);
    expect([file.skipPacket, file.skipSignal]).toEqual([true, true]);
    expect(set(device(false).handle, 41, [1n], 4)).toBe(STATUS.INVALID_PARAMETER);
    expect(() => set(handle, 10, [1n])).toThrow('class 10 is not simulated');
  });
});
