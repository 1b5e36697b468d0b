import { describe, expect, test } from 'vitest';
import {
  type Change,
  Disk,
  type Entry,
  FILE_ACTION,
  NOTIFY,
  type Opened,
  type Rights,
} from './disk.ts';
import { LONGEST_FILE } from './file-data.ts';
import { STATUS } from './status.ts';

const rights = (letters: string): Rights => ({
  read: letters.includes('r'),
  write: letters.includes('w'),
  delete: letters.includes('d'),
});

const bytes = (text: string) => new TextEncoder().encode(text);
const entryAt = (disk: Disk, path: string) => disk.at(path) as Entry;
const textOf = (entry: Entry) => new TextDecoder().decode(entry.data?.read(0, 1000));

const opened = (disk: Disk, path: string, access: string, share: string) =>
  disk.open(path, { disposition: 'there', access: rights(access), share: rights(share) });

function changesOf(disk: Disk, folder: string, deep = false) {
  const told: (readonly Change[])[] = [];
  disk.watch(entryAt(disk, folder), deep, (changes) => void told.push(changes));
  return told;
}

describe('files of another program', () => {
  test('are made, renamed and deleted, whatever the case of their names', () => {
    const disk = new Disk();
    expect(disk.create('C:\\Temp\\A.txt', bytes('one'))).toBe(STATUS.SUCCESS);
    expect(textOf(entryAt(disk, 'c:/TEMP/a.TXT'))).toBe('one');
    expect(disk.create('C:\\Temp\\a.txt', bytes('2'))).toBe(STATUS.SUCCESS);
    expect(textOf(entryAt(disk, 'C:\\Temp\\A.txt'))).toBe('2');
    expect(disk.rename('C:\\Temp\\a.txt', 'C:\\Temp\\b.txt')).toBe(STATUS.SUCCESS);
    expect(disk.at('C:\\Temp\\a.txt')).toBe(STATUS.OBJECT_NAME_NOT_FOUND);
    expect(disk.remove('C:\\Temp\\b.txt')).toBe(STATUS.SUCCESS);
    expect(disk.remove('C:\\Temp\\b.txt')).toBe(STATUS.OBJECT_NAME_NOT_FOUND);
  });

  test('need a folder, and a place that is free', () => {
    const disk = new Disk();
    expect(disk.create('C:\\nowhere\\a.txt')).toBe(STATUS.OBJECT_PATH_NOT_FOUND);
    expect(disk.create('D:\\a.txt')).toBe(STATUS.OBJECT_PATH_NOT_FOUND);
    expect(disk.create('C:\\Temp')).toBe(STATUS.FILE_IS_A_DIRECTORY);
    disk.create('a.txt');
    disk.create('b.txt');
    expect(disk.create('a.txt\\c')).toBe(STATUS.OBJECT_PATH_NOT_FOUND);
    expect(disk.rename('a.txt', 'b.txt')).toBe(STATUS.OBJECT_NAME_COLLISION);
    expect(disk.rename('a.txt', 'A.TXT')).toBe(STATUS.SUCCESS);
    expect(entryAt(disk, 'a.txt').path).toBe('C:\\workbook\\A.TXT');
  });

  test('cannot be longer than the memory that there is for them', () => {
    const disk = new Disk();
    disk.create('a.txt');
    expect(disk.write(entryAt(disk, 'a.txt'), LONGEST_FILE, bytes('x'))).toBe(false);
    expect(entryAt(disk, 'a.txt').data?.length).toBe(0);
  });

  test('what lies between the end and a later write becomes 0, also after it was emptied', () => {
    const disk = new Disk();
    disk.create('a.txt', bytes('full of text'));
    disk.create('a.txt', bytes('a'));
    disk.write(entryAt(disk, 'a.txt'), 3, bytes('b'));
    expect(textOf(entryAt(disk, 'a.txt'))).toBe('a\0\0b');
  });
});

describe('files that are lent', () => {
  const lending = () => {
    const disk = new Disk();
    const asked: string[] = [];
    disk.lendFrom((path) => {
      asked.push(path);
      return path.endsWith('host.json') ? bytes('{}') : null;
    });
    return { disk, asked };
  };

  test('are asked for by the path that the program used', () => {
    const { disk, asked } = lending();
    expect(textOf(entryAt(disk, '/home/me/host.json'))).toBe('{}');
    expect(asked).toEqual(['/home/me/host.json']);
    expect(disk.at('/home/me/other.json')).toBe(STATUS.OBJECT_PATH_NOT_FOUND);
  });

  test('change in memory only, and stay deleted', () => {
    const { disk } = lending();
    const lent = entryAt(disk, '/home/me/host.json');
    disk.write(lent, 0, bytes('[]'));
    expect(textOf(entryAt(disk, '/home/me/host.json'))).toBe('[]');
    expect(disk.remove('/home/me/host.json')).toBe(STATUS.SUCCESS);
    expect(typeof disk.at('/home/me/host.json')).toBe('number');
  });

  test('are not looked for among temporary files', () => {
    const { disk, asked } = lending();
    disk.at('C:\\Temp\\host.json');
    expect(asked).toEqual([]);
  });
});

describe('a file that is open', () => {
  test('can be opened again where both let the other do what it does', () => {
    const together: [string, string, string, string, boolean][] = [
      ['r', 'r', 'r', 'r', true],
      ['r', '', 'r', 'r', false],
      ['rw', 'r', 'r', 'r', false],
      ['rw', 'r', 'r', 'rw', true],
      ['r', 'rw', 'w', 'r', true],
      ['r', 'r', 'w', 'r', false],
      ['d', 'r', 'r', 'r', false],
      ['d', 'r', 'r', 'rd', true],
      // Who only asks for attributes disturbs nobody, and nobody them.
      ['', '', 'rwd', '', true],
      ['rwd', '', '', '', true],
    ];
    for (const [access, share, other, otherShare, goes] of together) {
      const disk = new Disk();
      disk.create('a.txt');
      opened(disk, 'a.txt', access, share);
      const second = opened(disk, 'a.txt', other, otherShare);
      expect(typeof second === 'number' ? second : true).toBe(goes || STATUS.SHARING_VIOLATION);
    }
  });

  test('is deleted when it is closed, and until then cannot be opened', () => {
    const disk = new Disk();
    disk.create('a.txt');
    const { opening } = opened(disk, 'a.txt', 'r', 'rd') as Opened;
    const told = changesOf(disk, '.');
    expect(disk.remove('a.txt')).toBe(STATUS.SUCCESS);
    expect(opened(disk, 'a.txt', 'r', 'rwd')).toBe(STATUS.DELETE_PENDING);
    expect(disk.create('a.txt')).toBe(STATUS.DELETE_PENDING);
    expect(told).toEqual([]);
    disk.close(opening);
    expect(disk.at('a.txt')).toBe(STATUS.OBJECT_NAME_NOT_FOUND);
    expect(told).toEqual([
      [{ action: FILE_ACTION.REMOVED, kinds: NOTIFY.FILE_NAME, name: 'a.txt' }],
    ]);
  });

  test('cannot be deleted or renamed by others who did not share that', () => {
    const disk = new Disk();
    disk.create('a.txt');
    opened(disk, 'a.txt', 'r', 'rw');
    expect(disk.remove('a.txt')).toBe(STATUS.SHARING_VIOLATION);
    expect(disk.rename('a.txt', 'b.txt')).toBe(STATUS.SHARING_VIOLATION);
  });

  test('is not emptied under those who do not share writing', () => {
    const disk = new Disk();
    disk.create('a.txt', bytes('text'));
    opened(disk, 'a.txt', 'r', 'r');
    expect(disk.create('a.txt')).toBe(STATUS.SHARING_VIOLATION);
    expect(textOf(entryAt(disk, 'a.txt'))).toBe('text');
  });
});

describe('folders', () => {
  test('are made in folders, and removed when they are empty', () => {
    const disk = new Disk();
    expect(disk.createFolder('C:\\a\\b')).toBe(STATUS.OBJECT_PATH_NOT_FOUND);
    expect(disk.createFolder('C:\\a')).toBe(STATUS.SUCCESS);
    expect(disk.createFolder('c:\\A\\')).toBe(STATUS.OBJECT_NAME_COLLISION);
    disk.create('C:\\a\\b.txt');
    expect(disk.removeFolder('C:\\a')).toBe(STATUS.DIRECTORY_NOT_EMPTY);
    expect(disk.removeFolder('C:\\a\\b.txt')).toBe(STATUS.NOT_A_DIRECTORY);
    expect(disk.remove('C:\\a')).toBe(STATUS.FILE_IS_A_DIRECTORY);
    disk.remove('C:\\a\\b.txt');
    expect(disk.removeFolder('C:\\a')).toBe(STATUS.SUCCESS);
    expect(disk.removeFolder('C:\\a')).toBe(STATUS.OBJECT_NAME_NOT_FOUND);
  });

  test('the root stays', () => {
    const disk = new Disk();
    disk.removeFolder('C:\\Temp');
    disk.removeFolder('C:\\workbook');
    expect(disk.removeFolder('C:\\')).toBe(STATUS.ACCESS_DENIED);
  });
});

describe('who watches a folder', () => {
  const added = (name: string, kinds: number = NOTIFY.FILE_NAME) => ({
    action: FILE_ACTION.ADDED,
    kinds,
    name,
  });

  test('is told of what is in it, and of what is below only if it asked', () => {
    const disk = new Disk();
    const [near, far] = [changesOf(disk, 'C:\\'), changesOf(disk, 'C:\\', true)];
    disk.create('C:\\Temp\\a.txt');
    disk.createFolder('C:\\b');
    expect(near).toEqual([[added('b', NOTIFY.DIR_NAME)]]);
    expect(far).toEqual([[added('Temp\\a.txt')], [added('b', NOTIFY.DIR_NAME)]]);
  });

  test('is told both names of a file at once', () => {
    const disk = new Disk();
    disk.create('C:\\Temp\\a.txt');
    const told = changesOf(disk, 'C:\\Temp');
    disk.rename('C:\\Temp\\a.txt', 'C:\\Temp\\b.txt');
    const kinds = NOTIFY.FILE_NAME;
    expect(told).toEqual([
      [
        { action: FILE_ACTION.RENAMED_OLD_NAME, kinds, name: 'a.txt' },
        { action: FILE_ACTION.RENAMED_NEW_NAME, kinds, name: 'b.txt' },
      ],
    ]);
  });

  test('sees a file that goes to another folder as gone, and there as come', () => {
    const disk = new Disk();
    disk.create('C:\\Temp\\a.txt');
    const [old, other] = [changesOf(disk, 'C:\\Temp'), changesOf(disk, '.')];
    disk.rename('C:\\Temp\\a.txt', 'a.txt');
    expect(old).toEqual([[{ ...added('a.txt'), action: FILE_ACTION.REMOVED }]]);
    expect(other).toEqual([[added('a.txt')]]);
  });

  test('is told whether a write made the file longer', () => {
    const disk = new Disk();
    disk.create('a.txt');
    const told = changesOf(disk, '.');
    disk.write(entryAt(disk, 'a.txt'), 0, bytes('abc'));
    disk.write(entryAt(disk, 'a.txt'), 0, bytes('xyz'));
    expect(told.map(([change]) => change?.kinds)).toEqual([
      NOTIFY.LAST_WRITE | NOTIFY.SIZE,
      NOTIFY.LAST_WRITE,
    ]);
  });
});
