import type { ReactNode } from 'react';
import { type BookError, bookErrors, bookSocketErrors } from '../../status/book/errors.ts';
import { bookStatuses, type Status } from '../../status/book/ntstatus.ts';
import { severityOf } from '../../status/explain.ts';
import { hex32 } from '../../status/index.ts';
import { bookTables } from '../../status/tables.ts';
import { sentence } from '../../status/words.ts';
import styles from './BookNumbers.module.css';
import { factsThatName } from './meets.ts';

export interface BookNumbersProps {
  /** A fact's id as a link to the fact. */
  factLink: (id: string) => ReactNode;
}

/** Numbers that are Winsock's as well as Win32's: the row of Win32 has the number for its id. */
const shared = new Set(bookErrors.map(({ code }) => code));

/** Every id that a link to the tables may name: numbers as they are written, and names. */
export const bookAnchors: readonly string[] = [
  ...bookStatuses.flatMap(({ code, name }) => [hex32(code), name]),
  ...bookErrors.flatMap(({ code, names }) => [`${code}`, ...names]),
  ...bookSocketErrors.flatMap(({ code, names }) => [
    ...(shared.has(code) ? [] : [`${code}`]),
    ...names,
  ]),
];

/** The book's own numbers as tables, a family each. Every number and every name is an anchor. */
export function BookNumbers({ factLink }: BookNumbersProps): ReactNode {
  return (
    <div className={styles.numbers} data-book="">
      <h3 id="NTSTATUS">NTSTATUS</h3>
      <p>
        What stands in <code>Internal</code>, in a packet and, as an exit code, at the end of a
        process that died. The two highest bits are the severity; a dequeue returns FALSE for
        warnings and errors. Win32 is what <code>GetLastError</code> then says, Winsock what{' '}
        <code>WSAGetOverlappedResult</code> makes of the same status.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">number</th>
            <th scope="col">name, and what it says</th>
            <th scope="col">Win32</th>
            <th scope="col">Winsock</th>
            <th scope="col">facts</th>
          </tr>
        </thead>
        <tbody>
          {bookStatuses.map((status) => (
            <StatusRow key={status.code} status={status} factLink={factLink} />
          ))}
        </tbody>
      </table>
      <h3 id="Win32">Win32</h3>
      <p>
        What <code>GetLastError</code> says after a call or a dequeue that failed.
      </p>
      <Errors family="Win32" rows={bookErrors} factLink={factLink} />
      <h3 id="Winsock">Winsock</h3>
      <p>
        What <code>WSAGetLastError</code> says after a call of Winsock’s that failed. It reads the
        same per-thread value as <code>GetLastError</code>. The names with <code>WSA_</code> are
        other names for Win32’s numbers.
      </p>
      <Errors family="Winsock" rows={bookSocketErrors} factLink={factLink} />
    </div>
  );
}

function StatusRow({ status, factLink }: { status: Status } & BookNumbersProps): ReactNode {
  const { code, name, meaning, note, win32, winsock, endsWait } = status;
  return (
    <tr id={name}>
      <th scope="row" id={hex32(code)}>
        <a href={`#${name}`}>{hex32(code)}</a>
        <span className={styles.severity}>{severityOf(code)}</span>
      </th>
      <td className={styles.says}>
        <code>{name}</code>
        <span>{sentence(meaning)}</span>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </td>
      <td data-label="Win32">
        {win32 === null ? (
          <span className={styles.none}>only an exit code</span>
        ) : (
          <ErrorLink family="Win32" code={win32} />
        )}
        {endsWait && <span className={styles.note}>The dequeue itself ends with it.</span>}
      </td>
      <td data-label="Winsock">
        {winsock === null ? (
          <span className={styles.none}>in no OVERLAPPED</span>
        ) : (
          <ErrorLink family="Winsock" code={winsock} />
        )}
      </td>
      <Facts
        terms={{ names: [name], hex: code === 0 ? [] : [code], decimal: [] }}
        factLink={factLink}
      />
    </tr>
  );
}

function Errors({
  family,
  rows,
  factLink,
}: { family: 'Win32' | 'Winsock'; rows: readonly BookError[] } & BookNumbersProps): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">number</th>
          <th scope="col">name, and what it says</th>
          <th scope="col">comes from the NTSTATUS</th>
          <th scope="col">facts</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ code, names, meaning, note }) => {
          const [name = `${code}`] = names;
          const isShared = family === 'Winsock' && shared.has(code);
          const statuses = bookTables.becoming(family, code);
          return (
            <tr key={code} id={isShared ? name : `${code}`}>
              <th scope="row">
                <a href={`#${isShared ? name : code}`}>{code}</a>
              </th>
              <td className={styles.says}>
                <code id={isShared ? undefined : name}>{name}</code>
                <span>{sentence(meaning)}</span>
                {note !== undefined && <span className={styles.note}>{note}</span>}
              </td>
              <td data-label="from">
                {statuses.length === 0 ? (
                  <span className={styles.none}>none of the book’s</span>
                ) : (
                  <ul>
                    {statuses.map((status) => (
                      <li key={status}>
                        <a href={`#${hex32(status)}`}>{bookTables.names('NTSTATUS', status)[0]}</a>
                      </li>
                    ))}
                  </ul>
                )}
              </td>
              <Facts
                terms={{ names, hex: [], decimal: code === 0 ? [] : [code] }}
                factLink={factLink}
              />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** An error that has a row of its own. */
function ErrorLink({ family, code }: { family: 'Win32' | 'Winsock'; code: number }): ReactNode {
  const [name = ''] = [family, 'Win32' as const].flatMap((one) => bookTables.names(one, code));
  return (
    <a href={`#${name}`}>
      {code} <span className={styles.name}>{name}</span>
    </a>
  );
}

function Facts({
  terms,
  factLink,
}: { terms: Parameters<typeof factsThatName>[0] } & BookNumbersProps): ReactNode {
  const { says: facts } = factsThatName(terms);
  return (
    <td className={styles.facts} data-label="facts">
      {facts.length > 0 && (
        <div>
          {facts.map(({ id }) => (
            <span key={id}>{factLink(id)} </span>
          ))}
        </div>
      )}
    </td>
  );
}
