import { describe, expect, test } from 'vitest';
import { STATUS } from '../kernel/status.ts';
import { AccessViolation } from '../memory/heap.ts';
import { differs, hex, INFINITE, INVALID_HANDLE_VALUE, testProgram, UNTOUCHED } from './testing.ts';

const nothing = (error: number) => ({
  returned: 0,
  error,
  bytes: UNTOUCHED,
  key: UNTOUCHED,
  overlapped: 'NULL',
});

describe('a port is made and associated', () => {
  test('PORT-1: with INVALID_HANDLE_VALUE and no port it is made, and the key is ignored', () => {
    const { handle, post, dequeue, attempt } = testProgram();
    const port = handle('CreateIoCompletionPort', INVALID_HANDLE_VALUE, 0n, 999n, 0);
    const other = handle('CreateIoCompletionPort', INVALID_HANDLE_VALUE, 0n, 999n, 0);
    post(port, 7);
    const seen = {
      'a port was made': port !== 0n,
      'and another one': other !== 0n && other !== port,
      'key of a packet': dequeue(port).key,
    };
    expect(differs('PORT-1', seen)).toBeNull();
    const made = attempt('CreateIoCompletionPort', INVALID_HANDLE_VALUE, 0n, 0n, 0);
    expect(made.error).toBe(UNTOUCHED);
  });

  test('PORT-2: associating returns the port that was given', () => {
    const { port, device, handle } = testProgram();
    const made = port();
    const seen = {
      'the same handle came back':
        handle('CreateIoCompletionPort', device().handle, made, 1n, 0) === made,
      'for a second socket too':
        handle('CreateIoCompletionPort', device().handle, made, 2n, 64) === made,
    };
    expect(differs('PORT-2', seen)).toBeNull();
  });

  test('a handle and no port: both are done, and where the one is impossible so is the other', () => {
    const { device, handle, attempt, start, overlapped, dequeue } = testProgram();
    const file = device();
    const port = handle('CreateIoCompletionPort', file.handle, 0n, 7n, 0);
    const read = overlapped('read');
    start(file.device, read);
    file.device.end(read, STATUS.SUCCESS, 5);
    expect(dequeue(port)).toMatchObject({ key: 7, overlapped: 'read', bytes: 5 });
    const refused = { returned: null, error: 87 };
    expect(attempt('CreateIoCompletionPort', file.handle, 0n, 7n, 0)).toEqual(refused);
    expect(attempt('CreateIoCompletionPort', 0n, 0n, 7n, 0)).toEqual({ returned: null, error: 6 });
  });

  test('PORT-3: INVALID_HANDLE_VALUE and a port are a mistake', () => {
    const { port, attempt } = testProgram();
    const seen = attempt('CreateIoCompletionPort', INVALID_HANDLE_VALUE, port(), 0n, 0);
    expect(differs('PORT-3', seen)).toBeNull();
  });

  test('PORT-4, PORT-11: once, with whatever port and key, also when the port is closed', () => {
    const { port, device, attempt, handle, number } = testProgram();
    const [first, other, file] = [port(), port(), device().handle];
    handle('CreateIoCompletionPort', file, first, 1n, 0);
    const again = (to: bigint, key: bigint) => attempt('CreateIoCompletionPort', file, to, key, 0);
    const seen = {
      'the same port': again(first, 1n),
      'the same port, another key': again(first, 2n),
      'another port': again(other, 1n),
    };
    expect(differs('PORT-4', seen)).toBeNull();
    const closed = {
      'the port was closed': number('CloseHandle', first),
      'the socket and another port': again(other, 1n),
    };
    expect(differs('PORT-11', closed)).toBeNull();
  });

  test('PORT-5: a duplicate shares the association, and keeps it', () => {
    const { port, device, attempt, handle, number, memory, heap } = testProgram();
    const [first, other, file, duplicate] = [port(), port(), device().handle, memory(8)];
    const self = handle('GetCurrentProcess');
    number('DuplicateHandle', self, file, self, duplicate, 0, 0, 2);
    const same = heap.readUint64(duplicate);
    handle('CreateIoCompletionPort', file, first, 1n, 0);
    const through = attempt('CreateIoCompletionPort', same, other, 2n, 0);
    number('CloseHandle', file);
    const seen = {
      'through the duplicate': through,
      'after the first handle was closed': attempt('CreateIoCompletionPort', same, other, 2n, 0),
    };
    expect(differs('PORT-5', seen)).toBeNull();
  });

  test('PORT-6: only what was opened for overlapped operations', () => {
    const { port, device, attempt, handle } = testProgram();
    const made = port();
    const seen = {
      'without the flag': attempt('CreateIoCompletionPort', device(false).handle, made, 1n, 0),
      'with it': handle('CreateIoCompletionPort', device().handle, made, 1n, 0) === made,
    };
    expect(differs('PORT-6', seen)).toBeNull();
  });

  test('PORT-8: the association counts that is there when the operation ends', () => {
    const { port, device, start, overlapped, handle, dequeue } = testProgram();
    const [made, { device: file, handle: own }, read] = [port(), device(), overlapped('read')];
    expect(start(file, read)).toBe(STATUS.PENDING);
    handle('CreateIoCompletionPort', own, made, 7n, 0);
    file.end(read, STATUS.SUCCESS, 5);
    expect(dequeue(made)).toEqual({
      returned: 1,
      error: UNTOUCHED,
      bytes: 5,
      key: 7,
      overlapped: 'read',
    });
  });

  test('PORT-9: the key is the handle’s, 64 bits wide; the OVERLAPPED is the operation’s', () => {
    const { port, device, start, overlapped, handle, dequeue } = testProgram();
    const made = port();
    const [one, other] = [device(), device()];
    handle('CreateIoCompletionPort', one.handle, made, 7n, 0);
    handle('CreateIoCompletionPort', other.handle, made, 0x8877_6655_4433_2211n, 0);
    const [first, second, third] = ['first', 'second', 'third'].map((name) => overlapped(name));
    start(one.device, first as bigint);
    start(one.device, second as bigint);
    start(other.device, third as bigint);
    one.device.end(first as bigint, STATUS.SUCCESS, 1);
    other.device.end(third as bigint, STATUS.SUCCESS, 1);
    one.device.end(second as bigint, STATUS.SUCCESS, 1);
    const packets = [1, 2, 3]
      .map(() => dequeue(made))
      .map(({ key, overlapped }) => ({ key, overlapped }));
    expect(differs('PORT-9', { packets })).toBeNull();
  });

  test('PORT-10: the limit is of those that run: three threads of the pool wait, and all are served', () => {
    const { port, dequeueOnThread, post, settle, turn } = testProgram();
    const made = port(1);
    const waiting = [1, 2, 3].map(() => dequeueOnThread(made));
    for (const key of [1, 2, 3]) post(made, key);
    settle();
    turn();
    const keys = waiting.map(({ value }) => value?.key ?? null).sort();
    expect(differs('PORT-10', { 'threads that asked': 3, 'keys they got': keys })).toBeNull();
  });

  test('PORT-12: what one thread posts another dequeues', () => {
    const { port, dequeueOnThread, post, settle, turn, host, codeOf, dequeue } = testProgram();
    const made = port();
    const there = dequeueOnThread(made);
    post(made, 1);
    settle();
    turn();
    host.callOnPool(codeOf('PostQueuedCompletionStatus'), [made, 0, 2n, 0n], () => {});
    settle();
    const seen = {
      'posted here, dequeued there': there.value?.key ?? null,
      'posted there, dequeued here': dequeue(made).key,
    };
    expect(differs('PORT-12', seen)).toBeNull();
  });

  test('FFI-16, POST-4: a handle of something else is no port and no file', () => {
    const { port, event, device, attempt } = testProgram();
    const refused = { returned: null, error: 6 };
    expect(attempt('CreateIoCompletionPort', event(), port(), 0n, 0)).toEqual(refused);
    expect(attempt('CreateIoCompletionPort', device().handle, event(), 0n, 0)).toEqual(refused);
  });
});

describe('packets are posted', () => {
  test('POST-1: as they are, though nothing is at the address', () => {
    const { port, post, dequeue } = testProgram();
    const made = port();
    const posted = post(made, 456, 0x1234_5678_9abc_def1n, 123);
    const packet = dequeue(made);
    post(made, 0xffff_ffff_ffff_ffffn, 1n, 0xffff_ffff);
    expect(differs('POST-1', { posted, packet, extreme: dequeue(made) })).toBeNull();
  });

  test('POST-2: with NULL, which is not “nothing”', () => {
    const { port, post, dequeue } = testProgram();
    const made = port();
    post(made, 7, 0n, 3);
    const seen = { 'a posted packet': dequeue(made), 'no packet': dequeue(made) };
    expect(differs('POST-2', seen)).toBeNull();
  });

  test('POST-3: with the status of a success, and nothing is written into the OVERLAPPED', () => {
    const { port, post, dequeueMany, overlapped, status } = testProgram();
    const [made, address] = [port(), overlapped('made by us')];
    post(made, 456, address, 123);
    const { returned, removed, entries } = dequeueMany(made, 2);
    const own = status(address);
    expect(
      differs('POST-3', { returned, removed, entries, 'the OVERLAPPED’s own status': own }),
    ).toBeNull();
  });

  test('POST-4: to no port fails with 6', () => {
    const { port, event, attempt, number } = testProgram();
    const closed = port();
    const own = event();
    number('CloseHandle', closed);
    const post = (to: bigint) => attempt('PostQueuedCompletionStatus', to, 0, 7n, 0n);
    const seen = {
      'no handle': post(0n),
      'an event': post(own),
      'a port that was closed': post(closed),
    };
    expect(differs('POST-4', seen)).toBeNull();
  });

  test('POST-5, GQ-10: all packets stand in one queue', () => {
    const { port, device, post, handle, start, overlapped, dequeue } = testProgram();
    const made = port();
    const file = device();
    handle('CreateIoCompletionPort', file.handle, made, 7n, 0);
    post(made, 1, overlapped('posted before'));
    file.device.next = { status: STATUS.SUCCESS, information: 1 };
    start(file.device, overlapped('write'));
    post(made, 2, overlapped('posted after'));
    const packets = [1, 2, 3].map(() => dequeue(made).overlapped);
    expect(differs('POST-5', { packets })).toBeNull();
    const posted = [5, 3, 1, 4, 2];
    for (const key of posted) post(made, key);
    const dequeued = posted.map(() => dequeue(made).key);
    const after = dequeue(made, 0).error;
    expect(differs('GQ-10', { posted, dequeued, 'after them': after })).toBeNull();
  });
});

describe('GetQueuedCompletionStatus', () => {
  test('GQ-1: a time-out writes NULL into *lpOverlapped and nothing else, and takes its time', () => {
    const { port, dequeue, machine } = testProgram();
    const made = port();
    const polled = dequeue(made, 0);
    const from = machine.now;
    const waited = dequeue(made, 50);
    expect(
      differs('GQ-1', { 'a time-out of 0': polled, 'a time-out of 50 ms': waited }),
    ).toBeNull();
    expect(machine.now - from).toBeGreaterThanOrEqual(50_000);
  });

  test('GQ-2, GQ-4: its four cases', () => {
    const { port, device, post, handle, start, overlapped, dequeue } = testProgram();
    const made = port();
    const { device: file, handle: own } = device();
    handle('CreateIoCompletionPort', own, made, 7n, 0);
    const first = overlapped('first read');
    start(file, first);
    file.end(first, STATUS.SUCCESS, 5);
    const succeeded = dequeue(made);
    post(made, 9, 0n, 3);
    const posted = dequeue(made);
    const none = dequeue(made);
    const second = overlapped('second read');
    start(file, second);
    file.end(second, STATUS.CANCELLED, 0);
    const seen = {
      'an operation that succeeded': succeeded,
      'a packet posted without an OVERLAPPED': posted,
      'no packet': none,
      'an operation that failed': dequeue(made),
    };
    expect(differs('GQ-2', seen)).toBeNull();
    const third = overlapped('read');
    start(file, third);
    file.end(third, STATUS.CONNECTION_RESET, 0);
    const failed = { 'the packet': dequeue(made), 'the next call': dequeue(made) };
    expect(differs('GQ-4', failed)).toBeNull();
  });

  test('GQ-3: a success leaves the last error as it was', () => {
    const { port, post, memory, call, number } = testProgram();
    const made = port();
    post(made, 1);
    call('SetLastError', 1234);
    const returned = number('GetQueuedCompletionStatus', made, memory(4), memory(8), memory(8), 0);
    expect(differs('GQ-3', { returned, 'the last error': number('GetLastError') })).toBeNull();
  });

  test('GQ-5: a handle that is no port', () => {
    const { dequeue, event } = testProgram();
    const seen = { 'a null handle': dequeue(0n), 'the handle of an event': dequeue(event()) };
    expect(differs('GQ-5', seen)).toBeNull();
  });

  test('GQ-6: a warning is a failure with a byte count', () => {
    const { port, device, handle, start, overlapped, dequeue } = testProgram();
    const [made, { device: file, handle: own }, read] = [port(), device(), overlapped('read')];
    handle('CreateIoCompletionPort', own, made, 7n, 0);
    start(file, read);
    file.end(read, STATUS.BUFFER_OVERFLOW, 4);
    expect(dequeue(made)).toEqual({
      returned: 0,
      error: 234,
      bytes: 4,
      key: 7,
      overlapped: 'read',
    });
  });

  test('GQ-7: INFINITE waits until a packet comes', () => {
    const { port, dequeueOnThread, pass, post, settle, turn } = testProgram();
    const made = port();
    const waiting = dequeueOnThread(made, INFINITE);
    pass(300);
    turn();
    expect(waiting.value).toBeNull();
    post(made, 9);
    settle();
    turn();
    expect(waiting.value).toMatchObject({ returned: 1, key: 9 });
  });

  test('GQ-8: who asked another port is a stranger to this one', () => {
    const { port, post, dequeue, dequeueMany, apc, number, thread, machine } = testProgram();
    const [made, other] = [port(), port()];
    const besideAnApc = () => {
      post(made, 1);
      const own = apc();
      const { returned, error } = dequeueMany(made, 1, 0, 1);
      return { returned, error, 'the APC ran': own.hasRun() };
    };
    post(made, 1);
    dequeue(made);
    const belongs = besideAnApc();
    number('SleepEx', 0, 1);
    post(other, 1);
    dequeue(other);
    const left = besideAnApc();
    expect(
      differs('GQ-8', {
        'after a packet of this port': belongs,
        'after a packet of another port': left,
      }),
    ).toBeNull();
    expect(thread.port?.active).toBe(1);
    expect(machine.now).toBeGreaterThan(0);
  });

  test('GQ-9: is told when the port is closed', () => {
    const { port, dequeueOnThread, number, settle, turn } = testProgram();
    const made = port();
    const waiting = dequeueOnThread(made, INFINITE);
    number('CloseHandle', made);
    settle();
    turn();
    expect(waiting.value).toEqual(nothing(735));
  });

  test('what the library writes itself ends the process, what the kernel writes is 998', () => {
    const { port, memory, number, attempt, call, post } = testProgram();
    const made = port();
    post(made, 1);
    const dequeueInto = (bytes: bigint, key: bigint, overlapped: bigint) =>
      attempt('GetQueuedCompletionStatus', made, bytes, key, overlapped, 0);
    expect(() => dequeueInto(memory(4), memory(8), 0n)).toThrow(AccessViolation);
    expect(dequeueInto(memory(4), 0n, memory(8))).toEqual({ returned: 0, error: 998 });
    expect(() => dequeueInto(0n, memory(8), memory(8))).toThrow(AccessViolation);
    expect(number('GetQueuedCompletionStatus', made, memory(4), memory(8), memory(8), 0)).toBe(0);
    expect(call('GetLastError')).toBe(258);
  });
});

describe('GetQueuedCompletionStatusEx', () => {
  test('EX-1: takes what is there and fits, in order', () => {
    const { port, post, dequeueMany } = testProgram();
    const made = port();
    for (const key of [1, 2, 3, 4, 5]) post(made, key);
    const keys = (count: number) => dequeueMany(made, count).entries.map(({ key }) => key);
    expect(differs('EX-1', { 'room for 3': keys(3), 'room for 64': keys(64) })).toBeNull();
  });

  test('EX-2: says in *ulNumEntriesRemoved how many', () => {
    const { port, post, dequeueMany } = testProgram();
    const made = port();
    for (const key of [1, 2, 3]) post(made, key);
    const { returned, removed } = dequeueMany(made, 5);
    expect(differs('EX-2', { returned, removed })).toBeNull();
  });

  test('EX-3: after a time-out that is 0 on some versions of Windows and 1 on others, the same each time', () => {
    const seen = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const { port, dequeueMany } = testProgram({ seed });
      const made = port();
      const [{ returned, error, removed }, again] = [dequeueMany(made, 3), dequeueMany(made, 3, 9)];
      expect(differs('EX-3', { returned, error, removed })).toBeNull();
      expect(again.removed).toBe(removed);
      return removed;
    });
    expect(new Set(seen)).toEqual(new Set([0, 1]));
  });

  test('EX-4: room for none is a mistake', () => {
    const { port, post, dequeueMany, dequeue } = testProgram();
    const made = port();
    post(made, 9);
    const { returned, error, removed } = dequeueMany(made, 0);
    const seen = {
      returned,
      error,
      removed,
      'the key of the packet that is still there': dequeue(made).key,
    };
    expect(differs('EX-4', seen)).toBeNull();
  });

  test('EX-5: TRUE for packets of operations that failed', () => {
    const { port, device, handle, start, overlapped, dequeue, dequeueMany } = testProgram();
    const [made, { device: file, handle: own }, read] = [port(), device(), overlapped('read')];
    handle('CreateIoCompletionPort', own, made, 7n, 0);
    const fail = () => {
      start(file, read);
      file.cancel();
    };
    fail();
    const { returned, error, entries } = dequeueMany(made, 1);
    fail();
    const one = dequeue(made);
    const seen = {
      GetQueuedCompletionStatusEx: { returned, error, entries },
      GetQueuedCompletionStatus: { returned: one.returned, error: one.error },
    };
    expect(differs('EX-5', seen)).toBeNull();
  });

  test('EX-6, EX-11: lays an entry out as the kernel does, and leaves the upper half of Internal', () => {
    const { port, post, overlapped, memory, number, heap, nameAt } = testProgram();
    const made = port();
    post(made, 0x1122_3344_5566_7788n, overlapped('first'), 0xaabb_ccdd);
    post(made, 9);
    const at = memory(64);
    number('GetQueuedCompletionStatusEx', made, at, 2, memory(4), 0, 0);
    const seen = {
      'bytes 0 to 7, the key': hex(heap.readUint64(at), 16),
      'bytes 8 to 15, the OVERLAPPED': nameAt(at + 8n),
      'bytes 16 to 19, the NTSTATUS': hex(heap.readUint32(at + 16n)),
      'bytes 24 to 27, the byte count': hex(heap.readUint32(at + 24n)),
      'bytes 28 to 31': hex(heap.readUint32(at + 28n)),
      'bytes 32 to 39, the next key': hex(heap.readUint64(at + 32n), 16),
    };
    expect(differs('EX-11', seen)).toBeNull();
    expect(hex(heap.readUint64(at + 16n), 16)).toBe('0xCCCCCCCC00000000');
  });

  test('EX-7: an APC ends it when it is alertable, waiting or not', () => {
    const { port, dequeueMany, apc } = testProgram();
    const made = port();
    const own = apc();
    const ask = (alertable: number) => {
      const { returned, error } = dequeueMany(made, 1, 0, alertable);
      return { returned, error, 'the APC ran': own.hasRun() };
    };
    const seen = { 'fAlertable is FALSE': ask(0), 'fAlertable is TRUE': ask(1) };
    expect(differs('EX-7', seen)).toBeNull();
  });

  test('EX-7: an APC of another thread ends a wait; GetQueuedCompletionStatus is not alertable', () => {
    const program = testProgram();
    const { port, process, machine, on, codeOf, memory, handle, call, event, settle } = program;
    const made = port();
    const waits = (name: string, ...args: (number | bigint)[]) => {
      const ended: { value: unknown } = { value: null };
      const thread = process.start(function* (self) {
        ended.value = yield* on(self, name, made, ...args);
      });
      settle();
      return { ended, thread, handle: process.handles.open(thread) };
    };
    const alertable = waits('GetQueuedCompletionStatusEx', memory(32), 1, memory(4), INFINITE, 1);
    const deaf = waits('GetQueuedCompletionStatus', memory(4), memory(8), memory(8), INFINITE);
    const [first, second] = [event(), event()];
    call('QueueUserAPC', codeOf('SetEvent'), alertable.handle, first);
    call('QueueUserAPC', codeOf('SetEvent'), deaf.handle, second);
    settle();
    expect([alertable.ended.value, alertable.thread.lastError]).toEqual([0, 192]);
    expect(deaf.ended.value).toBeNull();
    const waited = (own: bigint) => call('WaitForSingleObject', own, 0);
    expect([waited(first), waited(second)]).toEqual([0, 258]);
    expect(handle('GetCurrentThread')).toBe(0xffff_ffff_ffff_fffen);
    expect(machine.processOf(process.id)).toBe(process);
  });

  test('EX-8: for a stranger to the port an APC comes first, and leaves it one', () => {
    const { port, post, dequeueMany, apc, thread } = testProgram();
    const made = port();
    post(made, 9);
    const own = apc();
    const ask = () => {
      const { returned, error, entries } = dequeueMany(made, 1, 0, 1);
      return { returned, error, keys: entries.map(({ key }) => key), 'the APC ran': own.hasRun() };
    };
    const first = ask();
    expect(thread.port).toBeNull();
    expect(differs('EX-8', { 'the first call': first, 'the second call': ask() })).toBeNull();
  });

  test('EX-9: of a burst it gets one at least, and nothing is lost', () => {
    const firsts = Array.from({ length: 12 }, (_, at) => {
      const { port, post, memory, host, codeOf, machine, settle, heap, turn, dequeueMany } =
        testProgram({ seed: at });
      const made = port();
      const [entries, removed] = [memory(160), memory(4)];
      let returned = 0;
      const code = codeOf('GetQueuedCompletionStatusEx');
      host.callOnPool(code, [made, entries, 5, removed, INFINITE, 0], (_failure, result) => {
        returned = Number(result);
      });
      machine.spend(10);
      // All five at once, before the thread comes to run.
      machine.after(5, () => {
        for (const key of [1, 2, 3, 4, 5]) post(made, key);
      });
      settle();
      turn();
      const first = heap.readUint32(removed);
      const both = first + dequeueMany(made, 5).entries.length;
      const seen = { returned, 'packets of the first call': first, 'packets of both calls': both };
      expect(differs('EX-9', seen)).toBeNull();
      return first;
    });
    expect(new Set(firsts).size).toBeGreaterThan(2);
  });

  test('EX-10: is told when the port is closed, alertable or not', () => {
    for (const alertable of [0, 1]) {
      const { port, memory, host, codeOf, machine, settle, number, thread, turn } = testProgram();
      const made = port();
      let seen: unknown = null;
      host.callOnPool(
        codeOf('GetQueuedCompletionStatusEx'),
        [made, memory(32), 1, memory(4), INFINITE, alertable],
        (_failure, result) => {
          seen = { returned: Number(result), error: thread.lastError };
        },
      );
      machine.spend(10);
      number('CloseHandle', made);
      settle();
      turn();
      expect(seen).toEqual({ returned: 0, error: 735 });
    }
  });

  test('a pointer that leads nowhere is 998, before anything is dequeued', () => {
    const { port, post, memory, attempt, dequeue } = testProgram();
    const made = port();
    post(made, 1);
    const refused = { returned: 0, error: 998 };
    expect(attempt('GetQueuedCompletionStatusEx', made, 0n, 1, memory(4), 0, 0)).toEqual(refused);
    expect(attempt('GetQueuedCompletionStatusEx', made, memory(32), 1, 0n, 0, 0)).toEqual(refused);
    expect(attempt('GetQueuedCompletionStatusEx', 0n, memory(32), 1, memory(4), 0, 0)).toEqual({
      returned: 0,
      error: 6,
    });
    expect(dequeue(made).key).toBe(1);
  });
});

describe('a port is closed', () => {
  test('CLOSE-1: every thread that waits is told', () => {
    const { port, dequeueOnThread, number, settle, turn } = testProgram();
    const made = port();
    const waiting = [1, 2, 3].map(() => dequeueOnThread(made, 3000));
    const closed = number('CloseHandle', made);
    settle();
    turn();
    const ends = waiting.map(({ value }) => ({
      returned: value?.returned ?? null,
      error: value?.error ?? null,
      overlapped: value?.overlapped ?? null,
    }));
    expect(differs('CLOSE-1', { CloseHandle: closed, 'how the waits ended': ends })).toBeNull();
  });

  test('CLOSE-1: not before the last handle is closed', () => {
    const { port, dequeueOnThread, number, settle, turn, handle, memory } = testProgram();
    const [made, target] = [port(), memory(8)];
    const self = handle('GetCurrentProcess');
    number('DuplicateHandle', self, made, self, target, 0, 0, 2);
    const waiting = dequeueOnThread(made);
    number('CloseHandle', made);
    settle();
    turn();
    expect(waiting.value).toBeNull();
  });

  test('CLOSE-2: threads are sent home by packets', () => {
    const { port, dequeueOnThread, number, post, settle, turn } = testProgram();
    const made = port();
    const waiting = [1, 2, 3].map(() => dequeueOnThread(made));
    for (const _ of waiting) post(made, 0);
    settle();
    turn();
    const ends = waiting.filter(({ value }) => value?.returned === 1 && value.key === 0);
    const seen = {
      'workers that got the packet': ends.length,
      CloseHandle: number('CloseHandle', made),
    };
    expect(differs('CLOSE-2', seen)).toBeNull();
  });

  test('CLOSE-3: its packets are lost, operations go on', () => {
    const { port, device, handle, event, start, overlapped, post, number, dequeue, ...program } =
      testProgram();
    const lost: unknown[] = [];
    program.machine.observer = { dropped: (_port, { overlapped }) => lost.push(overlapped) };
    const made = port();
    const { device: file, handle: own } = device();
    handle('CreateIoCompletionPort', own, made, 7n, 0);
    const done = event();
    const [read, other] = [overlapped('read', done), overlapped('other')];
    start(file, read);
    start(file, other);
    post(made, 1, 5n);
    number('CloseHandle', made);
    expect(dequeue(made)).toEqual(nothing(6));
    file.end(read, STATUS.SUCCESS, 5);
    file.end(other, STATUS.SUCCESS, 5);
    expect(number('WaitForSingleObject', done, 5000)).toBe(0);
    expect([program.status(read), program.transferred(read)]).toEqual(['0x00000000', 5]);
    // Nobody can dequeue the other one's packet, and so nobody writes its status block.
    expect(program.status(other)).toBe('0x00000103');
    expect(lost).toEqual([5n, read, other]);
  });

  test('CLOSE-4, NUM-4: 735, 258 and 192 come from no table', () => {
    const { number } = testProgram();
    const table = (status: number) => number('RtlNtStatusToDosError', status);
    expect([0x80, 0x102, 0xc0].map(table)).toEqual([128, 1460, 737]);
  });
});
