import { describe, expect, test } from 'vitest';
import { LOOPBACK } from '../kernel/network.ts';
import { Endpoint } from '../kernel/stream.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import {
  BACKUP,
  CREATE_ALWAYS,
  DELETE,
  DELETE_ON_CLOSE,
  DONE,
  EXISTING,
  failed,
  fileProgram,
  GENERIC_READ,
  GENERIC_WRITE,
  NEW,
  OPEN_ALWAYS,
  OVERLAPPED,
  PENDS,
  TRUNCATE,
} from './file-testing.ts';
import { differs, UNTOUCHED } from './testing.ts';

const FILE = 'C:\\Temp\\file.txt';

/** A new file that is open for overlapped operations, with a port. */
function associated() {
  const program = fileProgram();
  const made = program.port();
  const file = program.open(FILE, { disposition: NEW, flags: OVERLAPPED });
  program.handle('CreateIoCompletionPort', file, made, 7n, 0);
  const next = () => program.dequeue(made, 5000);
  return { ...program, file, made, next };
}

describe('a file is opened', () => {
  test('as the disposition says, and the last error tells what was there', () => {
    const { openError, open, close, disk, read } = fileProgram();
    expect(openError(FILE)).toBe(2);
    expect(openError('C:\\nowhere\\a.txt')).toBe(3);
    expect(openError(FILE, { disposition: TRUNCATE })).toBe(2);
    close(open(FILE, { disposition: NEW }));
    expect(openError('new.txt', { disposition: NEW })).toBe(0);
    expect(openError(FILE, { disposition: NEW })).toBe(80);
    disk.create(FILE, new TextEncoder().encode('text'));
    const kept = open(FILE, { disposition: OPEN_ALWAYS });
    expect(read(kept, 10).text).toBe('text');
    close(kept);
    expect(openError(FILE, { disposition: OPEN_ALWAYS, share: 7 })).toBe(183);
    expect(openError('always.txt', { disposition: OPEN_ALWAYS })).toBe(0);
  });

  test('CREATE_ALWAYS and TRUNCATE_EXISTING empty it', () => {
    for (const disposition of [CREATE_ALWAYS, TRUNCATE]) {
      const { open, thread, disk, read } = fileProgram();
      disk.create(FILE, new TextEncoder().encode('text'));
      const file = open(FILE, { disposition });
      expect(thread.lastError).toBe(disposition === CREATE_ALWAYS ? 183 : 0);
      expect(read(file, 10)).toEqual({ ...DONE, count: 0, text: '' });
    }
  });

  test('wrong arguments', () => {
    const { openError, attempt, disk } = fileProgram();
    disk.create(FILE);
    expect(openError(FILE, { disposition: 0 })).toBe(87);
    expect(openError(FILE, { disposition: 6 })).toBe(87);
    expect(openError(FILE, { disposition: TRUNCATE, access: GENERIC_READ })).toBe(87);
    expect(openError('')).toBe(3);
    expect(openError('a?b')).toBe(123);
    expect(openError('\\\\server\\share\\a')).toBe(53);
    const none = attempt('CreateFileW', 0n, 0, 0, 0n, EXISTING, 0, 0n);
    expect(none).toEqual({ returned: '0xFFFFFFFFFFFFFFFF', error: 3 });
  });

  test('by relative paths and with slashes', () => {
    const { open, close, disk } = fileProgram();
    close(open('sub/../a.txt', { disposition: NEW }));
    expect(disk.at('C:\\workbook\\a.txt')).toMatchObject({ path: 'C:\\workbook\\a.txt' });
  });

  test('a second time only where both share it', () => {
    const { open, openError, close } = fileProgram();
    const first = open(FILE, { disposition: NEW, share: 1 });
    expect(openError(FILE, { share: 3 })).toBe(32);
    expect(openError(FILE, { access: GENERIC_READ, share: 3 })).toBe(0);
    close(first);
    expect(openError(FILE, { share: 7 })).toBe(0);
  });

  test('for running it counts as reading, and emptying it as writing', () => {
    const { open, openError } = fileProgram();
    open(FILE, { disposition: NEW, access: GENERIC_READ, share: 1 });
    expect(openError(FILE, { disposition: CREATE_ALWAYS, access: GENERIC_READ, share: 3 })).toBe(
      32,
    );
    open('b.txt', { disposition: NEW, access: GENERIC_WRITE, share: 2 });
    expect(openError('b.txt', { access: 0x2000_0000, share: 7 })).toBe(32);
  });

  test('a folder only with FILE_FLAG_BACKUP_SEMANTICS', () => {
    const { open, openError, read } = fileProgram();
    expect(openError('C:\\Temp')).toBe(5);
    const folder = open('C:\\Temp', { flags: BACKUP });
    expect(read(folder, 5)).toMatchObject(failed(1));
  });

  test('FILE_FLAG_DELETE_ON_CLOSE deletes it with the last handle', () => {
    const { open, openError, close } = fileProgram();
    const flags = DELETE_ON_CLOSE;
    const first = open(FILE, { disposition: NEW, access: GENERIC_READ | DELETE, share: 7, flags });
    const second = open(FILE, { access: GENERIC_READ, share: 7 });
    close(first);
    expect(openError(FILE, { share: 7 })).toBe(5);
    close(second);
    expect(openError(FILE)).toBe(2);
  });

  test('a read-only one cannot be written or deleted', () => {
    const { open, openError, onPath, close } = fileProgram();
    close(open(FILE, { disposition: NEW, flags: 1 }));
    expect(openError(FILE)).toBe(5);
    expect(openError(FILE, { disposition: CREATE_ALWAYS })).toBe(5);
    expect(onPath('DeleteFileW', FILE)).toEqual(failed(5));
    expect(openError(FILE, { access: GENERIC_READ })).toBe(0);
  });
});

describe('overlapped operations', () => {
  test('FILE-1: they pend, and bring packets', () => {
    const { file, startWrite, startRead, overlapped, next, textAt } = associated();
    const { count, ...call } = startWrite(file, 'hello', overlapped('write'));
    expect(count).toBe(0);
    const write = { call, packet: next() };
    const { count: none, data, ...started } = startRead(file, 64, overlapped('read'));
    expect(none).toBe(0);
    const read = { call: started, packet: next() };
    expect(differs('FILE-1', { write, read, text: textAt(data, 5) })).toBeNull();
  });

  test('FILE-2: the end of a file is an error that comes with the packet', () => {
    const { file, startRead, overlapped, setOffset, next, status } = associated();
    const readAt = (offset: bigint) => {
      const at = overlapped('read');
      setOffset(at, offset);
      const { returned, error } = startRead(file, 64, at);
      const packet = next();
      return { call: { returned, error }, packet, status: status(at) };
    };
    const seen = { 'at the end': readAt(0n), 'past the end': readAt(100n) };
    expect(differs('FILE-2', seen)).toBeNull();
  });

  test('SKIP-5: they pend also where success is skipped', () => {
    const { file, startWrite, overlapped, number, next } = associated();
    number('SetFileCompletionNotificationModes', file, 1);
    const { returned, error } = startWrite(file, 'testdata', overlapped('write'));
    expect(differs('SKIP-5', { call: { returned, error }, packet: next() })).toBeNull();
  });

  test('OV-12: each says where it begins, and nobody advances that', () => {
    const { file, startWrite, startRead, overlapped, setOffset, next, textAt, heap } = associated();
    startWrite(file, 'hello world', overlapped('write'));
    next();
    const read = overlapped('read');
    setOffset(read, 6n);
    const again = () => {
      const { data } = startRead(file, 5, read);
      next();
      return { read: textAt(data, 5), 'Offset afterwards': heap.readUint32(read + 16n) };
    };
    expect(differs('OV-12', { first: again(), second: again() })).toBeNull();
  });

  test('an offset of all ones writes at the end', () => {
    const { file, startWrite, startRead, overlapped, setOffset, next, textAt } = associated();
    for (const text of ['one ', 'two']) {
      const at = overlapped(text);
      setOffset(at, 0xffff_ffff_ffff_ffffn);
      startWrite(file, text, at);
      next();
    }
    const { data } = startRead(file, 10, overlapped('read'));
    expect(next().bytes).toBe(7);
    expect(textAt(data, 7)).toBe('one two');
  });

  test('several at the end stand one behind the other', () => {
    const { file, startWrite, startRead, overlapped, setOffset, next, textAt } = associated();
    for (const text of ['one ', 'two']) {
      const at = overlapped(text);
      setOffset(at, 0xffff_ffff_ffff_ffffn);
      startWrite(file, text, at);
    }
    expect([next().overlapped, next().overlapped]).toEqual(['one ', 'two']);
    const { data } = startRead(file, 10, overlapped('read'));
    next();
    expect(textAt(data, 7)).toBe('one two');
  });

  test('without an OVERLAPPED, or with an offset below 0, they are refused', () => {
    const { file, read, write, startRead, overlapped, setOffset, status } = associated();
    expect(read(file, 5)).toMatchObject(failed(87));
    expect(write(file, 'text')).toMatchObject(failed(87));
    const at = overlapped('read');
    setOffset(at, 0x8000_0000_0000_0000n);
    expect(startRead(file, 5, at)).toMatchObject(failed(87));
    expect(status(at)).toBe('0x00000103');
  });

  test('an event is reset when one starts, and set at its end', () => {
    const { file, startWrite, overlapped, event, number } = associated();
    const done = event(1);
    startWrite(file, 'text', overlapped('write', done));
    expect(number('WaitForSingleObject', done, 0)).toBe(258);
    expect(number('WaitForSingleObject', done, 1000)).toBe(0);
  });

  test('the handle is signalled when it is opened, and when one without an event has ended', () => {
    const { file, startWrite, overlapped, number } = associated();
    expect(number('WaitForSingleObject', file, 0)).toBe(0);
    startWrite(file, 'text', overlapped('write'));
    expect(number('WaitForSingleObject', file, 0)).toBe(258);
    expect(number('WaitForSingleObject', file, 1000)).toBe(0);
  });

  test('closing the handle does not stop them, and the file goes when its last handle does', () => {
    const { file, startWrite, overlapped, close, next, disk } = associated();
    startWrite(file, 'text', overlapped('write'));
    close(file);
    expect(next()).toMatchObject({ returned: 1, bytes: 4 });
    expect(disk.at(FILE)).toMatchObject({ data: { length: 4 } });
  });

  test('CANC-1: one that is cancelled brings error 995', () => {
    const { file, startWrite, overlapped, attempt, next, disk } = associated();
    startWrite(file, 'text', overlapped('write'));
    expect(attempt('CancelIoEx', file, 0n)).toEqual(DONE);
    expect(next()).toMatchObject({ returned: 0, error: 995, overlapped: 'write' });
    expect(disk.at(FILE)).toMatchObject({ data: { length: 0 } });
  });
});

describe('a file that is not overlapped', () => {
  const ordinary = () => {
    const program = fileProgram();
    return { ...program, file: program.open(FILE, { disposition: NEW }) };
  };

  test('reads and writes on where it was, and at its end 0 bytes are a success', () => {
    const { file, write, read, open, close } = ordinary();
    expect(write(file, 'hello ')).toEqual({ ...DONE, count: 6 });
    expect(write(file, 'world')).toEqual({ ...DONE, count: 5 });
    expect(read(file, 5)).toEqual({ ...DONE, count: 0, text: '' });
    close(file);
    const again = open(FILE);
    expect(read(again, 6).text).toBe('hello ');
    expect(read(again, 10)).toEqual({ ...DONE, count: 5, text: 'world' });
  });

  test('waits also with an OVERLAPPED, whose offset counts; then the end is error 38', () => {
    const { file, write, startRead, startWrite, overlapped, setOffset, textAt, read } = ordinary();
    write(file, 'hello world');
    const at = overlapped('read');
    setOffset(at, 6n);
    const { data, ...ended } = startRead(file, 3, at);
    expect(ended).toEqual({ ...DONE, count: 3 });
    expect(textAt(data, 3)).toBe('wor');
    // The position is behind that now.
    expect(read(file, 10).text).toBe('ld');
    setOffset(at, 11n);
    expect(startRead(file, 3, at)).toMatchObject({ ...failed(38), count: 0 });
    setOffset(at, 0xffff_ffff_ffff_fffen);
    expect(startWrite(file, '!', at)).toEqual({ ...DONE, count: 1 });
    setOffset(at, 11n);
    expect(startRead(file, 3, at).count).toBe(1);
  });

  test('its status block and event tell the end when the call returns', () => {
    const { file, startWrite, overlapped, event, number, status, transferred } = ordinary();
    const done = event();
    const write = overlapped('write', done);
    startWrite(file, 'text', write);
    expect([status(write), transferred(write)]).toEqual(['0x00000000', 4]);
    expect(number('WaitForSingleObject', done, 0)).toBe(0);
  });

  test('one that was opened for appending writes at the end, whatever it is told', () => {
    const { file, write, close, open, startWrite, overlapped, read } = ordinary();
    write(file, 'one ');
    close(file);
    const appending = open(FILE, { access: 4, share: 7 });
    expect(write(appending, 'two ')).toEqual({ ...DONE, count: 4 });
    expect(startWrite(appending, 'three', overlapped('write')).count).toBe(5);
    expect(read(open(FILE, { access: GENERIC_READ, share: 7 }), 20).text).toBe('one two three');
  });

  test('one operation goes after the other, whichever thread starts them', () => {
    const { file, onThread, lend, memory, settle, turn, disk } = ordinary();
    const first = onThread('WriteFile', file, lend('one '), 4, memory(4), 0n);
    const second = onThread('WriteFile', file, lend('two'), 3, memory(4), 0n);
    settle();
    turn();
    expect([first.value?.returned, second.value?.returned]).toEqual([1, 1]);
    const entry = disk.at(FILE);
    expect(entry).toMatchObject({ data: { length: 7 } });
  });
});

/** Two sockets that are connected, and handles to them. */
function connected(isOverlapped: boolean) {
  const program = fileProgram();
  const { machine, process } = program;
  const at = (port: number) => ({ ip: LOOPBACK, port });
  const ends = Endpoint.pair(machine);
  const [ours, peer] = ends.map((end, index) => {
    const socket = new StreamSocket(machine, isOverlapped);
    socket.adopt(end, at(1000 + index), at(1001 - index));
    return process.handles.open(socket);
  }) as [bigint, bigint];
  return { ...program, ours, peer };
}

describe('sockets', () => {
  test('FFI-3: are read and written like files, with the same OVERLAPPED', () => {
    const { ours, peer, startRead, startWrite, overlapped, port, handle, dequeue, textAt } =
      connected(true);
    const made = port();
    handle('CreateIoCompletionPort', ours, made, 7n, 0);
    const { data, ...call } = startRead(ours, 64, overlapped('read'));
    expect(call).toEqual({ ...PENDS, count: 0 });
    expect(startWrite(peer, 'hello', overlapped('write'))).toEqual({ ...DONE, count: 5 });
    expect(dequeue(made, 1000)).toMatchObject({ returned: 1, bytes: 5, overlapped: 'read' });
    expect(textAt(data, 5)).toBe('hello');
  });

  test('that are overlapped need an OVERLAPPED, the others wait', () => {
    const overlapped = connected(true);
    expect(overlapped.read(overlapped.ours, 5)).toMatchObject(failed(87));
    expect(overlapped.write(overlapped.ours, 'x')).toMatchObject(failed(87));
    const { ours, peer, read, write, overlapped: named, startRead } = connected(false);
    expect(write(peer, 'hello')).toEqual({ ...DONE, count: 5 });
    expect(read(ours, 3).text).toBe('hel');
    expect(startRead(ours, 3, named('read')).count).toBe(2);
  });

  test('RECV-5: that have come to their end are read with 0 bytes, as a success', () => {
    const { ours, peer, read, close } = connected(false);
    close(peer);
    expect(read(ours, 5)).toEqual({ ...DONE, count: 0, text: '' });
  });

  test('that are not connected are refused', () => {
    const { machine, process, startRead, startWrite, overlapped } = fileProgram();
    const socket = process.handles.open(new StreamSocket(machine, true));
    expect(startRead(socket, 5, overlapped('read'))).toMatchObject(failed(59));
    expect(startWrite(socket, 'x', overlapped('write'))).toMatchObject(failed(59));
  });
});

describe('what ReadFile and WriteFile refuse', () => {
  test('handles that are none, or not open for it, and memory that is not there', () => {
    const { open, attempt, memory, dword, event, overlapped, status, lend } = fileProgram();
    const reading = open(FILE, { disposition: NEW, access: GENERIC_READ, share: 3 });
    const writing = open(FILE, { access: GENERIC_WRITE, share: 3 });
    const count = memory(4);
    expect(attempt('ReadFile', 0x9998n, count, 4, count, 0n)).toEqual(failed(6));
    expect(dword(count)).toBe(0);
    expect(attempt('ReadFile', event(), memory(4), 4, count, 0n)).toEqual(failed(6));
    expect(attempt('ReadFile', writing, memory(4), 4, count, 0n)).toEqual(failed(5));
    expect(attempt('WriteFile', reading, lend('text'), 4, count, 0n)).toEqual(failed(5));
    expect(attempt('ReadFile', reading, 1n, 4, count, 0n)).toEqual(failed(998));
    expect(attempt('WriteFile', writing, 1n, 4, count, 0n)).toEqual(failed(1784));
    expect(attempt('WriteFile', writing, 0n, 0, count, 0n)).toEqual(DONE);
    const at = overlapped('read');
    attempt('ReadFile', 0x9998n, memory(4), 4, 0n, at);
    expect(status(at)).toBe('0x00000103');
  });
});

describe('the rest', () => {
  test('GetFileSizeEx tells a length of 64 bits', () => {
    const { open, write, attempt, memory, heap, event } = fileProgram();
    const file = open(FILE, { disposition: NEW });
    write(file, 'text');
    const size = memory(8);
    expect(attempt('GetFileSizeEx', file, size)).toEqual(DONE);
    expect(heap.readUint64(size)).toBe(4n);
    expect(attempt('GetFileSizeEx', event(), size)).toEqual(failed(6));
    expect(attempt('GetFileSizeEx', file, 1n)).toEqual(failed(998));
  });

  test('FlushFileBuffers needs a handle that may write', () => {
    const { open, attempt } = fileProgram();
    const file = open(FILE, { disposition: NEW, share: 3 });
    const reading = open(FILE, { access: GENERIC_READ, share: 3 });
    expect(attempt('FlushFileBuffers', file)).toEqual(DONE);
    expect(attempt('FlushFileBuffers', reading)).toEqual(failed(5));
    expect(attempt('FlushFileBuffers', 0x9998n)).toEqual(failed(6));
  });

  test('DeleteFileW', () => {
    const { open, onPath, close, attempt, openError } = fileProgram();
    expect(onPath('DeleteFileW', FILE)).toEqual(failed(2));
    expect(onPath('DeleteFileW', 'C:\\nowhere\\a')).toEqual(failed(3));
    expect(onPath('DeleteFileW', 'C:\\Temp')).toEqual(failed(5));
    expect(attempt('DeleteFileW', 0n)).toEqual(failed(3));
    const file = open(FILE, { disposition: NEW });
    expect(onPath('DeleteFileW', FILE)).toEqual(failed(32));
    close(file);
    expect(onPath('DeleteFileW', FILE)).toEqual(DONE);
    expect(openError(FILE)).toBe(2);
  });

  test('GetTempPathW gives the path with its backslash, or how much memory it needs', () => {
    const { attempt, memory, heap, textAt } = fileProgram();
    const path = memory(64);
    expect(attempt('GetTempPathW', 32, path)).toEqual({ returned: 8, error: UNTOUCHED });
    expect(textAt(path, 18)).toBe(`${[...'C:\\Temp\\', '\0'].join('\0')}\0`);
    const small = memory(64);
    expect(attempt('GetTempPathW', 8, small).returned).toBe(9);
    expect(heap.readUint64(small)).toBe(0n);
    expect(attempt('GetTempPathW', 9, small).returned).toBe(8);
    expect(attempt('GetTempPathW', 0, 0n).returned).toBe(9);
  });

  test('PORT-6: only a file that was opened for overlapped operations can have a port', () => {
    const { open, port, attempt, handle } = fileProgram();
    const made = port();
    const ordinary = open('a.txt', { disposition: NEW });
    const overlapped = open('b.txt', { disposition: NEW, flags: OVERLAPPED });
    const seen = {
      'without the flag': attempt('CreateIoCompletionPort', ordinary, made, 1n, 0),
      'with it': handle('CreateIoCompletionPort', overlapped, made, 2n, 0) === made,
    };
    expect(differs('PORT-6', seen)).toBeNull();
  });
});
