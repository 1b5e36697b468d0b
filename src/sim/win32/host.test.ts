import { describe, expect, test } from 'vitest';
import { STATUS } from '../kernel/status.ts';
import { AccessViolation } from '../memory/heap.ts';
import { Deadlock } from './deadlock.ts';
import { differs, INFINITE, testProgram } from './testing.ts';

describe('a program’s host', () => {
  test('finds libraries in any spelling, and functions where they are (FFI-5)', () => {
    const { host, codeOf } = testProgram();
    for (const spelled of ['kernel32', 'KERNEL32.DLL', 'C:\\Windows\\System32\\kernel32.dll']) {
      expect(host.hasLibrary(spelled)).toBe(true);
      expect(host.codeOf(spelled, 'SetEvent')).toBe(codeOf('SetEvent'));
    }
    expect(host.nameOf(codeOf('SetEvent'))).toBe('SetEvent');
    expect(host.codeOf('ntdll.dll', 'SetEvent')).toBeNull();
    expect([host.hasLibrary('user32.dll'), host.codeOf('user32.dll', 'SetEvent')]).toEqual([
      false,
      null,
    ]);
    expect(host.nameOf(1n)).toBeNull();
  });

  test('gives a function the same address each time, and the program’s own code one each', () => {
    const [one, other] = [testProgram(), testProgram()];
    expect(one.codeOf('SetEvent')).toBe(other.codeOf('SetEvent'));
    const [first, second] = [1, 2].map((value) => one.host.registerCode('mine', () => value));
    expect(first).not.toBe(second);
    expect(one.host.call(first as bigint, [])).toBe(1);
    expect(one.host.nameOf(second as bigint)).toBe('mine');
    one.host.unregisterCode(first as bigint);
    expect(() => one.host.call(first as bigint, [])).toThrow(AccessViolation);
    // Windows' own functions stay where they are.
    one.host.unregisterCode(one.codeOf('SetEvent'));
    expect(one.host.nameOf(one.codeOf('SetEvent'))).toBe('SetEvent');
  });

  test('lets time pass with each call, and a wait jumps to its end', () => {
    const { machine, number } = testProgram();
    const from = machine.now;
    number('GetLastError');
    expect(machine.now).toBeGreaterThan(from);
    number('SleepEx', 86_400_000, 0);
    expect(machine.now).toBeGreaterThanOrEqual(86_400_000_000);
  });

  test('tells a program that waits for what can never come', () => {
    const { port, dequeue, device, start, overlapped, event, dequeueOnThread } = testProgram();
    start(device().device, overlapped('read', event()));
    dequeueOnThread(port());
    let seen: unknown;
    try {
      dequeue(port(), INFINITE);
    } catch (error) {
      seen = error;
    }
    expect(seen).toBeInstanceOf(Deadlock);
    expect(String(seen)).toMatch(
      /^Deadlock: Every thread waits and nothing is pending that could end a wait: thread \d+ for a completion packet and thread \d+ for a completion packet\. DeviceIoControl will never end: nobody does the other part\. On Windows the program would hang here\.$/,
    );
  });

  test('a wait of the program is ended by what another thread does meanwhile', () => {
    const { port, host, codeOf, dequeue } = testProgram();
    const made = port();
    host.callOnPool(codeOf('PostQueuedCompletionStatus'), [made, 5, 7n, 0n], () => {});
    expect(dequeue(made, INFINITE)).toMatchObject({ returned: 1, key: 7, bytes: 5 });
  });
});

describe('the pool', () => {
  test('THR-3: the last error of its thread counts in the callback, and only there', () => {
    const { port, dequeueOnThread, call, settle, turn, number } = testProgram();
    const made = port();
    call('SetLastError', 1234);
    const ended = dequeueOnThread(made, 0);
    settle();
    turn();
    const seen = {
      'in the callback': ended.value?.error ?? null,
      'after the await': number('GetLastError'),
    };
    expect(differs('THR-3', seen)).toBeNull();
  });

  test('has four threads; the fifth call waits for one of them', () => {
    const { port, dequeueOnThread, post, settle, turn, host } = testProgram();
    const [made, other] = [port(), port()];
    const waiting = [1, 2, 3, 4].map(() => dequeueOnThread(made));
    const fifth = dequeueOnThread(other);
    post(other, 9);
    settle();
    turn();
    expect([fifth.value, host.queued]).toEqual([null, 1]);
    post(made, 1);
    settle();
    turn();
    expect(waiting.map(({ value }) => value?.key)).toEqual([undefined, undefined, undefined, 1]);
    expect(fifth.value).toMatchObject({ key: 9 });
    expect(host.queued).toBe(0);
  });

  test('has as many as UV_THREADPOOL_SIZE says', () => {
    const { port, dequeueOnThread, host } = testProgram({ poolSize: 1 });
    const made = port();
    dequeueOnThread(made);
    dequeueOnThread(made);
    expect(host.queued).toBe(1);
  });

  test('a thread of it that has nothing to do holds no place at a port (SCHED-3)', () => {
    const { port, dequeueOnThread, post, settle, process } = testProgram();
    const made = port(1);
    dequeueOnThread(made);
    post(made, 1);
    settle();
    dequeueOnThread(made);
    post(made, 2);
    settle();
    expect(process.handles.get(made)).toMatchObject({ active: 0, length: 0 });
  });

  test('an exception of the program’s own code reaches the callback, a fault ends everything', () => {
    const { host, settle, turn, codeOf } = testProgram();
    const broken = host.registerCode('broken', () => {
      throw new RangeError('mine');
    });
    let seen: Error | null = null;
    host.callOnPool(broken, [], (failure) => {
      seen = failure;
    });
    settle();
    turn();
    expect(seen).toBeInstanceOf(RangeError);
    host.callOnPool(codeOf('GetHandleInformation'), [0xffff_ffff_ffff_ffffn, 0n], () => {});
    expect(settle).toThrow(AccessViolation);
  });
});

test('GQ-8: in its event loop the program’s thread belongs to libuv’s port, and holds no place at another', () => {
  const { port, post, dequeue, dequeueOnThread, host, settle, turn, thread } = testProgram();
  const made = port(1);
  post(made, 1);
  dequeue(made);
  const other = dequeueOnThread(made);
  post(made, 2);
  settle();
  turn();
  // The program's thread runs, and the limit is one.
  expect(other.value).toBeNull();
  host.enterEventLoop();
  settle();
  turn();
  expect(other.value).toMatchObject({ key: 2 });
  expect(thread.port).toBeNull();
});

test('OV-9: a status that comes too late is written into memory that was freed, and told', () => {
  const { device, start, heap, overlapped, machine } = testProgram();
  const { device: file } = device();
  const seen: string[] = [];
  machine.observer = {
    started: () => seen.push('started'),
    completed: () => seen.push('completed'),
    reported: () => seen.push('reported'),
    missed: () => seen.push('missed'),
  };
  const read = overlapped('read');
  start(file, read);
  heap.free(read);
  file.end(read, STATUS.SUCCESS, 5);
  expect(seen).toEqual(['started', 'completed', 'reported']);
});
