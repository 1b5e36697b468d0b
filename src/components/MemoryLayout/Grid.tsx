import { type CSSProperties, Fragment, type ReactNode } from 'react';
import type { Join } from './join.tsx';
import styles from './MemoryLayout.module.css';
import { type Cell, COLUMNS, type Drawing, inside } from './picture.ts';

/** The bytes under a picture. */
export interface GridBytes {
  /** Two digits each. */
  now: readonly string[];
  /** The same a moment earlier; null for the first moment. */
  earlier: readonly string[] | null;
  /** For an entry that points somewhere: where. */
  targets: ReadonlyMap<number, string>;
}

/**
 * The fields on a grid of bytes, to scale. The table beside it says the same in words, so this is for eyes only.
 */
export function Grid({
  drawing,
  join,
  bytes = null,
}: {
  drawing: Drawing;
  join: Join;
  bytes?: GridBytes | null;
}): ReactNode {
  const { rows, cells } = drawing.picture;
  const joined = inside(drawing.entries, join.joined);
  const numbers = Array.from({ length: COLUMNS }, (_, at) => at);
  return (
    <div className={styles.grid} aria-hidden="true" data-bytes={bytes === null ? undefined : ''}>
      {numbers.map((at) => (
        <span key={at} className={styles.number} style={{ gridColumn: `${at * 8 + 2} / span 8` }}>
          {at}
        </span>
      ))}
      {rows.map(({ offset, top, bottom }) => (
        <span
          key={offset}
          className={styles.offset}
          style={{ gridRow: `${top + 2} / ${bottom + 2}` }}
        >
          {offset}
        </span>
      ))}
      {cells.map((cell) => (
        <Piece
          key={`${cell.entry} ${cell.kind} ${cell.top}`}
          cell={cell}
          left={rows.find(({ offset, left }) => left > 0 && offset === cell.offset)?.left ?? 0}
          joined={joined(cell.entry)}
          bytes={bytes}
        />
      ))}
    </div>
  );
}

function Piece({
  cell,
  left,
  joined,
  bytes,
}: {
  cell: Cell;
  left: number;
  joined: boolean;
  bytes: GridBytes | null;
}): ReactNode {
  const { entry, kind, label, top, bottom, from, to, above, below } = cell;
  const target = bytes?.targets.get(entry);
  const whole = (to - from) % 8 === 0 && kind !== 'frame' && kind !== 'header';
  return (
    <span
      className={`${styles.piece} ${styles[kind]}`}
      data-entry={entry}
      data-kind={kind}
      data-joined={joined || undefined}
      data-above={above || undefined}
      data-below={below || undefined}
      style={
        {
          gridRow: `${top + 2} / ${bottom + 2}`,
          gridColumn: `${from + 2} / ${to + 2}`,
          '--bytes': (to - from) / 8,
        } as CSSProperties
      }
    >
      {left > 0 && (kind === 'field' || kind === 'padding') ? (
        <span className={styles.left}>… {left} bytes …</span>
      ) : (
        <>
          {to - from >= 8 && label !== '' && (
            <span className={styles.label}>
              <Breakable text={kind === 'padding' && to - from < 16 ? 'pad' : label} />
              {target !== undefined && ` → ${target}`}
            </span>
          )}
          {bytes !== null && whole && <Bytes cell={cell} bytes={bytes} />}
        </>
      )}
    </span>
  );
}

/** A name that a narrow cell may break, but only where a new word of it begins. */
function Breakable({ text }: { text: string }): ReactNode {
  return text.split(/(?<=[a-z\d])(?=[A-Z])|(?<=_)(?!_)/).map((word, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of a name never move
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {word}
    </Fragment>
  ));
}

function Bytes({ cell, bytes }: { cell: Cell; bytes: GridBytes }): ReactNode {
  const { now, earlier } = bytes;
  const offsets = Array.from({ length: cell.size }, (_, at) => cell.offset + at);
  return (
    <span className={styles.bytes}>
      {offsets.map((at) => (
        <span
          key={at}
          className={styles.byte}
          data-changed={(earlier !== null && earlier[at] !== now[at]) || undefined}
        >
          {now[at]}
        </span>
      ))}
    </span>
  );
}
