import type { ReactNode } from 'react';
import { type Gap, type Layout, type Part, reasonFor } from '../../abi/index.ts';
import styles from './Picture.module.css';

type Line =
  | { kind: 'part'; depth: number; part: Part }
  | { kind: 'padding'; depth: number; gap: Gap };

const MOST_LINES = 400;

/** The fields of a type and the padding between them, where each begins and how long it is. */
export function Picture({ layout }: { layout: Layout }): ReactNode {
  const lines = linesOf(layout);
  return (
    <table className={styles.table} data-figure="memory">
      <thead>
        <tr>
          <th scope="col">at</th>
          <th scope="col">bytes</th>
          <th scope="col">field</th>
          <th scope="col">type</th>
        </tr>
      </thead>
      <tbody>
        {lines.slice(0, MOST_LINES).map((line) =>
          line.kind === 'part' ? (
            <tr key={`${line.part.path} ${line.part.offset} ${line.part.type} ${line.depth}`}>
              <td>{line.part.offset}</td>
              <td>{line.part.size}</td>
              <th scope="row" style={{ paddingInlineStart: `${line.depth + 0.6}em` }}>
                {line.part.name ?? line.part.kind}
              </th>
              <td>
                {line.part.type}
                {line.part.bitSize !== undefined && ` : ${line.part.bitSize}`}
              </td>
            </tr>
          ) : (
            <tr key={`padding ${line.gap.offset}`} className={styles.padding}>
              <td>{line.gap.offset}</td>
              <td>{line.gap.size}</td>
              <th scope="row" style={{ paddingInlineStart: `${line.depth + 0.6}em` }}>
                padding
              </th>
              <td>{reasonFor(line.gap)}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

function linesOf(layout: Layout): Line[] {
  const lines: Line[] = [];
  const add = (part: Part, depth: number): void => {
    lines.push({ kind: 'part', depth, part });
    for (const inner of part.parts) add(inner, depth + 1);
  };
  for (const part of layout.parts) add(part, 0);
  for (const gap of layout.padding) {
    const next = lines.findIndex((line) => line.kind === 'part' && line.part.path === gap.before);
    const at = gap.before === null || next === -1 ? lines.length : next;
    const depth = lines[Math.min(at, lines.length - 1)]?.depth ?? 0;
    lines.splice(at, 0, { kind: 'padding', depth: gap.before === null ? 0 : depth, gap });
  }
  return lines;
}
