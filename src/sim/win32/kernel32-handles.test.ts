import { describe, expect, test } from 'vitest';
import { AccessViolation } from '../memory/heap.ts';
import { testProgram, UNTOUCHED } from './testing.ts';

const CURRENT_PROCESS = 0xffff_ffff_ffff_ffffn;
const CURRENT_THREAD = 0xffff_ffff_ffff_fffen;
const SAME_ACCESS = 2;
const CLOSE_SOURCE = 1;

describe('a handle', () => {
  test('is a multiple of four, and is given out again when it was closed (SCLOSE-4, EVT-3)', () => {
    const { event, number, port } = testProgram();
    const first = event();
    expect(first % 4n).toBe(0n);
    number('CloseHandle', first);
    expect(port()).toBe(first);
  });

  test('is closed once; a second time is 6', () => {
    const { event, attempt } = testProgram();
    const own = event();
    expect(attempt('CloseHandle', own)).toEqual({ returned: 1, error: UNTOUCHED });
    expect(attempt('CloseHandle', own)).toEqual({ returned: 0, error: 6 });
    expect(attempt('CloseHandle', 0n)).toEqual({ returned: 0, error: 6 });
    expect(attempt('CloseHandle', CURRENT_PROCESS)).toEqual({ returned: 1, error: UNTOUCHED });
  });

  test('may be a name for the one who asks, and a duplicate of that is a real one', () => {
    const { number, memory, heap, thread, process, call } = testProgram();
    const target = memory(8);
    const duplicate = (source: bigint) => {
      number(
        'DuplicateHandle',
        CURRENT_PROCESS,
        source,
        CURRENT_PROCESS,
        target,
        0,
        0,
        SAME_ACCESS,
      );
      return process.handles.get(heap.readUint64(target));
    };
    expect(duplicate(CURRENT_THREAD)).toBe(thread);
    expect(duplicate(CURRENT_PROCESS)).toBe(process);
    expect(call('GetCurrentThread')).toBe(CURRENT_THREAD);
    expect(call('GetCurrentProcess')).toBe(CURRENT_PROCESS);
    expect([call('GetCurrentThreadId'), call('GetCurrentProcessId')]).toEqual([
      thread.id,
      process.id,
    ]);
  });

  test('says whether it is inherited', () => {
    const { number, attempt, memory, dword, heap, event } = testProgram();
    const attributes = heap.allocate(24);
    heap.writeUint32(attributes + 16n, 1);
    const flagsOf = (handle: bigint) => {
      const flags = memory(4);
      number('GetHandleInformation', handle, flags);
      return dword(flags);
    };
    const inherited = number('CreateEventW', attributes, 1, 0, 0n);
    expect([flagsOf(event()), flagsOf(BigInt(inherited))]).toEqual([0, 1]);
    const flags = memory(4);
    expect(attempt('GetHandleInformation', 0n, flags)).toEqual({ returned: 0, error: 6 });
    expect(dword(flags)).toBe(UNTOUCHED);
  });
});

describe('DuplicateHandle', () => {
  test('makes a handle that lives by itself', () => {
    const { event, number, memory, heap } = testProgram();
    const [own, target] = [event(1), memory(8)];
    number('DuplicateHandle', CURRENT_PROCESS, own, CURRENT_PROCESS, target, 0, 0, SAME_ACCESS);
    number('CloseHandle', own);
    expect(number('WaitForSingleObject', heap.readUint64(target), 0)).toBe(0);
  });

  test('closes the source if it is told to, also when it fails', () => {
    const { event, number, memory, attempt, heap } = testProgram();
    const target = memory(8);
    const move = (source: bigint, to: bigint) =>
      attempt(
        'DuplicateHandle',
        CURRENT_PROCESS,
        source,
        to,
        target,
        0,
        0,
        CLOSE_SOURCE | SAME_ACCESS,
      );
    const first = event(1);
    expect(move(first, CURRENT_PROCESS).returned).toBe(1);
    const moved = heap.readUint64(target);
    expect(number('WaitForSingleObject', first, 0)).toBe(0xffff_ffff);
    expect(number('WaitForSingleObject', moved, 0)).toBe(0);
    expect(move(moved, 0n)).toEqual({ returned: 0, error: 6 });
    expect(number('WaitForSingleObject', moved, 0)).toBe(0xffff_ffff);
  });

  test('refuses what is no handle and where nothing can be written', () => {
    const { event, attempt, memory, dword } = testProgram();
    const [own, target] = [event(), memory(8)];
    const duplicate = (from: bigint, source: bigint, address: bigint) =>
      attempt('DuplicateHandle', from, source, CURRENT_PROCESS, address, 0, 0, SAME_ACCESS);
    expect(duplicate(CURRENT_PROCESS, 4n, target)).toEqual({ returned: 0, error: 6 });
    expect(duplicate(own, own, target)).toEqual({ returned: 0, error: 6 });
    expect(dword(target)).toBe(UNTOUCHED);
    expect(duplicate(CURRENT_PROCESS, own, 8n)).toEqual({ returned: 0, error: 998 });
  });
});

describe('an event', () => {
  test('is reset by hand, or by the wait that it ends', () => {
    const { event, number } = testProgram();
    const waited = (own: bigint) => [1, 2].map(() => number('WaitForSingleObject', own, 0));
    expect(waited(event(1, 1))).toEqual([0, 0]);
    expect(waited(event(1, 0))).toEqual([0, 258]);
    const own = event();
    number('SetEvent', own);
    expect(waited(own)).toEqual([0, 0]);
    number('ResetEvent', own);
    expect(waited(own)).toEqual([258, 258]);
  });

  test('that resets itself lets one thread go on, who has waited longest', () => {
    const { event, number, process, on, settle } = testProgram();
    const own = event(0, 0);
    const ended: string[] = [];
    for (const name of ['a', 'b']) {
      process.start(function* (thread) {
        yield* on(thread, 'WaitForSingleObject', own, 0xffff_ffff);
        ended.push(name);
      });
      settle();
    }
    number('SetEvent', own);
    settle();
    expect([ended, number('WaitForSingleObject', own, 0)]).toEqual([['a'], 258]);
  });

  test('has a name if it wants one; a second one of that name is the same, 183', () => {
    const { heap, attempt, number, handle } = testProgram();
    const name = heap.allocate(8);
    heap.bytes(name, 2, 'write').set([0x61, 0]);
    const first = handle('CreateEventW', 0n, 1, 0, name);
    expect(number('GetLastError')).toBe(0);
    const again = attempt('CreateEventW', 0n, 1, 0, name);
    expect(again.error).toBe(183);
    number('SetEvent', first);
    expect(number('WaitForSingleObject', BigInt(again.returned ?? 0), 0)).toBe(0);
  });

  test('is the only thing that can be set; anything else is 6', () => {
    const { port, attempt, thread, number } = testProgram();
    expect(attempt('SetEvent', port())).toEqual({ returned: 0, error: 6 });
    expect(attempt('ResetEvent', 0n)).toEqual({ returned: 0, error: 6 });
    expect(attempt('WaitForSingleObject', 0n, 0)).toEqual({ returned: 0xffff_ffff, error: 6 });
    // A wait that ends with its time is no failure.
    expect(attempt('WaitForSingleObject', CURRENT_THREAD, 5)).toEqual({
      returned: 258,
      error: UNTOUCHED,
    });
    expect(number('GetCurrentThreadId')).toBe(thread.id);
  });

  test('that is set goes before an APC in an alertable wait; one that is not does not', () => {
    const { event, number, apc } = testProgram();
    const [set, other] = [event(1), event()];
    const own = apc();
    expect(number('WaitForSingleObjectEx', set, 100, 1)).toBe(0);
    expect(own.hasRun()).toBe(false);
    expect(number('WaitForSingleObjectEx', other, 0, 1)).toBe(192);
    expect(own.hasRun()).toBe(true);
  });
});

describe('sleeping and APCs', () => {
  test('Sleep takes its time, and SleepEx ends with 192 when an APC runs', () => {
    const { number, call, machine, apc } = testProgram();
    const from = machine.now;
    call('Sleep', 50);
    expect(machine.now - from).toBeGreaterThanOrEqual(50_000);
    expect(number('SleepEx', 1, 1)).toBe(0);
    const own = apc();
    call('Sleep', 1);
    expect(own.hasRun()).toBe(false);
    expect(number('SleepEx', 0xffff_ffff, 1)).toBe(192);
    expect(own.hasRun()).toBe(true);
  });

  test('an APC runs a function of the program, on the thread that was told', () => {
    const { host, codeOf, call, number } = testProgram();
    const got: (number | bigint)[] = [];
    const routine = host.registerCode('my routine', (args) => {
      got.push(...args, number('GetCurrentThreadId'));
      return undefined;
    });
    expect(number('QueueUserAPC', routine, CURRENT_THREAD, 7n)).not.toBe(0);
    number('SleepEx', 0, 1);
    expect(got).toEqual([7n, number('GetCurrentThreadId')]);
    // One that waits itself.
    number('QueueUserAPC', codeOf('Sleep'), CURRENT_THREAD, 20n);
    expect(number('SleepEx', 0, 1)).toBe(192);
    expect(call('QueueUserAPC', routine, 0n, 7n)).toBe(0);
    expect(number('GetLastError')).toBe(6);
    number('QueueUserAPC', 0x1234n, CURRENT_THREAD, 7n);
    expect(() => number('SleepEx', 0, 1)).toThrow(AccessViolation);
  });

  test('an APC for a thread that has ended is refused', () => {
    const { process, codeOf, attempt } = testProgram();
    const thread = process.start();
    const own = process.handles.open(thread);
    thread.end();
    expect(attempt('QueueUserAPC', codeOf('SetEvent'), own, 0n)).toEqual({
      returned: 0,
      error: 31,
    });
  });
});

describe('processes and libraries', () => {
  test('OpenProcess finds a process by its id', () => {
    const { number, handle, process, attempt } = testProgram();
    const own = handle('OpenProcess', 0x40, 0, process.id);
    expect(process.handles.get(own)).toBe(process);
    expect(number('WaitForSingleObject', own, 0)).toBe(258);
    expect(attempt('OpenProcess', 0x40, 0, 4)).toEqual({ returned: null, error: 87 });
  });

  test('FFI-5: GetProcAddress finds a function in its own library only', () => {
    const { heap, attempt, handle, codeOf } = testProgram();
    const text = (value: string, width: 1 | 2) => {
      const address = heap.allocate((value.length + 1) * width);
      [...value].forEach((letter, at) => {
        heap.bytes(address, (value.length + 1) * width, 'write')[at * width] =
          letter.codePointAt(0) ?? 0;
      });
      return address;
    };
    const library = (name: string) => handle('GetModuleHandleW', text(name, 2));
    const kernel32 = library('KERNEL32.DLL');
    expect(library('kernel32')).toBe(kernel32);
    expect(attempt('GetModuleHandleW', text('user32.dll', 2)).error).toBe(126);
    const find = (base: bigint, name: string) => attempt('GetProcAddress', base, text(name, 1));
    expect(BigInt(find(kernel32, 'SetEvent').returned ?? 0)).toBe(codeOf('SetEvent'));
    expect(find(library('ntdll.dll'), 'SetEvent')).toEqual({ returned: null, error: 127 });
    expect(find(kernel32, 'setevent')).toEqual({ returned: null, error: 127 });
    expect(find(handle('GetModuleHandleW', 0n), 'SetEvent').error).toBe(127);
    expect(find(1n, 'SetEvent').error).toBe(126);
  });
});
