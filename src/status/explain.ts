import { bookErrors, bookSocketErrors } from './book/errors.ts';
import { hex32, statusByCode } from './index.ts';
import { readNumberOrName } from './reading.ts';
import type { Family, Mapping, Tables } from './tables.ts';

/** The two highest bits of an NTSTATUS. */
export type Severity = 'success' | 'informational' | 'warning' | 'error';

/** An error or a status that something becomes or comes from. */
export interface Named {
  code: number;
  /** The book's name for it; null when it has none. */
  name: string | null;
}

/** One of the families a number belongs to, and what it says there. */
export type Entry =
  | {
      family: 'NTSTATUS';
      code: number;
      names: readonly string[];
      /** Null outside the book's own numbers. */
      meaning: string | null;
      note: string | null;
      severity: Severity;
      /** True where it ends the wait for a packet instead of an operation. */
      endsWait: boolean;
      /** As last error after a dequeue or GetOverlappedResult; null when nothing is known of it. */
      win32: Named | null;
      /** As last error after WSAGetOverlappedResult; null where no OVERLAPPED holds the status. */
      winsock: Named | null;
      /** What RtlNtStatusToDosError gives instead; null where it gives the same. */
      elsewhere: Named | null;
      /** Where the mapping rests: the book's rows, or a measurement on Wine. Null when there is none. */
      from: Mapping['from'] | null;
    }
  | {
      family: 'Win32' | 'Winsock';
      code: number;
      /** Empty where only statuses tell of it: the tables know no name. */
      names: readonly string[];
      meaning: string | null;
      note: string | null;
      /** The NTSTATUS values that become it, the book's first. */
      becomes: readonly Named[];
    }
  | {
      /** What GetExitCodeProcess gives. */
      family: 'exit code';
      code: number;
      names: readonly string[];
      /** True for 259, which is given while the process still runs. */
      running: boolean;
    }
  | {
      /** A number with another one inside: an HRESULT, or an NTSTATUS made of a Win32 error. */
      family: 'HRESULT' | 'NTSTATUS of a Win32 error';
      code: number;
      /** The macro that makes it. */
      macro: 'HRESULT_FROM_WIN32' | 'HRESULT_FROM_NT' | 'NTSTATUS_FROM_WIN32';
      inside: Named;
    };

/** Everything that is to say of a number. */
export interface Explanation {
  kind: 'explained';
  /** As it was asked for. */
  asked: string;
  /** The 32 bits that were explained, unsigned. */
  code: number;
  /** The upper half of a 64-bit value, which says nothing; null when there is none. */
  upper: number | null;
  /** At least one. */
  entries: readonly Entry[];
}

/** What becomes of a question: an answer; a number or a name that is in no table; or a text that is neither. */
export type Answer =
  | Explanation
  | { kind: 'unknown number' | 'unknown name' | 'refused'; asked: string; sentence: string };

const severities = ['success', 'informational', 'warning', 'error'] as const;

/** The severity of an NTSTATUS, from its two highest bits. A dequeue takes warnings and errors for failures (GQ-6). */
export function severityOf(status: number): Severity {
  return severities[(status >>> 30) as 0 | 1 | 2 | 3];
}

const STILL_ACTIVE = 259;

const rows = {
  Win32: new Map(bookErrors.map((row) => [row.code, row])),
  Winsock: new Map(bookSocketErrors.map((row) => [row.code, row])),
};

/** A last error with its name: Winsock's name for Winsock's numbers, or that of the status when it stays one. */
function namedError(tables: Tables, family: 'Win32' | 'Winsock', code: number): Named {
  const families = family === 'Winsock' ? (['Winsock', 'Win32'] as const) : (['Win32'] as const);
  const [name = null] = [...families, 'NTSTATUS' as const].flatMap((one) =>
    tables.names(one, code),
  );
  return { code, name };
}

function statusEntry(tables: Tables, code: number): Entry[] {
  const names = tables.names('NTSTATUS', code);
  if (names.length === 0) return [];
  const row = statusByCode(code);
  const mapping = tables.mapping(code);
  const win32 = mapping?.win32 ?? null;
  const winsock = mapping?.winsock ?? null;
  const elsewhere = mapping?.elsewhere ?? null;
  return [
    {
      family: 'NTSTATUS',
      code,
      names,
      meaning: row?.meaning ?? null,
      note: row?.note ?? null,
      severity: severityOf(code),
      endsWait: row?.endsWait ?? false,
      win32: win32 === null ? null : namedError(tables, 'Win32', win32),
      winsock: winsock === null ? null : namedError(tables, 'Winsock', winsock),
      elsewhere: elsewhere === null ? null : namedError(tables, 'Win32', elsewhere),
      from: mapping?.from ?? null,
    },
  ];
}

function errorEntry(tables: Tables, family: 'Win32' | 'Winsock', code: number): Entry[] {
  const names = tables.names(family, code);
  // What is no 16-bit number is a status that stays itself.
  const becomes = code > 0xffff ? [] : tables.becoming(family, code);
  if (names.length === 0 && becomes.length === 0) return [];
  const row = rows[family].get(code);
  return [
    {
      family,
      code,
      names,
      meaning: row?.meaning ?? null,
      note: row?.note ?? null,
      becomes: becomes.map((status) => ({
        code: status,
        name: tables.names('NTSTATUS', status)[0] ?? null,
      })),
    },
  ];
}

/** A process that an exception ended has its NTSTATUS as exit code. */
function exitEntry(tables: Tables, code: number): Entry[] {
  const running = code === STILL_ACTIVE;
  const names = running ? ['STILL_ACTIVE'] : tables.names('NTSTATUS', code);
  const ended = severityOf(code) === 'error' && names.length > 0;
  return running || ended ? [{ family: 'exit code', code, names, running }] : [];
}

/** A number that carries another one: HRESULT_FROM_WIN32, HRESULT_FROM_NT and NTSTATUS_FROM_WIN32 made it. */
function wrapperEntries(tables: Tables, code: number): Entry[] {
  const upper = code >>> 16;
  const low = code & 0xffff;
  if (upper === 0x8007 || upper === 0xc007) {
    const inner = [...errorEntry(tables, 'Win32', low), ...errorEntry(tables, 'Winsock', low)];
    if (inner.length === 0) return [];
    const [name = null] = ['Win32' as const, 'Winsock' as const].flatMap((family) =>
      tables.names(family, low),
    );
    const wrapper: Entry =
      upper === 0x8007
        ? {
            family: 'HRESULT',
            code,
            macro: 'HRESULT_FROM_WIN32',
            inside: { code: low, name },
          }
        : {
            family: 'NTSTATUS of a Win32 error',
            code,
            macro: 'NTSTATUS_FROM_WIN32',
            inside: { code: low, name },
          };
    return [wrapper, ...inner];
  }
  const bare = (code & ~FACILITY_NT_BIT) >>> 0;
  const inner = (code & FACILITY_NT_BIT) === 0 ? [] : statusEntry(tables, bare);
  if (inner.length === 0) return [];
  const [name = null] = tables.names('NTSTATUS', bare);
  return [
    { family: 'HRESULT', code, macro: 'HRESULT_FROM_NT', inside: { code: bare, name } },
    ...inner,
  ];
}

const FACILITY_NT_BIT = 0x1000_0000;

/** Every family that a 32-bit number belongs to. */
function entriesOf(tables: Tables, code: number): Entry[] {
  return [
    ...statusEntry(tables, code),
    ...errorEntry(tables, 'Win32', code),
    ...errorEntry(tables, 'Winsock', code),
    ...exitEntry(tables, code),
    ...wrapperEntries(tables, code),
  ];
}

/** Puts what a number is in one family before the others. Errors are written in decimal, statuses in hex. */
function foremost(family: Family, code: number, entries: readonly Entry[]): Entry[] {
  const first = (entry: Entry): boolean => entry.family === family && entry.code === code;
  return [...entries.filter(first), ...entries.filter((entry) => !first(entry))];
}

function unknownNumber(tables: Tables, code: number, hexDigits: number | null): string {
  const shown =
    code <= 0xffff ? `${code} (0x${code.toString(16).toUpperCase()})` : `${hex32(code)} (${code})`;
  const sentences = [
    `${shown} is in none of the tables, which have the names of mingw-w64’s headers.`,
  ];
  if (code === 0xffff_ffff) {
    sentences.push(
      'It is -1, with which functions say that they failed, as SOCKET_ERROR and INVALID_HANDLE_VALUE: GetLastError says why.',
    );
  } else if (severityOf(code) !== 'success') {
    sentences.push(`As an NTSTATUS it would be of severity “${severityOf(code)}”.`);
  }
  const [instead] = hexDigits === null ? [] : entriesOf(tables, hexDigits);
  if (hexDigits !== null && instead !== undefined && 'names' in instead) {
    sentences.push(
      `Read as hex, 0x${hexDigits.toString(16).toUpperCase()} is ${instead.names[0]}.`,
    );
  }
  return sentences.join(' ');
}

function unknownName(tables: Tables, name: string): string {
  const near = name.length < 3 ? [] : tables.containing(name.toUpperCase()).slice(0, 5);
  return near.length === 0
    ? `Nothing in the tables is called ${name}; they have the names of mingw-w64’s headers.`
    : `Nothing in the tables is called ${name}; names with that in them: ${near.join(', ')}.`;
}

/**
 * Explains a number in any form, or a name, by these tables.
 *
 * @param text as somebody typed it
 * @returns every family the number belongs to, first the one whose name or form was asked for; or why there is none
 */
export function explain(text: string, tables: Tables): Answer {
  const reading = readNumberOrName(text);
  const asked = text.trim();
  switch (reading.kind) {
    case 'refused':
      return { kind: 'refused', asked, sentence: reading.sentence };
    case 'name': {
      const [found] = tables.find(reading.name);
      if (found === undefined) {
        return { kind: 'unknown name', asked, sentence: unknownName(tables, asked) };
      }
      const { code, family } = found;
      const entries = foremost(family, code, entriesOf(tables, code));
      return { kind: 'explained', asked, code, upper: null, entries };
    }
    case 'number': {
      const { code, upper, decimal, hexDigits } = reading;
      // What stands in the low half of a 64-bit Internal is an NTSTATUS and nothing else (EX-6).
      const entries =
        upper === null
          ? foremost(decimal ? 'Win32' : 'NTSTATUS', code, entriesOf(tables, code))
          : statusEntry(tables, code);
      return entries.length === 0
        ? { kind: 'unknown number', asked, sentence: unknownNumber(tables, code, hexDigits) }
        : { kind: 'explained', asked, code, upper, entries };
    }
  }
}
