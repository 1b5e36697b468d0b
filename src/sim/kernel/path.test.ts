import { expect, test } from 'vitest';
import { below, fullPath, parentOf, pipeName } from './path.ts';
import { STATUS } from './status.ts';

const FOLDER = 'C:\\workbook';

test('a path becomes whole: drive, backslashes, no dots', () => {
  const whole = {
    'a.txt': 'C:\\workbook\\a.txt',
    'sub/./a.txt': 'C:\\workbook\\sub\\a.txt',
    '..\\a.txt': 'C:\\a.txt',
    '..\\..\\..\\a.txt': 'C:\\a.txt',
    '/Temp/a.txt': 'C:\\Temp\\a.txt',
    'c:/Temp//a.txt': 'C:\\Temp\\a.txt',
    'd:\\': 'D:\\',
    'C:a.txt': 'C:\\workbook\\a.txt',
    '\\\\?\\C:\\Temp\\a.txt': 'C:\\Temp\\a.txt',
    'C:\\Temp\\': 'C:\\Temp',
    'a. .': 'C:\\workbook\\a',
    '.': FOLDER,
  };
  for (const [path, full] of Object.entries(whole)) expect(fullPath(path, FOLDER)).toBe(full);
});

test('what is no path is an error of its own', () => {
  const errors = {
    '': STATUS.OBJECT_PATH_NOT_FOUND,
    'a?.txt': STATUS.OBJECT_NAME_INVALID,
    'a.txt:stream': STATUS.OBJECT_NAME_INVALID,
    'a\nb': STATUS.OBJECT_NAME_INVALID,
    '\\\\server\\share\\a.txt': STATUS.BAD_NETWORK_PATH,
    '\\\\.\\BOGUS': STATUS.OBJECT_NAME_NOT_FOUND,
  };
  for (const [path, status] of Object.entries(errors)) expect(fullPath(path, FOLDER)).toBe(status);
});

test('a pipe is known by its path, with slashes of either kind', () => {
  expect(pipeName('\\\\.\\pipe\\iocp')).toBe('iocp');
  expect(pipeName('//./PIPE/a/b')).toBe('a\\b');
  expect(pipeName('\\\\?\\pipe\\iocp')).toBe('iocp');
  expect(pipeName('\\\\.\\pipe\\')).toBeNull();
  expect(pipeName('C:\\pipe\\iocp')).toBeNull();
});

test('below a folder, and not beside one whose name begins alike', () => {
  expect(below('C:\\Temp', 'c:\\temp\\a\\b.txt')).toBe('a\\b.txt');
  expect(below('C:\\', 'C:\\a')).toBe('a');
  expect(below('C:\\Temp', 'C:\\Temporary\\a')).toBeNull();
  expect(below('C:\\Temp', 'C:\\Temp')).toBeNull();
  expect(parentOf('C:\\Temp\\a')).toBe('C:\\Temp');
  expect(parentOf('C:\\Temp')).toBe('C:\\');
  expect(parentOf('C:\\')).toBe('C:\\');
});
