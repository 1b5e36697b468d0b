import { describe, expect, test } from 'vitest';
import { ProcessHeap } from '../memory/process-heap.ts';
import { startOverlapped } from '../win32/overlapped.ts';
import { differs, INFINITE, testProgram, UNTOUCHED } from '../win32/testing.ts';
import { Process } from './process.ts';
import { STATUS } from './status.ts';
import type { Thread } from './thread.ts';

/** A device with a port, and what becomes of its operations. */
function associated(key = 7n, seed = 1) {
  const program = testProgram({ seed });
  const { device: file, handle: own } = program.device();
  const port = program.port();
  program.handle('CreateIoCompletionPort', own, port, key, 0);
  const block = (at: bigint) => ({
    Internal: program.status(at),
    InternalHigh: program.transferred(at),
  });
  return { ...program, file, own, made: port, block };
}

const pending = { Internal: '0x00000103', InternalHigh: UNTOUCHED };
const five = { Internal: '0x00000000', InternalHigh: 5 };

describe('the status block', () => {
  test('OV-1: says pending, and InternalHigh is left alone', () => {
    const { file, start, overlapped, block } = associated();
    const read = overlapped('read');
    expect(block(read)).toEqual({ Internal: UNTOUCHED, InternalHigh: UNTOUCHED });
    expect(start(file, read)).toBe(STATUS.PENDING);
    expect(block(read)).toEqual(pending);
  });

  test('OV-2, OV-5: says the end when the packet is removed, not before', () => {
    const { file, start, overlapped, block, dequeue, made } = associated();
    const [first, second] = [overlapped('first'), overlapped('second')];
    start(file, first);
    start(file, second);
    file.end(first, STATUS.SUCCESS, 5);
    file.end(second, STATUS.SUCCESS, 5);
    const queued = block(second);
    const taken = dequeue(made).overlapped;
    expect(block(second)).toEqual(pending);
    dequeue(made);
    const seen = {
      'its packet is queued': queued,
      'a packet is dequeued, of': taken,
      'its packet is dequeued': block(second),
    };
    expect(differs('OV-5', seen)).toBeNull();
    expect(block(first)).toEqual(five);
  });

  test('OV-3: the upper half of Internal keeps what was there', () => {
    const { file, start, overlapped, heap, dequeue, made } = associated();
    const read = overlapped('read');
    start(file, read);
    expect(heap.readUint64(read)).toBe(0xcccc_cccc_0000_0103n);
    file.end(read, STATUS.SUCCESS, 5);
    dequeue(made);
    expect(heap.readUint64(read)).toBe(0xcccc_cccc_0000_0000n);
  });

  test('OV-5: without a port it says the end at once', () => {
    const { device, start, overlapped, status, transferred } = testProgram();
    const { device: file } = device();
    const read = overlapped('read');
    start(file, read);
    file.end(read, STATUS.SUCCESS, 5);
    expect([status(read), transferred(read)]).toEqual(['0x00000000', 5]);
  });

  test('OV-6, SKIP-3, OV-13, OV-14: a success at once is final when the call returns, and its packet is queued', () => {
    const { file, start, overlapped, block, dequeue, made } = associated();
    const write = overlapped('write');
    file.next = { status: STATUS.SUCCESS, information: 5 };
    expect(start(file, write)).toBe(STATUS.SUCCESS);
    expect(block(write)).toEqual(five);
    const seen = {
      'the call returned': 0,
      'a dequeue with time-out 0': dequeue(made),
    };
    expect(differs('OV-14', seen)).toBeNull();
  });

  test('OV-7: with an event, tagged or not, it says the end before anything is dequeued', () => {
    for (const tag of [0n, 1n]) {
      const { file, start, overlapped, block, dequeue, made, event, number } = associated();
      const done = event();
      const read = overlapped('read', done | tag);
      start(file, read);
      file.end(read, STATUS.SUCCESS, 5);
      const waited = number('WaitForSingleObject', done, 5000);
      const before = block(read);
      const packet = dequeue(made);
      if (tag === 0n) {
        const seen = { 'the wait for the event': waited, 'before the dequeue': before, packet };
        expect(differs('OV-7', seen)).toBeNull();
      } else {
        expect([waited, before, packet.error]).toEqual([0, five, 258]);
      }
    }
  });

  test('OV-8: an error at once leaves it at pending, and brings nothing', () => {
    const { file, start, overlapped, block, dequeue, made, event, number } = associated();
    const [own, read] = [event(), overlapped('read')];
    const other = overlapped('other', own);
    file.next = { status: STATUS.INVALID_CONNECTION, information: 0 };
    expect(start(file, read)).toBe(STATUS.INVALID_CONNECTION);
    expect(start(file, other)).toBe(STATUS.INVALID_CONNECTION);
    expect(block(read)).toEqual(pending);
    expect(dequeue(made).error).toBe(258);
    expect(number('WaitForSingleObject', own, 0)).toBe(258);
    expect([file.pending.length, file.signaled]).toEqual([0, false]);
  });

  test('OV-11: two operations that share an OVERLAPPED overwrite each other’s end', () => {
    const { port, device, handle, start, overlapped, dequeue, status, transferred } = testProgram();
    const [made, shared] = [port(), overlapped('shared')];
    const begin = (key: bigint) => {
      const { device: file, handle: own } = device();
      handle('CreateIoCompletionPort', own, made, key, 0);
      start(file, shared);
      return (bytes: number) => {
        file.end(shared, STATUS.SUCCESS, bytes);
        const { key: from, overlapped: at, bytes: count } = dequeue(made);
        const [Internal, InternalHigh] = [status(shared), transferred(shared)];
        return { key: from, overlapped: at, bytes: count, Internal, InternalHigh };
      };
    };
    const [one, two] = [begin(1n), begin(2n)];
    const [first, second] = [one(5), two(3)];
    expect(differs('OV-11', { first, second, 'used again': begin(3n)(5) })).toBeNull();
  });

  test('a warning at once is an end with a packet, unless successes are skipped (NUM-6, SKIP-6)', () => {
    for (const flags of [0, 1]) {
      const { file, own, start, overlapped, block, dequeue, made, number } = associated();
      expect(number('SetFileCompletionNotificationModes', own, flags)).toBe(1);
      const read = overlapped('read');
      file.next = { status: STATUS.BUFFER_OVERFLOW, information: 1 };
      expect(start(file, read)).toBe(STATUS.BUFFER_OVERFLOW);
      expect(block(read)).toEqual({ Internal: '0x80000005', InternalHigh: 1 });
      expect(dequeue(made)).toMatchObject(
        flags === 1 ? { error: 258 } : { returned: 0, error: 234, bytes: 1 },
      );
    }
  });
});

describe('an event', () => {
  test('EVT-1: is reset at the start and set at the end, and the packet comes as well', () => {
    const { file, start, overlapped, dequeue, made, event, number } = associated();
    const done = event(1);
    const waited = () => number('WaitForSingleObject', done, 0);
    const before = waited();
    const read = overlapped('read', done);
    start(file, read);
    const underWay = waited();
    file.end(read, STATUS.SUCCESS, 5);
    const seen = {
      'waits for the event': { before, 'under way': underWay, over: waited() },
      packet: dequeue(made),
    };
    expect(differs('EVT-1', seen)).toBeNull();
  });

  test('EVT-2: with its low bit set keeps the packet away', () => {
    const { file, own, start, overlapped, dequeue, made, event, number, memory, dword } =
      associated();
    const done = event();
    const read = overlapped('read', done | 1n);
    start(file, read);
    file.end(read, STATUS.SUCCESS, 5);
    const waited = number('WaitForSingleObject', done | 1n, INFINITE);
    const bytes = memory(4);
    const returned = number('GetOverlappedResult', own, read, bytes, 0);
    const seen = {
      'the wait for the event': waited,
      GetOverlappedResult: { returned, bytes: dword(bytes) },
      'the dequeue': dequeue(made).error,
    };
    expect(differs('EVT-2', seen)).toBeNull();
  });

  test('EVT-3: must be one; the operation does not start otherwise', () => {
    const { file, start, overlapped, block, dequeue, made } = associated();
    const read = overlapped('read', 1n);
    expect(start(file, read)).toBe(STATUS.INVALID_HANDLE);
    expect(block(read)).toEqual(pending);
    expect(dequeue(made).error).toBe(258);
    expect(file.requests).toEqual([]);
    expect(start(file, overlapped('other', made))).toBe(STATUS.OBJECT_TYPE_MISMATCH);
  });

  test('EVT-4: lets somebody post the packet to a port of theirs', () => {
    const { file, start, overlapped, dequeue, made, event, number, port, post, transferred } =
      associated(1n);
    const ours = port();
    const done = event();
    const read = overlapped('read', done | 1n);
    start(file, read);
    file.end(read, STATUS.SUCCESS, 5);
    number('WaitForSingleObject', done, 5000);
    post(ours, 7, read, Number(transferred(read)));
    const seen = { 'their port': dequeue(made, 200).error, 'our port': dequeue(ours) };
    expect(differs('EVT-4', seen)).toBeNull();
  });
});

describe('SetFileCompletionNotificationModes', () => {
  test('SKIP-1: 1 keeps the packet of a success at once away', () => {
    const { file, own, start, overlapped, block, dequeue, made, number } = associated();
    const told = number('SetFileCompletionNotificationModes', own, 1);
    const write = overlapped('write');
    file.next = { status: STATUS.SUCCESS, information: 5 };
    const returned = start(file, write);
    const seen = {
      told,
      'WSASend returned': returned,
      bytes: block(write).InternalHigh,
      'the dequeue': dequeue(made).error,
    };
    expect(differs('SKIP-1', seen)).toBeNull();
  });

  test('SKIP-2: not that of an operation that pended, in success and in failure', () => {
    const { file, own, start, overlapped, dequeue, made, number } = associated();
    number('SetFileCompletionNotificationModes', own, 1);
    const ended = (name: string, status: number, bytes: number) => {
      const read = overlapped(name);
      expect(start(file, read)).toBe(STATUS.PENDING);
      file.end(read, status, bytes);
      const { returned, error, bytes: count, overlapped: at } = dequeue(made);
      return {
        'the call’s error': 997,
        packet: { returned, error, bytes: count, overlapped: at },
      };
    };
    const seen = {
      success: ended('fed', STATUS.SUCCESS, 5),
      failure: ended('cut off', STATUS.CONNECTION_RESET, 0),
    };
    expect(differs('SKIP-2', seen)).toBeNull();
  });

  test('SKIP-2: an operation that was over before its call came back had pended all the same', () => {
    const { file, own, start, overlapped, dequeue, made, number } = associated();
    number('SetFileCompletionNotificationModes', own, 1);
    file.begin = (request) => {
      request.complete(STATUS.SUCCESS, 5);
      return 'pending';
    };
    expect(start(file, overlapped('read'))).toBe(STATUS.PENDING);
    expect(dequeue(made)).toMatchObject({ returned: 1, bytes: 5 });
    expect(file.pending.length).toBe(0);
  });

  test('SKIP-4: 2 keeps the handle itself from being signalled', () => {
    const { device, start, overlapped, number, event, status } = testProgram();
    const { device: file, handle: own } = device();
    const waited = (handle: bigint) => number('WaitForSingleObject', handle, 0);
    const read = (name: string, done = 0n) => {
      const at = overlapped(name, done);
      start(file, at);
      return at;
    };
    const plain = read('plain');
    const underWay = waited(own);
    file.end(plain, STATUS.SUCCESS, 5);
    const over = waited(own);
    const silent = read('silent');
    number('SetFileCompletionNotificationModes', own, 2);
    file.end(silent, STATUS.SUCCESS, 5);
    const told = waited(own);
    const done = event();
    file.end(read('loud', done), STATUS.SUCCESS, 5);
    const seen = {
      'waits for the socket': { 'under way': underWay, over, 'over, and told to skip': told },
      'the wait for the event': waited(done),
      'the status of the one told to skip': status(silent),
    };
    expect(differs('SKIP-4', seen)).toBeNull();
  });

  test('what was set stays, and what is unknown is refused', () => {
    const { device, attempt, number } = testProgram();
    const { device: file, handle: own } = device();
    number('SetFileCompletionNotificationModes', own, 1);
    number('SetFileCompletionNotificationModes', own, 0);
    expect([file.skipPacket, file.skipSignal]).toEqual([true, false]);
    const refused = (handle: bigint, flags: number) =>
      attempt('SetFileCompletionNotificationModes', handle, flags);
    expect(refused(own, 8)).toEqual({ returned: 0, error: 87 });
    expect(refused(device(false).handle, 1)).toEqual({ returned: 0, error: 87 });
    expect(refused(0n, 1)).toEqual({ returned: 0, error: 6 });
  });
});

describe('an operation is cancelled', () => {
  test('CANC-1, CANC-7: its packet comes all the same, and with it the status', () => {
    const { file, own, start, overlapped, block, dequeue, made, number } = associated();
    const read = overlapped('read');
    start(file, read);
    const returned = number('CancelIoEx', own, read);
    const after = { status: block(read).Internal, transferred: block(read).InternalHigh };
    const packet = dequeue(made);
    const { Internal, InternalHigh } = block(read);
    const seen = { 'CancelIoEx returned': returned, packet, status: Internal };
    expect(differs('CANC-1', seen)).toBeNull();
    const kept = {
      'after CancelIoEx': after,
      'after the packet was dequeued': { status: Internal, transferred: InternalHigh },
    };
    expect(differs('CANC-7', kept)).toBeNull();
  });

  test('CANC-2, CANC-4: not where nothing is pending with that OVERLAPPED', () => {
    const { file, own, start, overlapped, dequeue, made, attempt } = associated();
    const [read, other] = [overlapped('read'), overlapped('other')];
    const cancel = () => attempt('CancelIoEx', own, read);
    const before = cancel();
    start(file, other);
    const besides = cancel();
    start(file, read);
    file.end(read, STATUS.SUCCESS, 5);
    const late = cancel();
    const { returned, bytes, overlapped: at } = dequeue(made);
    const seen = {
      'before it was started': before,
      'while only another OVERLAPPED is pending': besides,
      'after its packet was dequeued': cancel(),
    };
    expect(differs('CANC-2', seen)).toBeNull();
    expect(late).toEqual({ returned: 0, error: 1168 });
    expect({ returned, bytes, at }).toEqual({ returned: 1, bytes: 5, at: 'read' });
    expect(attempt('CancelIoEx', 0n, 0n)).toEqual({ returned: 0, error: 6 });
  });

  test('CANC-3: CancelIo reaches what its own thread has started, CancelIoEx everything', () => {
    const { file, own, start, overlapped, dequeue, made, number, process, settle } = associated();
    const read = overlapped('read');
    const other = process.start();
    start(file, read, other);
    const narrow = number('CancelIo', own);
    const nothing = dequeue(made).error;
    const wide = number('CancelIoEx', own, read);
    settle();
    const { returned, error, overlapped: at } = dequeue(made);
    const seen = {
      'CancelIo on another thread': { returned: narrow, 'then the port says': nothing },
      'CancelIoEx on another thread': {
        returned: wide,
        packet: { returned, error, overlapped: at },
      },
    };
    expect(differs('CANC-3', seen)).toBeNull();
    start(file, read);
    expect(number('CancelIo', own)).toBe(1);
    expect(dequeue(made).error).toBe(995);
  });

  test('CANC-5: the handle stays, associated', () => {
    const { file, own, start, overlapped, dequeue, made, number } = associated();
    const [read, next] = [overlapped('read'), overlapped('next')];
    start(file, read);
    number('CancelIoEx', own, read);
    expect(dequeue(made).error).toBe(995);
    expect(start(file, next)).toBe(STATUS.PENDING);
    file.end(next, STATUS.SUCCESS, 5);
    expect(dequeue(made)).toMatchObject({ returned: 1, bytes: 5, key: 7, overlapped: 'next' });
  });

  test('CANC-6: several at once end in an order that the seed says', () => {
    const orders = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const { file, own, start, overlapped, dequeue, made, number } = associated(7n, seed);
      for (const name of ['first', 'second', 'third']) start(file, overlapped(name));
      const returned = number('CancelIoEx', own, 0n);
      const packets = [1, 2, 3].map(() => dequeue(made));
      const order = packets.map(({ overlapped: at }) => at);
      const errors = packets.map(({ error }) => error);
      expect(differs('CANC-6', { 'CancelIoEx returned': returned, errors, order })).toBeNull();
      return order.join();
    });
    expect(new Set(orders).size).toBeGreaterThan(1);
  });

  test('by closing the last handle of its file, not the first of two', () => {
    const { file, own, start, overlapped, dequeue, made, number, handle, memory, heap } =
      associated();
    const target = memory(8);
    const self = handle('GetCurrentProcess');
    number('DuplicateHandle', self, own, self, target, 0, 0, 2);
    start(file, overlapped('read'));
    number('CloseHandle', own);
    expect(dequeue(made).error).toBe(258);
    number('CloseHandle', heap.readUint64(target));
    expect(dequeue(made)).toMatchObject({ error: 995, key: 7, overlapped: 'read' });
  });
});

describe('the result is asked for', () => {
  const asked = (program: ReturnType<typeof associated>, at: bigint, wait: number) => {
    const bytes = program.memory(4);
    const result = program.attempt('GetOverlappedResult', program.own, at, bytes, wait);
    return { ...result, bytes: program.dword(bytes) };
  };

  test('RES-1, RES-2, RES-4: it is what the OVERLAPPED says, in Win32’s numbers, with a byte count', () => {
    const program = associated();
    const { file, start, overlapped, dequeue, made } = program;
    const endedWith = (status: number) => {
      const read = overlapped('read');
      start(file, read);
      file.end(read, status, 0);
      dequeue(made);
      return asked(program, read, 0);
    };
    expect(endedWith(STATUS.CONNECTION_RESET)).toEqual({ returned: 0, error: 64, bytes: 0 });
    expect(endedWith(STATUS.CANCELLED)).toEqual({ returned: 0, error: 995, bytes: 0 });
    expect(endedWith(STATUS.NOTIFY_ENUM_DIR)).toEqual({ returned: 1, error: UNTOUCHED, bytes: 0 });
  });

  test('RES-3: the packet stays, and the wait is for the event', () => {
    const program = associated();
    const { file, start, overlapped, dequeue, made, event, machine } = program;
    const read = overlapped('read', event());
    start(file, read);
    machine.after(3000, () => file.end(read, STATUS.SUCCESS, 5));
    const wait = asked(program, read, 1);
    const { returned, bytes, overlapped: at } = dequeue(made);
    const seen = {
      GetOverlappedResult: { returned: wait.returned, bytes: wait.bytes },
      'the packet after it': { returned, bytes, overlapped: at },
    };
    expect(differs('RES-3', seen)).toBeNull();
  });

  test('RES-3: without an event it waits for the handle, and the end of another operation will do', () => {
    const program = associated();
    const { file, start, overlapped, machine, dequeue, made } = program;
    const [read, other] = [overlapped('read'), overlapped('other')];
    start(file, read);
    start(file, other);
    machine.after(3000, () => file.end(other, STATUS.SUCCESS, 9));
    // OV-5 as well: pending passes for a success, with a byte count that nobody has written.
    expect(asked(program, read, 1)).toEqual({ returned: 1, error: UNTOUCHED, bytes: UNTOUCHED });
    expect(dequeue(made).overlapped).toBe('other');
  });

  test('NUM-5: 996 while it is pending, 258 when the time of Ex is up, 192 when an APC ends its wait', () => {
    const program = associated();
    const { file, own, start, overlapped, event, memory, attempt, apc } = program;
    const read = overlapped('read', event());
    start(file, read);
    expect(asked(program, read, 0)).toEqual({ returned: 0, error: 996, bytes: UNTOUCHED });
    const within = (milliseconds: number, alertable: number) =>
      attempt('GetOverlappedResultEx', own, read, memory(4), milliseconds, alertable);
    expect(within(0, 0)).toEqual({ returned: 0, error: 996 });
    expect(within(20, 0)).toEqual({ returned: 0, error: 258 });
    apc();
    expect(within(20, 0)).toEqual({ returned: 0, error: 258 });
    expect(within(20, 1)).toEqual({ returned: 0, error: 192 });
  });

  test('NUM-2: an OVERLAPPED that holds nothing but a status is enough', () => {
    const program = associated();
    const { overlapped, heap } = program;
    const errors = [0xc000_013b, 0xc000_0140, 0xc000_0023, 0xc000_023f].map((status) => {
      const at = overlapped('made up');
      heap.writeUint64(at, BigInt(status));
      return asked(program, at, 0).error;
    });
    expect(errors).toEqual([64, 59, 122, 1234]);
  });
});

describe('a thread or a process ends', () => {
  test('THR-1: an operation outlives its thread if it reports to a port and to nothing else', () => {
    const outcome = (withEvent: boolean) => {
      const { file, start, overlapped, event, process, dequeue, made } = associated();
      const read = overlapped('read', withEvent ? event() : 0n);
      const other = process.start();
      start(file, read, other);
      other.end();
      const ended = dequeue(made);
      file.end(read, STATUS.SUCCESS, 5);
      return { 'when the thread has ended': ended, 'when data has come': dequeue(made) };
    };
    const seen = { 'without an event': outcome(false), 'with an event': outcome(true) };
    expect(differs('THR-1', seen)).toBeNull();
  });

  test('THR-1: without a port it is cancelled', () => {
    const { device, start, overlapped, process, status } = testProgram();
    const { device: file } = device();
    const read = overlapped('read');
    const other = process.start();
    start(file, read, other);
    other.end();
    expect([status(read), file.pending.length]).toEqual(['0xC0000120', 0]);
  });

  test('THR-2: whoever has the port sees the operations of a process that ended, also those of its ended threads', () => {
    const { machine, dequeue, made, process, file } = associated(123n);
    const child = new Process(machine, new ProcessHeap({ first: 0x2d4_0000_0000n }));
    const [first, second] = [child.start(), child.start()];
    child.handles.open(file);
    const begin = (by: Thread) => {
      const at = child.heap.allocate(32);
      startOverlapped({ thread: by, file, name: 'ReadFile', overlapped: at }, () => 'pending');
      return at;
    };
    const written = begin(first);
    begin(second);
    first.end();
    expect(dequeue(made).error).toBe(258);
    child.exit(3);
    for (const _ of [1, 2]) {
      expect(dequeue(made)).toMatchObject({ returned: 0, error: 995, bytes: 0, key: 123 });
    }
    // What is gone is not written to.
    expect(child.heap.readUint32(written)).toBe(0x103);
    expect([child.signaled, machine.processOf(child.id), process.hasEnded]).toEqual([
      true,
      undefined,
      false,
    ]);
  });
});
