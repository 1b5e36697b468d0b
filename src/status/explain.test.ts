import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Answer, type Entry, explain, severityOf } from './explain.ts';
import { allTables, bookTables } from './tables.ts';
import { formsOf, inWords, sentence, sourceWords, summary, termsOf, upperWords } from './words.ts';

const tables = await allTables();

/** The explanation; fails where there is none. */
function explained(text: string): Extract<Answer, { kind: 'explained' }> {
  const answer = explain(text, tables);
  if (answer.kind !== 'explained') throw new Error(answer.sentence);
  return answer;
}

const families = (text: string) =>
  explained(text).entries.map((entry) => [entry.family, 'names' in entry ? entry.names[0] : null]);

const statusIn = (text: string) =>
  explained(text).entries.find((entry) => entry.family === 'NTSTATUS') as Entry & {
    family: 'NTSTATUS';
  };

describe('a number is explained in every family it belongs to', () => {
  test('997 is Win32’s and Winsock’s', () => {
    expect(families('997')).toEqual([
      ['Win32', 'ERROR_IO_PENDING'],
      ['Winsock', 'WSA_IO_PENDING'],
    ]);
  });

  test('0x103 is a status, an error and an exit code; who writes it in decimal means the error', () => {
    expect(families('0x103')).toEqual([
      ['NTSTATUS', 'STATUS_PENDING'],
      ['Win32', 'ERROR_NO_MORE_ITEMS'],
      ['exit code', 'STILL_ACTIVE'],
    ]);
    expect(families('259')[0]).toEqual(['Win32', 'ERROR_NO_MORE_ITEMS']);
  });

  test('an NTSTATUS error is an exit code as well', () => {
    expect(families('-1073741819')).toEqual([
      ['NTSTATUS', 'STATUS_ACCESS_VIOLATION'],
      ['exit code', 'STATUS_ACCESS_VIOLATION'],
    ]);
    expect(families('0x80000005')).toEqual([['NTSTATUS', 'STATUS_BUFFER_OVERFLOW']]);
  });

  test('an HRESULT carries an error or a status', () => {
    expect(families('-2147023436')).toEqual([
      ['HRESULT', null],
      ['Win32', 'ERROR_TIMEOUT'],
    ]);
    expect(explained('0x80072746').entries).toMatchObject([
      { family: 'HRESULT', macro: 'HRESULT_FROM_WIN32', inside: { name: 'WSAECONNRESET' } },
      { family: 'Winsock', code: 10054 },
    ]);
    expect(explained('0xD0000120').entries).toMatchObject([
      { family: 'HRESULT', macro: 'HRESULT_FROM_NT', inside: { name: 'STATUS_CANCELLED' } },
      { family: 'NTSTATUS', code: 0xc000_0120 },
    ]);
    expect(explained('0xC00703E5').entries[0]).toMatchObject({ macro: 'NTSTATUS_FROM_WIN32' });
  });

  test('of a 64-bit Internal the low half is a status and nothing else', () => {
    expect(families('0xCCCCCCCC00000103')).toEqual([['NTSTATUS', 'STATUS_PENDING']]);
    expect(upperWords(explained('0xCCCCCCCC00000103'))).toMatch(
      /^The upper half, 0xCCCCCCCC, says/,
    );
    expect(families('0xFFFFFFFFC0000120')).toEqual(families('0xC0000120'));
    expect(explain('0xCCCCCCCC000003E5', tables).kind).toBe('unknown number');
  });

  test('a name asks for its own family first, and gets the others', () => {
    expect(families('wsa_io_pending')).toEqual([
      ['Winsock', 'WSA_IO_PENDING'],
      ['Win32', 'ERROR_IO_PENDING'],
    ]);
    expect(families('still_active')[0]).toEqual(['NTSTATUS', 'STATUS_PENDING']);
  });

  test('an error without a name is known by the statuses that become it', () => {
    expect(explained('433').entries).toEqual([
      expect.objectContaining({
        family: 'Win32',
        names: [],
        becomes: [{ code: 0xc000_000e, name: 'STATUS_NO_SUCH_DEVICE' }],
      }),
    ]);
  });

  test('every name leads to its number, and that number in hex back to the name', () => {
    for (const name of tables.containing('STATUS_')) {
      const [{ code = 0 } = {}] = tables.find(name);
      expect(explained(`0x${code.toString(16)}`).code).toBe(code);
      expect(explained(name).code).toBe(code);
    }
  });
});

describe('an NTSTATUS', () => {
  test('has its severity in its two highest bits', () => {
    expect([0, 0x103, 0x4000_0000, 0x8000_0005, 0xc000_0120].map(severityOf)).toEqual([
      'success',
      'success',
      'informational',
      'warning',
      'error',
    ]);
  });

  test('becomes one error for Win32 and another for Winsock', () => {
    expect(statusIn('STATUS_CONNECTION_RESET')).toMatchObject({
      win32: { code: 64, name: 'ERROR_NETNAME_DELETED' },
      winsock: { code: 10054, name: 'WSAECONNRESET' },
    });
    expect(statusIn('STATUS_CANCELLED')).toMatchObject({
      win32: { code: 995, name: 'ERROR_OPERATION_ABORTED' },
      winsock: { code: 995, name: 'WSA_OPERATION_ABORTED' },
    });
  });

  test('that ends a wait has an error of its own there', () => {
    expect(statusIn('0x80')).toMatchObject({
      endsWait: true,
      win32: { code: 735 },
      winsock: null,
      elsewhere: { code: 128 },
    });
  });

  test('may stay itself', () => {
    expect(statusIn('0xC0000094').win32).toEqual({
      code: 0xc000_0094,
      name: 'STATUS_INTEGER_DIVIDE_BY_ZERO',
    });
  });

  test('outside the book says on which kernel it was measured', () => {
    expect(statusIn('0xC000000E')).toMatchObject({ from: 'measured', meaning: null });
    expect(sourceWords(explained('0xC000000E'), tables.measuredOn)).toMatch(/measured on Wine \d/);
    expect(sourceWords(explained('0xC0000120'), tables.measuredOn)).toBeNull();
  });
});

describe('what nobody names', () => {
  test.each([
    ['54321', /^54321 \(0xD431\) is in none of the tables/],
    ['0xC0009999', /it would be of severity “error”\.$/],
    ['80000005', /Read as hex, 0x80000005 is STATUS_BUFFER_OVERFLOW\.$/],
    ['-1', /It is -1, with which functions say that they failed/],
  ])('%s is unknown, in a sentence', (text, words) => {
    expect(explain(text, tables)).toEqual({
      kind: 'unknown number',
      asked: text,
      sentence: expect.stringMatching(words),
    });
  });

  test.each([
    ['abc', 'unknown name', /^Nothing in the tables is called abc/],
    ['ECONNRESET', 'unknown name', /: WSAECONNRESET\.$/],
    ['STATUS_CANCEL', 'unknown name', /: STATUS_CANCELLED/],
    ['1e99', 'refused', /neither a number nor a name/],
  ])('%s is answered with %s, in a sentence', (text, kind, words) => {
    expect(explain(text, tables)).toEqual({
      kind,
      asked: text,
      sentence: expect.stringMatching(words),
    });
  });
});

describe('in words', () => {
  test('the summary is one sentence', () => {
    expect(summary(explained('997'))).toBe(
      '997 is ERROR_IO_PENDING (Win32) and WSA_IO_PENDING (Winsock).',
    );
    expect(summary(explained('0x103'))).toBe(
      '0x103 is STATUS_PENDING (NTSTATUS), ERROR_NO_MORE_ITEMS (Win32) and STILL_ACTIVE (exit code).',
    );
  });

  test('a number is shown in the forms in which it is met', () => {
    expect(formsOf({ code: 997 })).toEqual(['997', '0x3E5']);
    expect(formsOf({ code: 0xc000_0120 })).toEqual(['0xC0000120', '3221225760', '-1073741536']);
    expect(formsOf({ code: 0x4000_0000 })).toEqual(['0x40000000', '1073741824']);
  });

  test('every form that is shown can be asked for again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (code) => {
        for (const form of formsOf({ code })) {
          const answer = explain(form, tables);
          if (answer.kind === 'explained') expect(answer.code).toBe(code);
          else expect(answer.kind).toBe('unknown number');
        }
      }),
    );
  });

  test('every link in an explanation leads to one', () => {
    const texts = ['997', '0x103', '0x102', 'WSAEINVAL', '0x800705B4', '0xC0000094', '317', '0'];
    for (const text of texts) {
      for (const entry of explained(text).entries) {
        const parts = inWords(entry).lines.flatMap(({ parts }) => parts);
        for (const part of parts) {
          if (typeof part !== 'string') {
            expect(explain(part.asks, tables), part.asks).toMatchObject({ kind: 'explained' });
          }
        }
      }
    }
  });

  test('a clause becomes a sentence', () => {
    expect(sentence('it was cancelled')).toBe('It was cancelled.');
  });

  test('the book meets names, hex statuses and decimal errors, but no bare 0', () => {
    expect(termsOf(explained('0x103'))).toEqual({
      names: ['STATUS_PENDING', 'STILL_ACTIVE', 'ERROR_NO_MORE_ITEMS', 'STILL_ACTIVE'],
      hex: [0x103],
      decimal: [259],
    });
    expect(termsOf(explained('0x800703E5'))).toMatchObject({ hex: [0x8007_03e5], decimal: [997] });
    expect(termsOf(explained('0'))).toMatchObject({ hex: [], decimal: [] });
  });
});

test('the book’s own numbers are explained without the other tables', () => {
  expect(explain('0xC000020D', bookTables)).toMatchObject({
    kind: 'explained',
    entries: [{ names: ['STATUS_CONNECTION_RESET'], win32: { code: 64 } }, {}],
  });
  expect(explain('0xC000000E', bookTables).kind).toBe('unknown number');
});
