import { bookErrors, bookSocketErrors } from './book/errors.ts';
import { bookStatuses } from './book/ntstatus.ts';

/** The numbers that have names. The WSA_ names are Winsock's for Win32's numbers. */
export type Family = 'NTSTATUS' | 'Win32' | 'Winsock';

/** What becomes of an NTSTATUS. */
export interface Mapping {
  /** What the program finds as last error, by Win32's functions. */
  win32: number;
  /** What it finds after WSAGetOverlappedResult; null where no OVERLAPPED holds the status. */
  winsock: number | null;
  /** What RtlNtStatusToDosError gives where a dequeue says something else; null where both say the same. */
  elsewhere: number | null;
  /** The book's own mappings rest on tests that are run on Windows, the others on Wine. */
  from: 'book' | 'measured';
}

/** Names and mappings to look up. */
export interface Tables {
  /** The kernel that was asked what becomes of each NTSTATUS; null for the book's own numbers alone. */
  measuredOn: string | null;
  /** The names of a number, the book's first; empty when it has none. */
  names: (family: Family, code: number) => readonly string[];
  /** The numbers of a name in capitals. */
  find: (name: string) => readonly { family: Family; code: number }[];
  /** Names that contain a text in capitals. */
  containing: (text: string) => readonly string[];
  mapping: (status: number) => Mapping | null;
  /** The NTSTATUS values that become this error, the book's first. */
  becoming: (family: 'Win32' | 'Winsock', code: number) => readonly number[];
}

type Names = Map<number, string[]>;

interface Measured {
  win32: number;
  winsock: number;
}

function build(
  names: Record<Family, Names>,
  measured: ReadonlyMap<number, Measured> | null,
  measuredOn: string | null,
): Tables {
  const byName = new Map<string, { family: Family; code: number }[]>();
  for (const family of ['NTSTATUS', 'Win32', 'Winsock'] as const) {
    for (const [code, all] of names[family]) {
      for (const name of all) {
        const key = name.toUpperCase();
        byName.set(key, [...(byName.get(key) ?? []), { family, code }]);
      }
    }
  }

  const own = new Map(bookStatuses.map((status) => [status.code, status]));
  const mapping = (status: number): Mapping | null => {
    const seen = measured?.get(status);
    const row = own.get(status);
    if (row !== undefined && row.win32 !== null) {
      const { win32, winsock } = row;
      const elsewhere = seen !== undefined && seen.win32 !== win32 ? seen.win32 : null;
      return { win32, winsock, elsewhere, from: 'book' };
    }
    return seen === undefined ? null : { ...seen, elsewhere: null, from: 'measured' };
  };

  const reverse = { Win32: new Map<number, number[]>(), Winsock: new Map<number, number[]>() };
  const add = (to: Map<number, number[]>, error: number | null, status: number): void => {
    if (error !== null) to.set(error, [...(to.get(error) ?? []), status]);
  };
  const ours = bookStatuses.map(({ code }) => code);
  for (const status of new Set([...ours, ...names.NTSTATUS.keys()])) {
    const found = mapping(status);
    if (found === null) continue;
    add(reverse.Win32, found.win32, status);
    add(reverse.Win32, found.elsewhere, status);
    // An operation that succeeded has no error to ask Winsock for; one that is pending has.
    if (status >= 0x8000_0000 || own.get(status)?.winsock === 996) {
      add(reverse.Winsock, found.winsock, status);
    }
  }

  return {
    measuredOn,
    names: (family, code) => names[family].get(code) ?? [],
    find: (name) => byName.get(name) ?? [],
    containing: (text) => [...byName.keys()].filter((name) => name.includes(text)),
    mapping,
    becoming: (family, code) => reverse[family].get(code) ?? [],
  };
}

/** The book's names, and behind them those of the headers. */
function merge(book: readonly (readonly [number, readonly string[]])[], more: Names): Names {
  const merged: Names = new Map(book.map(([code, all]) => [code, [...all]]));
  for (const [code, all] of more)
    merged.set(code, [...new Set([...(merged.get(code) ?? []), ...all])]);
  return merged;
}

function namesWith(more: Record<Family, Names>): Record<Family, Names> {
  return {
    NTSTATUS: merge(
      bookStatuses.map(({ code, name }) => [code, [name]]),
      more.NTSTATUS,
    ),
    Win32: merge(
      bookErrors.map(({ code, names }) => [code, names]),
      more.Win32,
    ),
    Winsock: merge(
      bookSocketErrors.map(({ code, names }) => [code, names]),
      more.Winsock,
    ),
  };
}

const lines = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));

/** The lines of a table with names. */
function readNames(text: string, base: 10 | 16): Names {
  return new Map(
    lines(text).map(([code = '', ...names]) => [Number.parseInt(code, base), names] as const),
  );
}

const MR_MID_NOT_FOUND = 317;
const WSAEINVAL = 10022;

/** Every status with what it becomes; the table leaves out what is usual. */
function readMeasured(text: string, statuses: Iterable<number>): Map<number, Measured> {
  const told = new Map(
    lines(text).map(([code = '', ...numbers]) => [Number.parseInt(code, 16), numbers.map(Number)]),
  );
  return new Map(
    [...statuses].map((status) => {
      const [win32 = MR_MID_NOT_FOUND, winsock] = told.get(status) ?? [];
      return [status, { win32, winsock: winsock ?? (status >= 0x8000_0000 ? WSAEINVAL : win32) }];
    }),
  );
}

/** The book's own numbers, which need no loading. */
export const bookTables: Tables = build(
  namesWith({ NTSTATUS: new Map(), Win32: new Map(), Winsock: new Map() }),
  null,
  null,
);

let loading: Promise<Tables> | undefined;

/**
 * All that Windows' headers name, and what becomes of each NTSTATUS. It is loaded once, when somebody asks.
 *
 * @returns rejects where the tables cannot be loaded; the next call tries again
 */
export function allTables(): Promise<Tables> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Tables> {
  const [{ NTSTATUS }, { WIN32 }, { WINSOCK }, { MEASURED, MEASURED_ON }] = await Promise.all([
    import('./tables/ntstatus.ts'),
    import('./tables/win32.ts'),
    import('./tables/winsock.ts'),
    import('./tables/measured.ts'),
  ]);
  const statuses = readNames(NTSTATUS, 16);
  return build(
    namesWith({ NTSTATUS: statuses, Win32: readNames(WIN32, 10), Winsock: readNames(WINSOCK, 10) }),
    readMeasured(MEASURED, statuses.keys()),
    MEASURED_ON,
  );
}
