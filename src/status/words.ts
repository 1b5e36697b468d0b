import type { Entry, Explanation, Named } from './explain.ts';
import { hex32, statusByCode } from './index.ts';

/** A piece of a text; one with a question in it can be a link to its answer. */
export type Part = string | { text: string; asks: string };

/** One thing that is to say of an entry. */
export interface Line {
  label: string;
  parts: readonly Part[];
}

/** An entry in words. */
export interface Words {
  /** What it is as, such as `NTSTATUS`. */
  family: string;
  names: readonly string[];
  /** A whole sentence; null where the tables have only the name. */
  meaning: string | null;
  note: string | null;
  lines: readonly Line[];
}

/** At most so many statuses are listed that become one error: 10022 has hundreds. */
const MOST_LISTED = 8;

/** A clause as a sentence. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.?!]$/.test(clause) ? '' : '.'}`;
}

/** `995 ERROR_OPERATION_ABORTED`, `0xC0000120 STATUS_CANCELLED`. */
function shown({ code, name }: Named): Part {
  const number = code > 0xffff ? hex32(code) : `${code}`;
  return { text: name === null ? number : `${number} ${name}`, asks: number };
}

const status = ({ code, name }: Named): Part => ({
  text: name === null ? hex32(code) : `${hex32(code)} ${name}`,
  asks: hex32(code),
});

const verdicts = {
  success: 'success: a dequeue returns TRUE',
  informational: 'informational: a dequeue returns TRUE',
  warning: 'warning: a dequeue returns FALSE, and the byte count is valid',
  error: 'error: a dequeue returns FALSE',
};

/** What GetLastError and WSAGetLastError say of a status. */
function lastErrors(entry: Entry & { family: 'NTSTATUS' }): Line[] {
  const { code, severity, endsWait, win32, winsock, elsewhere } = entry;
  const lines: Line[] = [];
  const measured = entry.from === 'measured' ? ' (as Wine has it)' : '';
  const succeeded = severity === 'success' || severity === 'informational';
  if (endsWait && win32 !== null) {
    lines.push({
      label: 'GetLastError after the dequeue',
      parts: [shown(win32), '. Nothing was dequeued.'],
    });
  } else if (succeeded && code !== 0x103) {
    lines.push({
      label: 'Last error',
      parts: ['A dequeue leaves it as it was.'],
    });
    if (win32 !== null && win32.code !== 0) {
      lines.push({ label: 'RtlNtStatusToDosError', parts: [shown(win32), measured] });
    }
  } else {
    if (win32 !== null) lines.push({ label: 'GetLastError', parts: [shown(win32), measured] });
    if (winsock !== null) {
      lines.push({
        label: 'After WSAGetOverlappedResult',
        parts: [shown(winsock), measured],
      });
    }
  }
  if (elsewhere !== null) {
    lines.push({
      label: 'RtlNtStatusToDosError',
      parts: [shown(elsewhere), ' (as Wine has it)'],
    });
  }
  return lines;
}

function linesOf(entry: Entry): Line[] {
  switch (entry.family) {
    case 'NTSTATUS':
      return [
        {
          label: 'Severity',
          parts: [
            entry.endsWait
              ? `${entry.severity}, and yet the dequeue returns FALSE`
              : entry.code === 0x103
                ? entry.severity
                : verdicts[entry.severity],
          ],
        },
        ...lastErrors(entry),
      ];
    case 'Win32':
    case 'Winsock': {
      const { becomes } = entry;
      if (becomes.length === 0) return [];
      const listed = becomes.slice(0, MOST_LISTED);
      const more = becomes.length - listed.length;
      return [
        {
          label:
            becomes.length === 1 ? 'Comes from the NTSTATUS' : 'Comes from the NTSTATUS values',
          parts: [
            ...listed.flatMap((one, at): Part[] =>
              at === 0 ? [status(one)] : [', ', status(one)],
            ),
            ...(more === 0 ? [] : [` and ${more.toLocaleString('en')} more`]),
          ],
        },
      ];
    }
    case 'exit code':
      return [];
    default:
      return [{ label: 'Inside', parts: [shown(entry.inside)] }];
  }
}

function exitWords({ code, running }: Entry & { family: 'exit code' }): string {
  return running
    ? 'GetExitCodeProcess gives it while the process still runs, so no program should end with it.'
    : `A process with this exit code was ended by an exception that nobody handled, or by Windows itself. A shell on Linux sees only the low byte, ${code & 0xff}.`;
}

const macros = {
  HRESULT_FROM_WIN32: 'An HRESULT that carries a Win32 or Winsock error in its low 16 bits.',
  HRESULT_FROM_NT: 'An HRESULT that carries an NTSTATUS: bit 28 is set, the others are its own.',
  NTSTATUS_FROM_WIN32: 'An NTSTATUS that carries a Win32 or Winsock error in its low 16 bits.',
};

/** An entry in words, the same for a page and for a terminal. */
export function inWords(entry: Entry): Words {
  switch (entry.family) {
    case 'NTSTATUS':
    case 'Win32':
    case 'Winsock': {
      const { family, names, meaning, note } = entry;
      const said = meaning === null ? null : sentence(meaning);
      return { family, names, meaning: said, note, lines: linesOf(entry) };
    }
    case 'exit code':
      return {
        family: 'Exit code of a process',
        names: entry.names,
        meaning: exitWords(entry),
        note: null,
        lines: [],
      };
    default:
      return {
        family: entry.family,
        names: [entry.macro],
        meaning: macros[entry.macro],
        note: null,
        lines: linesOf(entry),
      };
  }
}

/** The forms of a number, such as `0xC0000120`, `3221225760` and `-1073741536`: hex, unsigned, signed. */
export function formsOf({ code }: Pick<Explanation, 'code'>): string[] {
  return code <= 0xffff
    ? [`${code}`, `0x${code.toString(16).toUpperCase()}`]
    : [hex32(code), `${code}`, ...(code >= 0x8000_0000 ? [`${code - 2 ** 32}`] : [])];
}

/** What is to say of the upper half of a 64-bit value; null when there is none. */
export function upperWords({ upper }: Explanation): string | null {
  return upper === null
    ? null
    : `The upper half, ${hex32(upper)}, says nothing: of Internal only the low 4 bytes are written.`;
}

/** Whether a part of it rests on the measurement, and not on the book's own rows. */
function isMeasured(entry: Entry): boolean {
  if (entry.family === 'NTSTATUS') return entry.from === 'measured' || entry.elsewhere !== null;
  return 'becomes' in entry && entry.becomes.some(({ code }) => statusByCode(code) === undefined);
}

/** Where that rests which the book itself does not know; null when nothing does. */
export function sourceWords({ entries }: Explanation, measuredOn: string | null): string | null {
  return measuredOn !== null && entries.some(isMeasured)
    ? `What the book itself does not say was measured on ${measuredOn}.`
    : null;
}

/** By what a text can name this: names, and numbers as each family writes them. 0 is in too many texts. */
export function termsOf({ code, entries }: Explanation): {
  names: readonly string[];
  hex: readonly number[];
  decimal: readonly number[];
} {
  const written = (decimal: boolean): number[] =>
    entries.flatMap((entry) =>
      entry.code !== 0 && (entry.family === 'Win32' || entry.family === 'Winsock') === decimal
        ? [entry.code]
        : [],
    );
  const hex = written(false).filter((each) => each === code || each >= 0x8000_0000);
  return {
    names: entries.flatMap((entry) => ('names' in entry ? entry.names : [])),
    hex: [...new Set(hex)],
    decimal: [...new Set(written(true))],
  };
}

/** `997 is ERROR_IO_PENDING (Win32) and WSA_IO_PENDING (Winsock).` */
export function summary({ asked, entries }: Explanation): string {
  const said = entries.map((entry) => {
    const { family, names } = inWords(entry);
    return `${names[0] ?? 'an error without a name here'} (${family === 'Exit code of a process' ? 'exit code' : family})`;
  });
  const last = said.at(-1);
  return `${asked} is ${said.length < 2 ? last : `${said.slice(0, -1).join(', ')} and ${last}`}.`;
}
