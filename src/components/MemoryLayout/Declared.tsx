// biome-ignore-all lint/a11y/noRedundantRoles: a browser that sees the table laid out anew may drop its meaning; roles keep it
import { type CSSProperties, type ReactNode, useId } from 'react';
import type { PlainLayout } from '../../abi/plain.ts';
import { useTabs } from '../Tabs/useTabs.ts';
import { Grid } from './Grid.tsx';
import { type Join, Name, useJoin } from './join.tsx';
import styles from './MemoryLayout.module.css';
import { draw, type Entry } from './picture.ts';

/** Where the bytes of a declared type lie. */
export interface DeclaredLayout {
  /** The type's name. */
  name: string;
  /** One for each ABI that is shown. */
  layouts: readonly PlainLayout[];
}

const tabNames = { 'win-x64': 'x64', 'win-ia32': 'ia32', 'win-arm64': 'arm64' };

/** One type on each ABI: picture and table. Without scripts and on paper one stands under the other. */
export function Declared({ name, layouts }: DeclaredLayout): ReactNode {
  const several = layouts.length > 1;
  const { tab, panel } = useTabs(
    layouts.map(({ abi }) => abi),
    0,
  );
  return (
    <figure className={styles.figure} data-figure="memory" data-wide="">
      {several && (
        <div className={styles.tabs} role="tablist" aria-label={`${name}, by ABI`}>
          {layouts.map(({ abi }, at) => (
            <button key={abi} {...tab(at)} className={styles.tab}>
              {tabNames[abi]}
            </button>
          ))}
        </div>
      )}
      {layouts.map((layout, at) => (
        <div key={layout.abi} {...(several && panel(at))} className={styles.panel}>
          <LayoutOnAbi layout={layout} />
        </div>
      ))}
      <figcaption>
        <Legend layouts={layouts} />
      </figcaption>
    </figure>
  );
}

/** How many bytes, as a sentence says it. */
const bytesOf = (size: number): string => (size === 1 ? '1 byte' : `${size} bytes`);

function LayoutOnAbi({ layout }: { layout: PlainLayout }): ReactNode {
  const join = useJoin();
  const id = useId();
  const { name, abi, size, align, padding } = layout;
  const drawing = draw(layout);
  const lost = padding.reduce((sum, gap) => sum + gap.size, 0);
  return (
    <>
      <p className={styles.sum} id={id}>
        <strong>
          {name} on {tabNames[abi]}
        </strong>
        : {bytesOf(size)}, aligned to {align},{' '}
        {lost === 0 ? 'no padding' : `${lost} of them padding`}
      </p>
      <div className={styles.pair} {...join.handlers}>
        <div className={styles.side}>
          <Grid drawing={drawing} join={join} />
        </div>
        <table className={styles.table} role="table" aria-labelledby={id}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col" className={styles.count}>
                at
              </th>
              <th role="columnheader" scope="col" className={styles.count}>
                size
              </th>
              <th role="columnheader" scope="col">
                field
              </th>
              <th role="columnheader" scope="col">
                type
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {drawing.entries.map((entry, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: its place is what an entry is known by
              <Row key={number} entry={entry} number={number} join={join} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const nameless = {
  struct: 'struct',
  union: 'union',
  field: 'field',
  padding: 'padding',
  spare: 'spare bits',
};

function Row({ entry, number, join }: { entry: Entry; number: number; join: Join }): ReactNode {
  const { kind, depth, name, type, offset, size, bits, reason } = entry;
  const belongsToNone = kind === 'padding' || kind === 'spare';
  return (
    <tr
      role="row"
      data-entry={number}
      data-kind={kind}
      data-joined={join.joined === number || undefined}
      style={{ '--depth': depth } as CSSProperties}
    >
      <td role="cell" className={styles.count}>
        {offset}
      </td>
      <td role="cell" className={styles.count}>
        {size}
      </td>
      <th role="rowheader" scope="row" className={styles.member} colSpan={belongsToNone ? 2 : 1}>
        {belongsToNone && <span className={styles.swatch} aria-hidden="true" />}
        <Name join={join} entry={number} text={name ?? nameless[kind]} />
        {bits !== null && (
          <span className={styles.bits}>
            {' '}
            {bits.count === 1
              ? `bit ${bits.from}`
              : `bits ${bits.from}–${bits.from + bits.count - 1}`}
          </span>
        )}
        {reason !== '' && <span className={styles.reason}>{reason}</span>}
      </th>
      {!belongsToNone && (
        <td role="cell" className={styles.type}>
          {type}
          {kind === 'union' && (
            <span className={styles.remark}>, its views lie over the same bytes</span>
          )}
        </td>
      )}
    </tr>
  );
}

function Legend({ layouts }: { layouts: readonly PlainLayout[] }): ReactNode {
  const padded = layouts.some(({ padding, spareBits }) => padding.length + spareBits.length > 0);
  const united = layouts.some((layout) =>
    draw(layout).entries.some(({ kind }) => kind === 'union'),
  );
  return (
    <>
      Eight bytes a row, the lowest address on the left.
      {padded && ' Hatched: padding, bytes that belong to no field.'}
      {united && ' The views of a union stand one under the other, over the same bytes.'}
    </>
  );
}
