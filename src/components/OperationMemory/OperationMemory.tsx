// biome-ignore-all lint/a11y/noRedundantRoles: on a narrow page CSS lays the table out anew, and some browsers then drop its meaning; roles keep it
import { Fragment, type ReactNode, useId } from 'react';
import type {
  OperationMemory as Memory,
  MemoryMoment,
  MemoryRow,
  Provenance,
} from '../../trace/questions.ts';
import { provenanceLine } from '../provenance.ts';
import styles from './OperationMemory.module.css';

/** The memory of one operation in one recorded run. */
export interface OperationMemoryProps {
  example: string;
  scene: string;
  operation: string;
  /** Null when no kernel has a recording of the scene. */
  recorded: { memory: Memory; provenance: Provenance; stale: readonly string[] } | null;
}

const shownBytes = 32;
const ownerWords = { P: 'the program owns it', K: 'the kernel owns it' };

/** An operation's memory before, while pending and after, row by row, as a table computed from a trace. */
export function OperationMemory({ operation, scene, recorded }: OperationMemoryProps): ReactNode {
  const id = useId();
  if (recorded === null) {
    return (
      <figure data-figure="memory">
        <figcaption>
          The memory of {operation} in the scene {scene}: not yet recorded.
        </figcaption>
      </figure>
    );
  }
  const { memory, provenance, stale } = recorded;
  const rows = memory.moments[0]?.rows ?? [];
  return (
    <figure className={styles.figure} data-figure="memory" data-wide="">
      <div className={styles.bar}>
        <strong id={id}>
          {memory.operation} : {memory.type}, {memory.size} bytes
        </strong>
        <span>{provenanceLine(provenance)}</span>
      </div>
      <table className={styles.table} role="table" aria-labelledby={id}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              at
            </th>
            <th role="columnheader" scope="col">
              field
            </th>
            {memory.moments.map((moment) => (
              <th key={moment.label} role="columnheader" scope="col" data-owner={moment.owner}>
                <Moment moment={moment} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, at) => (
            <tr
              key={row.offset}
              role="row"
              className={row.field === null ? styles.padding : undefined}
            >
              <td role="cell" className={styles.offset}>
                {row.offset}
              </td>
              <th role="rowheader" scope="row" className={styles.field}>
                {row.field ?? 'padding'} <span className={styles.type}>{row.type}</span>
              </th>
              {memory.moments.map((moment) => (
                <Cell key={moment.label} moment={moment} row={moment.rows[at]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <figcaption>
        <Legend padded={rows.some((row) => row.field === null)} />
        {stale.length > 0 &&
          ` Recorded from an earlier version: ${stale.join(', ')} changed since.`}
      </figcaption>
    </figure>
  );
}

/** The letter of the one who owns memory, in its colour and pattern. */
function Owner({ owner }: { owner: 'P' | 'K' }): ReactNode {
  return (
    <span className="owner" data-owner={owner}>
      {owner}
    </span>
  );
}

function Moment({ moment }: { moment: MemoryMoment }): ReactNode {
  const { label, owner, place } = moment;
  return (
    <>
      <span className={styles.moment}>
        {label} <Owner owner={owner} />
        <span className="only-heard">: {ownerWords[owner]}</span>
      </span>
      {place !== null && (
        <span className={styles.place}>
          {place.step !== null && `${place.step}, `}line {place.line}
        </span>
      )}
    </>
  );
}

/** Bytes in lines of eight, so that a pointer fills one; what goes beyond the first lines is counted. */
function bytesOf(hex: string): { lines: string[]; more: number } {
  const bytes = hex.split(' ');
  const shown = bytes.slice(0, shownBytes);
  const lines = Array.from({ length: Math.ceil(shown.length / 8) }, (_, at) =>
    shown.slice(at * 8, at * 8 + 8).join(' '),
  );
  return { lines, more: bytes.length - shown.length };
}

function Cell({ moment, row }: { moment: MemoryMoment; row: MemoryRow | undefined }): ReactNode {
  if (row === undefined) return <td role="cell" />;
  const { lines, more } = bytesOf(row.hex);
  return (
    <td role="cell" data-changed={row.changed || undefined}>
      <span className={styles.when} aria-hidden="true">
        {moment.label} <Owner owner={moment.owner} />
      </span>
      <span className={styles.bytes}>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a recording never move
          <Fragment key={at}>
            {at > 0 && <br />}
            {line}
          </Fragment>
        ))}
        {more > 0 && ` … ${more} more`}
        {row.changed && (
          <span className={styles.mark}>
            <span aria-hidden="true">Δ</span>
            <span className="only-heard"> changed</span>
          </span>
        )}
      </span>
      {row.field !== null && row.meaning !== '' && (
        <span className={styles.meaning}>{row.meaning}</span>
      )}
    </td>
  );
}

function Legend({ padded }: { padded: boolean }): ReactNode {
  return (
    <>
      <Owner owner="P" /> the program may touch this memory. <Owner owner="K" /> the kernel may; the
      program keeps its hands off. <strong>Δ</strong> changed since the moment before.
      {padded && ' Hatched: padding, bytes that belong to no field.'}
    </>
  );
}
