import { describe, expect, it } from 'vitest';
import { checkedProgram, Ended, INFINITE } from './testing.ts';

describe('the checker says nothing of a program that', () => {
  it('lends, waits, takes back and closes', () => {
    const p = checkedProgram();
    p.at(1);
    const { ours, theirs } = p.connection();
    const [overlapped, buffer] = [p.overlapped(), p.buffer()];
    p.bytesOf(buffer, 64).fill(7);
    for (let round = 0; round < 3; round++) {
      p.receive(ours, overlapped, buffer);
      p.arrive(theirs, 'hello');
      expect(p.dequeue(INFINITE)).toBe(1);
      p.look(1);
      p.bytesOf(buffer, 64).fill(round);
      p.koffi.encode(overlapped, 'OVERLAPPED', {});
    }
    p.koffi.free(overlapped);
    p.koffi.free(buffer);
    p.closeAll(ours, theirs);
    p.checker.exit('normal');
    expect(p.found).toEqual([]);
  });

  it('takes data back when the call succeeds at once, and the OVERLAPPED with the packet', () => {
    const p = checkedProgram();
    p.at(1);
    const { ours, theirs } = p.connection();
    const [overlapped, buffer] = [p.overlapped(), p.buffer()];
    p.arrive(theirs, 'early');
    expect(p.receive(ours, overlapped, buffer)).toBe(0);
    p.bytesOf(buffer, 64).fill(1);
    p.koffi.free(buffer);
    expect(p.dequeue()).toBe(1);
    p.look(1);
    p.koffi.free(overlapped);
    p.closeAll(ours, theirs);
    p.checker.exit('normal');
    expect(p.found).toEqual([]);
  });

  it('uses an OVERLAPPED again at once whose operation did not start', () => {
    const p = checkedProgram();
    p.at(1);
    const { ours, theirs } = p.connection();
    const [overlapped, buffer] = [p.overlapped(), p.buffer()];
    const unconnected = p.socket();
    expect(p.receive(unconnected, overlapped, buffer)).toBe(-1);
    expect(p.bytesOf(overlapped, 32)[1]).toBe(1);
    const other = p.overlapped();
    p.receive(ours, other, buffer);
    // It says 0x103 (OV-8), as that of the receive under way does.
    p.call('CancelIoEx', ours, overlapped);
    p.arrive(theirs, 'x');
    expect(p.dequeue()).toBe(1);
    p.look(1);
    p.closeAll(ours, theirs, unconnected);
    p.checker.exit('normal');
    expect(p.found).toEqual([]);
  });

  it('has many operations in one piece of memory', () => {
    const p = checkedProgram();
    p.at(1);
    const slab = p.overlapped(200);
    const buffers = p.buffer(200 * 64);
    const all = Array.from({ length: 20 }, () => p.connection());
    for (let round = 0; round < 3; round++) {
      for (const [number, { ours, theirs }] of all.entries()) {
        const at = BigInt((number * 7 + round * 64) % 200);
        p.receive(ours, slab + 32n * at, buffers + 64n * at);
        p.arrive(theirs, 'hello');
      }
      for (let left = 20; left > 0; ) {
        const count = p.dequeue(INFINITE);
        p.look(count);
        left -= count;
      }
    }
    p.koffi.free(slab);
    p.koffi.free(buffers);
    p.closeAll(...all.flatMap(({ ours, theirs }) => [ours, theirs]));
    p.checker.exit('normal');
    expect(p.found).toEqual([]);
  });

  it('does nothing with the packets that it took together', () => {
    const p = checkedProgram();
    for (const { ours, theirs } of [p.connection(), p.connection()]) {
      p.receive(ours, p.overlapped(), p.buffer());
      p.arrive(theirs, 'x');
    }
    expect(p.dequeue()).toBe(2);
    p.checker.exit('normal');
    expect(p.found).toEqual([]);
  });

  it('looks at the first of several packets, frees them all, and leaves', () => {
    const p = checkedProgram();
    for (const key of [1, 2]) p.call('PostQueuedCompletionStatus', p.port, 0, key, null);
    expect(p.dequeue()).toBe(2);
    p.look(1);
    p.koffi.free(p.entries);
    p.checker.exit('normal');
    expect(p.found).toEqual([]);
  });

  it('sends the same bytes twice at a time', () => {
    const p = checkedProgram();
    p.at(1);
    const { ours, theirs } = p.connection();
    const buffer = p.buffer(1024 * 1024);
    const sends = [p.overlapped(), p.overlapped()];
    for (const overlapped of sends) {
      const list = [{ len: 1024 * 1024, buf: buffer }];
      p.call('WSASend', ours, list, 1, null, 0, overlapped, null);
    }
    p.call('closesocket', theirs);
    p.timeline.spend(1_000_000);
    p.call('closesocket', ours);
    for (let left = 2; left > 0; ) {
      const count = p.dequeue(INFINITE);
      p.look(count);
      left -= count;
    }
    p.closeAll();
    p.checker.exit('normal');
    expect(p.found).toEqual([]);
  });
});

describe('the checker names', () => {
  it('an OVERLAPPED that was freed, and what Windows then writes there', () => {
    const p = checkedProgram();
    const { ours, theirs } = p.connection();
    const [overlapped, buffer] = [p.overlapped(), p.buffer()];
    p.at(1);
    p.receive(ours, overlapped, buffer);
    p.at(2);
    p.koffi.free(overlapped);
    expect(p.found).toEqual(['OVERLAPPED freed, M09, OV-9: 1 → 2']);
    p.at(3);
    p.arrive(theirs, 'late');
    expect(p.found).toHaveLength(1);
    p.dequeue();
    expect(p.found[1]).toBe('kernel wrote to freed memory, M09, OV-9: 1 → 2');
    expect(p.checker.reports[0]?.sentence).toBe(
      'The OVERLAPPED of the WSARecv that was started at line 1 was freed at line 2, while it was under way. ' +
        'Windows writes the status there when the operation is over.',
    );
    expect(p.checker.reports[1]?.sentence).toBe(
      'Windows wrote the status of the WSARecv that was started at line 1 to memory that was freed at line 2: it may be somebody else’s by then.',
    );
  });

  it('a buffer that was freed, and the bytes that arrive there', () => {
    const p = checkedProgram();
    const { ours, theirs } = p.connection();
    const [overlapped, buffer] = [p.overlapped(), p.buffer()];
    p.at(1);
    p.receive(ours, overlapped, buffer);
    p.at(2);
    p.koffi.free(buffer);
    p.arrive(theirs, 'late');
    expect(p.found).toEqual([
      'buffer freed, M10, OV-9: 1 → 2',
      'kernel wrote to freed memory, M10, OV-9: 1 → 2',
    ]);
  });

  it('memory that was freed after a cancel, a close, a success at once, or a success that did not come', () => {
    const freed = (before: (p: ReturnType<typeof checkedProgram>, ours: unknown) => void) => {
      const p = checkedProgram();
      const { ours } = p.connection();
      const [overlapped, buffer] = [p.overlapped(), p.buffer()];
      before(p, ours);
      p.at(1);
      p.receive(ours, overlapped, buffer);
      return { p, ours, overlapped };
    };
    const cancelled = freed(() => {});
    cancelled.p.call('CancelIoEx', cancelled.ours, cancelled.overlapped);
    cancelled.p.at(2);
    cancelled.p.koffi.free(cancelled.overlapped);
    expect(cancelled.p.found).toEqual(['OVERLAPPED freed, M19, CANC-7: 1 → 2']);

    const all = freed(() => {});
    all.p.call('CancelIoEx', all.ours, null);
    all.p.at(2);
    all.p.koffi.free(all.overlapped);
    expect(all.p.found).toEqual(['OVERLAPPED freed, M19, CANC-7: 1 → 2']);

    const late = checkedProgram();
    const connection = late.connection();
    const lent = late.overlapped();
    late.at(1);
    late.receive(connection.ours, lent, late.buffer());
    late.arrive(connection.theirs, 'x');
    late.call('CancelIoEx', connection.ours, lent);
    late.at(2);
    late.koffi.free(lent);
    expect(late.found).toEqual(['OVERLAPPED freed, M19, CANC-7: 1 → 2']);

    const closed = freed(() => {});
    closed.p.call('closesocket', closed.ours);
    closed.p.at(2);
    closed.p.koffi.free(closed.overlapped);
    expect(closed.p.found).toEqual(['OVERLAPPED freed, M20, SCLOSE-1: 1 → 2']);

    const skipping = freed((p, ours) => p.call('SetFileCompletionNotificationModes', ours, 1));
    skipping.p.at(2);
    skipping.p.koffi.free(skipping.overlapped);
    expect(skipping.p.found).toEqual(['OVERLAPPED freed, M04, SKIP-3: 1 → 2']);

    const p = checkedProgram();
    const { ours, theirs } = p.connection();
    const [overlapped, buffer] = [p.overlapped(), p.buffer()];
    p.arrive(theirs, 'early');
    p.at(1);
    expect(p.receive(ours, overlapped, buffer)).toBe(0);
    p.at(2);
    p.koffi.free(overlapped);
    expect(p.found).toEqual(['OVERLAPPED freed, M03, OV-13: 1 → 2']);
  });

  it('an OVERLAPPED for two operations at a time', () => {
    const p = checkedProgram();
    const [one, two] = [p.connection(), p.connection()];
    const overlapped = p.overlapped();
    p.at(1);
    p.receive(one.ours, overlapped, p.buffer());
    p.koffi.encode(overlapped, 'OVERLAPPED', {});
    p.at(2);
    p.receive(two.ours, overlapped, p.buffer());
    expect(p.found).toEqual(['OVERLAPPED reused, M11, OV-11: 1 → 2']);
    expect(p.checker.reports[0]?.sentence).toBe(
      'The OVERLAPPED of the WSARecv that was started at line 1 was used for another WSARecv at line 2, while it was under way. ' +
        'Each operation that is under way needs an OVERLAPPED of its own.',
    );
  });

  it('the same in a pool of many', () => {
    const p = checkedProgram();
    const slab = p.overlapped(200);
    for (let number = 0; number < 12; number++) {
      p.at(number + 1);
      p.receive(p.connection().ours, slab + 32n * BigInt(number), p.buffer());
    }
    p.at(20);
    p.receive(p.connection().ours, slab + 32n * 4n, p.buffer());
    expect(p.found).toEqual(['OVERLAPPED reused, M11, OV-11: 5 → 20']);
  });

  it('an OVERLAPPED that is asked for by a copy of it', () => {
    const p = checkedProgram();
    const { ours } = p.connection();
    const [overlapped, copy] = [p.overlapped(), p.overlapped()];
    p.at(1);
    p.receive(ours, overlapped, p.buffer());
    p.bytesOf(copy, 32).set(p.bytesOf(overlapped, 32));
    p.at(2);
    p.call('CancelIoEx', ours, copy);
    expect(p.found).toEqual(['OVERLAPPED moved, M09, OV-9: 1 → 2']);
  });

  it('an object of JavaScript’s as OVERLAPPED, or as buffer', () => {
    const p = checkedProgram();
    const { ours } = p.connection();
    p.at(1);
    p.receive(ours, { Internal: 0, InternalHigh: 0 }, p.buffer());
    expect(p.found).toEqual(['OVERLAPPED is scratch, M07, FFI-8: 1 → 1']);
    p.at(2);
    p.receive(ours, p.overlapped(), [0, 0, 0, 0].join(''), 4);
    expect(p.found[1]).toBe('buffer is scratch, M07, FFI-8: 2 → 2');
  });

  it('bytes that the program writes while they are lent, and between which lines', () => {
    const p = checkedProgram();
    const { ours, theirs } = p.connection();
    const [overlapped, buffer] = [p.overlapped(), p.buffer()];
    const bytes = p.bytesOf(buffer, 64);
    p.at(1);
    p.receive(ours, overlapped, buffer);
    p.at(2);
    p.call('GetOverlappedResult', ours, overlapped, [0], 0);
    bytes[5] = 1;
    p.at(3);
    p.call('GetOverlappedResult', ours, overlapped, [0], 0);
    expect(p.found).toEqual(['buffer written, M01, OV-9: 1 → 3']);
    expect(p.checker.reports[0]?.sentence).toBe(
      'The program wrote to the buffer of the WSARecv that was started at line 1 between line 2 and line 3, while it was under way. ' +
        'The operation fills the buffer whenever data comes; until then it is lent.',
    );
    p.at(4);
    p.koffi.encode(overlapped, 16, 'uint32_t', 9);
    p.arrive(theirs, 'x');
    p.dequeue();
    expect(p.found[1]).toBe('OVERLAPPED written, M11, OV-11: 1 → 4');
    expect(p.found).toHaveLength(2);
  });

  it('bytes that the program writes while its event loop waits, before the kernel covers them', () => {
    const p = checkedProgram();
    const { ours, theirs } = p.connection();
    const [overlapped, buffer] = [p.overlapped(), p.buffer()];
    const bytes = p.bytesOf(buffer, 64);
    p.call('send', theirs, new Uint8Array([1]), 1, 0);
    p.at(1);
    p.receive(ours, overlapped, buffer);
    p.turn(() => {
      bytes[0] = 9;
      p.at(0);
    });
    p.timeline.spend(10_000);
    expect(bytes[0]).toBe(1);
    expect(p.found).toEqual(['buffer written, M01, OV-9: 1 → 1']);
  });

  it('bytes of a send that the program changes while it is under way', () => {
    const p = checkedProgram();
    const { ours } = p.connection();
    const size = 1024 * 1024;
    const buffer = p.buffer(size);
    const list = [{ len: size, buf: buffer }];
    const send = () => p.call('WSASend', ours, list, 1, null, 0, p.overlapped(), null);
    p.at(1);
    while (send() === 0);
    p.bytesOf(buffer, size)[0] = 1;
    p.at(2);
    p.dequeue();
    expect(p.found).toEqual(['buffer written, M10, OV-9: 1 → 2']);
  });

  it('bytes among those of many operations, at the latest before the kernel writes', () => {
    const p = checkedProgram();
    const all = Array.from({ length: 60 }, () => ({ ...p.connection(), buffer: p.buffer() }));
    p.at(1);
    for (const { ours, buffer } of all) p.receive(ours, p.overlapped(), buffer);
    const last = all.at(-1);
    if (!last) return;
    p.bytesOf(last.buffer, 64)[0] = 1;
    p.at(2);
    p.dequeue();
    p.arrive(last.theirs, 'x');
    expect(p.dequeue()).toBe(1);
    expect(p.found).toEqual(['buffer written, M01, OV-9: 1 → 2']);
  });

  it('a buffer that two receives fill at a time', () => {
    const p = checkedProgram();
    const { ours, theirs } = p.connection();
    const buffer = p.buffer();
    p.at(1);
    p.receive(ours, p.overlapped(), buffer);
    p.at(2);
    p.receive(ours, p.overlapped(), buffer + 32n, 32);
    expect(p.found).toEqual(['buffer lent twice, M01, OV-9: 1 → 2']);
    p.arrive(theirs, 'x'.repeat(40));
    p.dequeue();
    p.at(3);
    p.dequeue();
    expect(p.found).toHaveLength(1);
  });

  it('memory for a sender’s address that two receives fill at a time', () => {
    const p = checkedProgram();
    const ours = p.datagrams();
    const from = p.buffer(20);
    p.bytesOf(from, 20)[16] = 16;
    const receive = () =>
      p.call(
        'WSARecvFrom',
        ours,
        [{ len: 64, buf: p.buffer() }],
        1,
        null,
        [0],
        from,
        from + 16n,
        p.overlapped(),
        null,
      );
    p.at(1);
    receive();
    p.at(2);
    receive();
    expect(p.found).toEqual(['buffer lent twice, M10, OV-9: 1 → 2 (2)']);
  });

  it('a dequeue of several packets of which the program reads the first only', () => {
    const p = checkedProgram();
    for (const key of [1, 2, 3]) p.call('PostQueuedCompletionStatus', p.port, 0, key, null);
    p.at(1);
    expect(p.dequeue()).toBe(3);
    p.look(1);
    p.at(2);
    p.dequeue();
    expect(p.found).toEqual(['entries not looked at, M02, EX-2: - → 1']);
  });

  it('the same of a program that waits for the others', () => {
    const p = checkedProgram();
    for (const key of [1, 2]) p.call('PostQueuedCompletionStatus', p.port, 0, key, null);
    p.at(1);
    p.dequeue();
    p.look(1);
    const bytes: number[] = [0];
    expect(() => p.call('GetQueuedCompletionStatus', p.port, bytes, [0], [null], INFINITE)).toThrow(
      Ended,
    );
    expect(p.found).toEqual(['entries not looked at, M02, EX-2: - → 1']);
  });

  it('the same when it frees the entries and dequeues into others', () => {
    const p = checkedProgram();
    for (const key of [1, 2]) p.call('PostQueuedCompletionStatus', p.port, 0, key, null);
    p.at(1);
    expect(p.dequeue()).toBe(2);
    p.look(1);
    p.koffi.free(p.entries);
    expect(p.found).toEqual([]);
    p.at(2);
    p.call('GetQueuedCompletionStatusEx', p.port, p.buffer(8 * 32), 8, [0], 0, 0);
    expect(p.found).toEqual(['entries not looked at, M02, EX-2: - → 1']);
  });

  it('the same of packets that are read through a view, by what is never used again', () => {
    const p = checkedProgram();
    const [one, two] = [p.connection(), p.connection()];
    p.koffi.view(p.entries, 8 * 32);
    for (const { ours, theirs } of [one, two]) {
      p.receive(ours, p.overlapped(), p.buffer());
      p.arrive(theirs, 'x');
    }
    p.at(1);
    expect(p.dequeue()).toBe(2);
    p.call('closesocket', one.ours);
    p.checker.exit('normal');
    expect(p.found[0]).toBe('entries not looked at, M02, EX-2: - → 1');
  });

  it('packets that are lost with their port, and one that was never fetched after a success at once', () => {
    const p = checkedProgram();
    const { ours, theirs } = p.connection();
    p.at(1);
    p.receive(ours, p.overlapped(), p.buffer());
    p.arrive(theirs, 'x');
    p.arrive(theirs, 'y');
    p.at(2);
    expect(p.receive(ours, p.overlapped(), p.buffer())).toBe(0);
    p.at(3);
    p.call('CloseHandle', p.port);
    expect(p.found).toEqual([
      'packet lost, M20, CLOSE-3: 1 → 3',
      'packet lost, M03, SKIP-3: 2 → 3',
    ]);
  });

  it('what is left at the end', () => {
    const p = checkedProgram();
    p.at(1);
    const { ours, theirs } = p.connection();
    p.at(2);
    p.receive(ours, p.overlapped(), p.buffer());
    p.arrive(theirs, 'x');
    p.at(3);
    p.receive(ours, p.overlapped(), p.buffer());
    p.call('PostQueuedCompletionStatus', p.port, 0, 0, null);
    p.checker.exit('normal');
    expect(p.found).toEqual([
      'packet left, M20, CLOSE-3: 2 → -',
      'operation outstanding, M20, CLOSE-3: 3 → -',
      'packet left, M20, CLOSE-3: - → -',
      'handle left open, M20, CLOSE-2: 1 → -',
    ]);
    expect(p.checker.reports[3]?.sentence).toMatch(
      /^When the program ended, handles were still open: the socket that was opened at line 1, the socket that was opened at line 1\./,
    );
  });

  it('nothing of what is left by a program that came to grief', () => {
    for (const how of ['failed', 'fault', 'waits for ever'] as const) {
      const p = checkedProgram();
      p.at(1);
      const { ours } = p.connection();
      p.receive(ours, p.overlapped(), p.buffer());
      p.checker.exit(how);
      expect(p.found).toEqual([]);
    }
  });

  it('one mistake in a loop once, and says how often', () => {
    const p = checkedProgram();
    const { ours } = p.connection();
    for (let round = 0; round < 3; round++) {
      const overlapped = p.overlapped();
      p.at(1);
      p.receive(ours, overlapped, p.buffer());
      p.at(2);
      p.koffi.free(overlapped);
    }
    expect(p.found).toEqual(['OVERLAPPED freed, M09, OV-9: 1 → 2 (3)']);
  });

  it('where a call on the pool was made', () => {
    const p = checkedProgram();
    const { ours } = p.connection();
    const overlapped = p.overlapped();
    p.at(1);
    p.callOnPool('WSARecv', ours, [{ len: 64, buf: p.buffer() }], 1, null, [0], overlapped, null);
    p.at(2);
    while (p.process.pending.size === 0) p.timeline.step();
    p.at(3);
    p.koffi.free(overlapped);
    expect(p.found).toEqual(['OVERLAPPED freed, M09, OV-9: 1 → 3']);
  });
});
