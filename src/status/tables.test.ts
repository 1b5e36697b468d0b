import { describe, expect, test } from 'vitest';
import { bookErrors, bookSocketErrors } from './book/errors.ts';
import { bookStatuses } from './book/ntstatus.ts';
import { MEASURED } from './tables/measured.ts';
import { NTSTATUS } from './tables/ntstatus.ts';
import { WIN32 } from './tables/win32.ts';
import { WINSOCK } from './tables/winsock.ts';
import { allTables, bookTables } from './tables.ts';

/** The numbers of a table's names. */
const namesIn = (text: string, base: number) =>
  new Map(
    text
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [code = '', ...names] = line.split(' ');
        return names.map((name) => [name, Number.parseInt(code, base)] as const);
      }),
  );

const book = {
  NTSTATUS: bookStatuses.map(({ code, name }) => ({ code, names: [name] })),
  Win32: bookErrors,
  Winsock: bookSocketErrors,
};

describe('the book’s own numbers', () => {
  test('have the names that Windows’ headers give them', () => {
    const headers = {
      NTSTATUS: namesIn(NTSTATUS, 16),
      Win32: namesIn(WIN32, 10),
      Winsock: namesIn(WINSOCK, 10),
    };
    const missing: string[] = [];
    for (const family of ['NTSTATUS', 'Win32', 'Winsock'] as const) {
      for (const { code, names } of book[family]) {
        for (const name of names) {
          const known = headers[family].get(name);
          if (known === undefined) missing.push(name);
          else expect({ name, code: known }).toEqual({ name, code });
        }
      }
    }
    // The Windows SDK has it; mingw-w64 10.0.0 does not yet.
    expect(missing).toEqual(['ERROR_HANDLES_CLOSED']);
  });

  test.each(Object.entries(book))('are in order and there once: %s', (_, rows) => {
    const codes = rows.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
  });

  test('become errors that the book explains too', () => {
    const win32 = new Set(bookErrors.map(({ code }) => code));
    const winsock = new Set(bookSocketErrors.map(({ code }) => code));
    for (const status of bookStatuses) {
      if (status.win32 !== null) expect(win32, status.name).toContain(status.win32);
      if (status.winsock !== null && status.winsock !== 0) {
        expect(winsock, status.name).toContain(status.winsock);
      }
    }
  });

  test('say in clauses what they mean, so that a sentence can be made of each', () => {
    for (const { meaning } of [...bookStatuses, ...bookErrors, ...bookSocketErrors]) {
      expect(meaning).toMatch(/^[a-zW].*[^.]$/);
    }
    for (const { note = 'None.' } of [...bookStatuses, ...bookErrors, ...bookSocketErrors]) {
      expect(note).toMatch(/^[A-Z0-9].*\.$/);
    }
  });

  test('become on Wine what the book says, but for what ends a wait', async () => {
    const tables = await allTables();
    const differences = bookStatuses.flatMap(({ code, name, win32 }) => {
      const { elsewhere } = tables.mapping(code) ?? {};
      return elsewhere == null ? [] : [`${name}: ${win32}, measured ${elsewhere}`];
    });
    expect(differences).toEqual([
      'STATUS_ABANDONED_WAIT_0: 735, measured 128',
      'STATUS_USER_APC: 192, measured 737',
      'STATUS_TIMEOUT: 258, measured 1460',
    ]);
    expect(bookStatuses.filter(({ endsWait }) => endsWait).map(({ name }) => name)).toEqual([
      'STATUS_ABANDONED_WAIT_0',
      'STATUS_USER_APC',
      'STATUS_TIMEOUT',
    ]);
  });

  test('become by WSAGetOverlappedResult on Wine what the book says', () => {
    const measured = new Map(
      MEASURED.trim()
        .split('\n')
        .map((line) => line.split(' '))
        .map(([code = '', win32, winsock]) => {
          const status = Number.parseInt(code, 16);
          return [status, Number(winsock ?? (status >= 0x8000_0000 ? 10022 : win32))];
        }),
    );
    for (const { code, name, winsock } of bookStatuses) {
      if (winsock !== null)
        expect({ name, winsock: measured.get(code) }).toEqual({ name, winsock });
    }
  });
});

describe('all tables', () => {
  test('put the book’s name first and list every other', async () => {
    const tables = await allTables();
    expect(tables.names('Win32', 192)).toEqual(['WAIT_IO_COMPLETION', 'ERROR_EXE_MARKED_INVALID']);
    expect(tables.names('NTSTATUS', 0x80)).toEqual([
      'STATUS_ABANDONED_WAIT_0',
      'STATUS_ABANDONED',
      'WAIT_ABANDONED',
      'WAIT_ABANDONED_0',
    ]);
    expect(tables.names('NTSTATUS', 0x103)).toEqual(['STATUS_PENDING', 'STILL_ACTIVE']);
  });

  test('know that WSA_ names are Win32’s numbers', async () => {
    const tables = await allTables();
    for (const [wsa, win32] of [
      ['WSA_IO_PENDING', 'ERROR_IO_PENDING'],
      ['WSA_IO_INCOMPLETE', 'ERROR_IO_INCOMPLETE'],
      ['WSA_OPERATION_ABORTED', 'ERROR_OPERATION_ABORTED'],
      ['WSA_INVALID_HANDLE', 'ERROR_INVALID_HANDLE'],
      ['WSA_INVALID_PARAMETER', 'ERROR_INVALID_PARAMETER'],
      ['WSA_NOT_ENOUGH_MEMORY', 'ERROR_NOT_ENOUGH_MEMORY'],
    ] as const) {
      const [one] = tables.find(wsa);
      expect(one, wsa).toMatchObject({ family: 'Winsock' });
      expect(tables.find(win32)).toEqual([{ family: 'Win32', code: one?.code }]);
    }
  });

  test('find every name again, in capitals', async () => {
    const tables = await allTables();
    for (const [family, text, base] of [
      ['NTSTATUS', NTSTATUS, 16],
      ['Win32', WIN32, 10],
      ['Winsock', WINSOCK, 10],
    ] as const) {
      for (const [name, code] of namesIn(text, base)) {
        expect(tables.find(name.toUpperCase())).toContainEqual({ family, code });
      }
    }
  });

  test('say of every status what becomes of it, and back', async () => {
    const tables = await allTables();
    for (const code of new Set(namesIn(NTSTATUS, 16).values())) {
      const mapping = tables.mapping(code);
      expect(mapping).not.toBeNull();
      if (mapping !== null) expect(tables.becoming('Win32', mapping.win32)).toContain(code);
    }
    expect(tables.becoming('Winsock', 10054).slice(0, 3)).toEqual([
      0xc000_013c, 0xc000_020d, 0xc000_023f,
    ]);
    expect(tables.becoming('Winsock', 0)).toEqual([]);
  });

  test('are not needed for the book’s own', () => {
    expect(bookTables.names('Winsock', 10054)).toEqual(['WSAECONNRESET']);
    expect(bookTables.mapping(0xc000_020d)).toMatchObject({ win32: 64, winsock: 10054 });
    expect(bookTables.names('NTSTATUS', 0xc000_000e)).toEqual([]);
    expect(bookTables.measuredOn).toBeNull();
  });
});
