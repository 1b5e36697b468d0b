import { describe, expect, test } from 'vitest';
import { BACKUP, DONE, failed, fileProgram, GENERIC_READ, OVERLAPPED } from './file-testing.ts';

const FOLDER = 'C:\\Temp\\boo';
const FILE_NAME = 1;
const DIR_NAME = 2;
const LAST_WRITE = 0x10;

/** A folder that is open for its changes, with a port. */
function watched(flags = OVERLAPPED) {
  const program = fileProgram();
  const { disk, open, memory, attempt, heap } = program;
  disk.createFolder(FOLDER);
  const folder = open(FOLDER, { access: GENERIC_READ, share: 7, flags: BACKUP | flags });
  const buffer = memory(256);
  const watch = (
    at: bigint,
    { size = 256, deep = 0, filter = FILE_NAME, count = 0n, routine = 0n } = {},
  ) => attempt('ReadDirectoryChangesW', folder, buffer, size, deep, filter, count, at, routine);
  /** What was told: action and name of each record. */
  const told = () => {
    const all: (string | number)[][] = [];
    for (let record = buffer; ; ) {
      const length = heap.readUint32(record + 8n);
      const name = new TextDecoder('utf-16le').decode(
        heap.bytes(record + 12n, length, 'read').slice(),
      );
      all.push([heap.readUint32(record + 4n), name]);
      const next = heap.readUint32(record);
      if (next === 0) return all;
      record += BigInt(next);
    }
  };
  const state = (at: bigint) => [program.status(at), program.transferred(at)];
  return {
    ...program,
    folder,
    buffer,
    watch,
    told,
    state,
    inside: (name: string) => `${FOLDER}\\${name}`,
  };
}

describe('folders are made and removed', () => {
  test('CreateDirectoryW', () => {
    const { onPath, attempt } = fileProgram();
    expect(onPath('CreateDirectoryW', FOLDER, 0n)).toEqual(DONE);
    expect(onPath('CreateDirectoryW', `${FOLDER}\\`, 0n)).toEqual(failed(183));
    expect(onPath('CreateDirectoryW', 'C:\\nowhere\\a', 0n)).toEqual(failed(3));
    expect(attempt('CreateDirectoryW', 0n, 0n)).toEqual(failed(3));
  });

  test('RemoveDirectoryW', () => {
    const { onPath, disk } = fileProgram();
    disk.createFolder(FOLDER);
    disk.create(`${FOLDER}\\a.txt`);
    expect(onPath('RemoveDirectoryW', FOLDER)).toEqual(failed(145));
    expect(onPath('RemoveDirectoryW', `${FOLDER}\\a.txt`)).toEqual(failed(267));
    disk.remove(`${FOLDER}\\a.txt`);
    expect(onPath('RemoveDirectoryW', FOLDER)).toEqual(DONE);
    expect(onPath('RemoveDirectoryW', FOLDER)).toEqual(failed(2));
  });
});

describe('ReadDirectoryChangesW', () => {
  test('returns TRUE when it has begun, and brings its packet with what has changed', () => {
    const { watch, port, handle, folder, overlapped, disk, inside, dequeue, told, status } =
      watched();
    const made = port();
    handle('CreateIoCompletionPort', folder, made, 7n, 0);
    const at = overlapped('watch');
    expect(watch(at)).toEqual(DONE);
    expect(status(at)).toBe('0x00000103');
    disk.create(inside('foo'));
    // The last record is not filled up: 12 bytes and 3 letters.
    expect(dequeue(made)).toMatchObject({ returned: 1, bytes: 0x12, key: 7, overlapped: 'watch' });
    expect(told()).toEqual([[1, 'foo']]);
  });

  test('tells what has changed while nobody watched, in one piece and at once', () => {
    const { watch, overlapped, disk, inside, told, state } = watched();
    watch(overlapped('first'));
    disk.create(inside('a.txt'));
    disk.rename(inside('a.txt'), inside('letter'));
    disk.remove(inside('letter'));
    const at = overlapped('second');
    expect(watch(at)).toEqual(DONE);
    expect(state(at)[0]).toBe('0x00000000');
    expect(told()).toEqual([
      [4, 'a.txt'],
      [5, 'letter'],
      [2, 'letter'],
    ]);
  });

  test('the first call says of which changes, and how deep', () => {
    const { watch, overlapped, disk, inside, told, state } = watched();
    const first = overlapped('first');
    watch(first, { deep: 1, filter: FILE_NAME });
    disk.createFolder(inside('sub'));
    expect(state(first)[0]).toBe('0x00000103');
    disk.create(inside('sub\\a'));
    expect(told()).toEqual([[1, 'sub\\a']]);
    const second = overlapped('second');
    watch(second, { deep: 0, filter: DIR_NAME });
    disk.createFolder(inside('other'));
    expect(state(second)[0]).toBe('0x00000103');
    disk.remove(inside('sub\\a'));
    expect(told()).toEqual([[2, 'sub\\a']]);
  });

  test('writes are told to those who asked for them', () => {
    const { watch, overlapped, disk, inside, told, open, write } = watched();
    disk.create(inside('a.txt'));
    watch(overlapped('watch'), { filter: LAST_WRITE });
    write(open(inside('a.txt')), 'text');
    expect(told()).toEqual([[3, 'a.txt']]);
  });

  test('what there is no room for is lost: the watch ends with a success of 0 bytes', () => {
    const { watch, overlapped, disk, inside, state } = watched();
    const [small, second, third] = [overlapped('1'), overlapped('2'), overlapped('3')];
    watch(small, { size: 0x10 });
    disk.create(inside('foo'));
    expect(state(small)).toEqual(['0x0000010C', 0]);
    // So much was said to be kept by the first call.
    watch(second);
    disk.remove(inside('foo'));
    expect(state(second)).toEqual(['0x0000010C', 0]);
    // And 18 bytes of a change do not fit into 16, kept or not.
    disk.create(inside('bar'));
    watch(third);
    expect(state(third)).toEqual(['0x0000010C', 0]);
  });

  test('the same for what was kept, and does not fit into the memory of the next call', () => {
    const { watch, overlapped, disk, inside, state } = watched();
    watch(overlapped('first'));
    disk.create(inside('foo'));
    disk.remove(inside('foo'));
    const at = overlapped('small');
    watch(at, { size: 0x10 });
    expect(state(at)).toEqual(['0x0000010C', 0]);
  });

  test('what fits is told after that as before', () => {
    const { watch, overlapped, disk, inside, state, told } = watched();
    watch(overlapped('first'), { size: 64 });
    disk.create(inside('1'));
    for (const name of ['2', '3', '4', '5', '6']) disk.create(inside(name));
    const [full, next] = [overlapped('full'), overlapped('next')];
    watch(full);
    expect(state(full)).toEqual(['0x0000010C', 0]);
    watch(next);
    disk.create(inside('7'));
    expect(told()).toEqual([[1, '7']]);
  });

  test('is refused for wrong arguments', () => {
    const { watch, overlapped, attempt, buffer, open, event, folder } = watched();
    const at = overlapped('watch');
    expect(watch(at, { filter: 0 })).toEqual(failed(87));
    expect(watch(at, { filter: 0xffff_ffff })).toEqual(failed(87));
    const rest = [64, 0, FILE_NAME, 0n, at, 0n] as const;
    expect(attempt('ReadDirectoryChangesW', event(), buffer, ...rest)).toEqual(failed(6));
    const file = open('a.txt', { disposition: 1, flags: OVERLAPPED });
    expect(attempt('ReadDirectoryChangesW', file, buffer, ...rest)).toEqual(failed(87));
    expect(attempt('ReadDirectoryChangesW', folder, buffer + 2n, ...rest)).toEqual(failed(998));
    expect(attempt('ReadDirectoryChangesW', folder, 16n, ...rest)).toEqual(failed(998));
    const blind = open(FOLDER, { access: 0, flags: BACKUP | OVERLAPPED });
    expect(attempt('ReadDirectoryChangesW', blind, buffer, ...rest)).toEqual(failed(5));
  });

  test('CANC-1: is cancelled with 995, and ended by closing with a success of 0 bytes', () => {
    const { watch, overlapped, attempt, folder, state, close, disk, inside } = watched();
    const [cancelled, closed] = [overlapped('cancelled'), overlapped('closed')];
    watch(cancelled);
    expect(attempt('CancelIoEx', folder, cancelled)).toEqual(DONE);
    expect(state(cancelled)).toEqual(['0xC0000120', 0]);
    watch(closed);
    close(folder);
    expect(state(closed)).toEqual(['0x0000010B', 0]);
    expect(disk.create(inside('foo'))).toBe(0);
  });

  test('ends with error 5 when the folder is removed, which goes when it is closed', () => {
    const { watch, overlapped, onPath, dequeue, port, handle, folder, openError, close, disk } =
      watched();
    const made = port();
    handle('CreateIoCompletionPort', folder, made, 7n, 0);
    watch(overlapped('watch'));
    expect(onPath('RemoveDirectoryW', FOLDER)).toEqual(DONE);
    expect(dequeue(made)).toMatchObject({ returned: 0, error: 5, bytes: 0 });
    expect(watch(overlapped('again'))).toEqual(failed(5));
    expect(disk.create(`${FOLDER}\\a`)).not.toBe(0);
    expect(openError(FOLDER, { flags: BACKUP })).toBe(5);
    close(folder);
    expect(openError(FOLDER, { flags: BACKUP })).toBe(2);
  });

  test('without an OVERLAPPED waits, and counts', () => {
    for (const flags of [OVERLAPPED, 0]) {
      const { folder, onThread, memory, disk, inside, settle, turn, dword } = watched(flags);
      const count = memory(4);
      const args = [folder, memory(64), 64, 0, FILE_NAME, count, 0n, 0n];
      const watching = onThread('ReadDirectoryChangesW', ...args);
      disk.create(inside('foo'));
      settle();
      turn();
      expect([watching.value?.returned, dword(count)]).toEqual([1, 0x12]);
    }
  });

  test('a completion routine is told instead, and hEvent is the program’s own', () => {
    const { watch, overlapped, process, disk, inside, number, port, handle, folder } = watched();
    const seen: unknown[] = [];
    const code = process.code.register({
      name: 'routine',
      call: (_thread, args) => void seen.push(args),
    });
    const at = overlapped('watch', 0xdead_beefn);
    expect(watch(at, { routine: code })).toEqual(DONE);
    disk.create(inside('foo'));
    expect(seen).toEqual([]);
    expect(number('SleepEx', 0, 1)).toBe(192);
    expect(seen).toEqual([[0, 0x12, at]]);
    handle('CreateIoCompletionPort', folder, port(), 7n, 0);
    expect(watch(at, { routine: code })).toEqual(failed(87));
  });
});
