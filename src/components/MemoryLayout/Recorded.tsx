// biome-ignore-all lint/a11y/noRedundantRoles: on a narrow page CSS lays the table out anew, and some browsers then drop its meaning; roles keep it
import { Fragment, type ReactNode, useId } from 'react';
import type {
  OperationMemory as Memory,
  MemoryMoment,
  MemoryRow,
  Provenance,
} from '../../trace/questions.ts';
import { provenanceLine } from '../provenance.ts';
import { Grid } from './Grid.tsx';
import { Name, useJoin } from './join.tsx';
import { type Drawing, draw } from './picture.ts';
import styles from './Recorded.module.css';
import { bytesOf as bytesOfRows, shapeOf } from './rows.ts';

/** The memory of one operation in one recorded run. */
export interface RecordedMemory {
  example: string;
  scene: string;
  operation: string;
  /** Null when no kernel has a recording of the scene. */
  recorded: { memory: Memory; provenance: Provenance; stale: readonly string[] } | null;
}

const shownBytes = 32;
const ownerWords = { P: 'the program owns it', K: 'the kernel owns it' };

/** An operation's memory before, while pending and after: a picture of each, and a table of all. */
export function Recorded({ operation, scene, recorded }: RecordedMemory): ReactNode {
  if (recorded === null) {
    return (
      <figure data-figure="memory">
        <figcaption>
          The memory of {operation} in the scene {scene}: not yet recorded.
        </figcaption>
      </figure>
    );
  }
  return <Moments recorded={recorded} />;
}

function Moments({ recorded }: { recorded: NonNullable<RecordedMemory['recorded']> }): ReactNode {
  const id = useId();
  const join = useJoin();
  const { memory, provenance, stale } = recorded;
  const rows = memory.moments[0]?.rows ?? [];
  const drawing = draw(shapeOf(memory.size, rows));
  const numbers = rows.map((row) => numberOf(drawing, row));
  return (
    <figure className={styles.figure} data-figure="memory" data-wide="">
      <div className={styles.bar}>
        <strong id={id}>
          {memory.operation} : {memory.type}, {memory.size} bytes
        </strong>
        <span>{provenanceLine(provenance)}</span>
      </div>
      <div {...join.handlers}>
        <div className={styles.pictures} aria-hidden="true">
          {memory.moments.map((moment, at) => (
            <div key={moment.label} className={styles.picture} data-owner={moment.owner}>
              <p className={styles.owned}>
                {moment.label} <Owner owner={moment.owner} />
              </p>
              <Grid
                drawing={drawing}
                join={join}
                bytes={{
                  now: bytesOfRows(moment.rows),
                  earlier: at === 0 ? null : bytesOfRows(memory.moments[at - 1]?.rows ?? []),
                  targets: new Map(
                    moment.rows.flatMap(({ target }, row) =>
                      target === null ? [] : [[numbers[row] ?? -1, target]],
                    ),
                  ),
                }}
              />
            </div>
          ))}
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
                data-entry={numbers[at]}
                data-joined={join.joined === numbers[at] || undefined}
              >
                <td role="cell" className={styles.offset}>
                  {row.offset}
                </td>
                <th role="rowheader" scope="row" className={styles.field}>
                  <Name join={join} entry={numbers[at] ?? -1} text={row.field ?? 'padding'} />{' '}
                  <span className={styles.type}>
                    {row.type !== '' && `${row.type}, `}
                    {row.size === 1 ? '1 byte' : `${row.size} bytes`}
                  </span>
                </th>
                {memory.moments.map((moment) => (
                  <Cell key={moment.label} moment={moment} row={moment.rows[at]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption>
        <Legend padded={rows.some((row) => row.field === null)} />
        {stale.length > 0 &&
          ` Recorded from an earlier version: ${stale.join(', ')} changed since.`}
      </figcaption>
    </figure>
  );
}

/** The number under which a row of the trace stands in the drawing. */
function numberOf({ entries }: Drawing, { offset, field }: MemoryRow): number {
  const kind = field === null ? 'padding' : 'field';
  return entries.findIndex((entry) => entry.kind === kind && entry.offset === offset);
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
