import { memo, type ReactNode, useMemo } from 'react';
import { lanesOf } from '../../trace/replay/lanes.ts';
import type { Model } from '../../trace/replay/model.ts';
import { nearest, pageOf, segmentAt } from '../../trace/replay/timeline.ts';
import styles from './Lanes.module.css';

/** What both drawings of a whole run are given. */
export interface LanesProps {
  readonly model: Model;
  readonly frame: number;
  readonly selected: string | null;
  onFrame(index: number): void;
  onSelect(operation: string | null): void;
}

/** How many lanes are drawn at a time. */
const PAGE = 12;

const ownerWords = { P: 'the program', K: 'the kernel' };
const breachWords = {
  written: 'The program wrote to it while the kernel owned it',
  freed: 'The program freed it while the kernel owned it',
  'lent again': 'The program lent it again while the kernel owned it',
};

/** Who owned which memory over the whole run: P the program, K the kernel. */
export const Strip = memo(function Strip({
  model,
  frame,
  selected,
  onFrame,
  onSelect,
}: LanesProps): ReactNode {
  const lanes = useMemo(() => lanesOf(model), [model]);
  if (lanes.length === 0) return null;
  const about = model.about[frame];
  const matters = lanes.findIndex(
    ({ name, block }) =>
      name === selected || (selected === null && about?.blocks.includes(block) === true),
  );
  const { first, last } = pageOf(lanes.length, matters, PAGE);
  const count = model.frames.length;
  const percent = (at: number) => `${(100 * at) / count}%`;
  return (
    <section className={styles.lanes} data-panel="strip">
      <h4>Who owns the memory: P the program, K the kernel</h4>
      {lanes.slice(first, last).map((lane) => (
        <div key={`${lane.block} ${lane.offset}`} className={styles.lane}>
          <button
            type="button"
            className={styles.name}
            aria-pressed={lane.name === selected}
            onClick={() => onSelect(lane.name)}
          >
            {lane.name}
          </button>
          <div className={styles.track} aria-hidden="true">
            {nearest(lane.segments, frame).map((segment) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the table below leads there by keyboard
              // biome-ignore lint/a11y/noStaticElementInteractions: see above
              <span
                key={segment.from}
                className={styles.segment}
                data-owner={segment.owner}
                data-now={segment.from <= frame && frame < segment.to}
                style={{ left: percent(segment.from), width: percent(segment.to - segment.from) }}
                onClick={() => onFrame(segment.from)}
              >
                {segment.to - segment.from > count / 60 && segment.owner}
              </span>
            ))}
            {lane.breaches.map(({ frame: at, what }) => (
              <span key={`${at} ${what}`} className={styles.breach} style={{ left: percent(at) }}>
                ✗
              </span>
            ))}
            <span className={styles.now} style={{ left: percent(frame + 0.5) }} />
          </div>
          {lane.breaches.map(({ frame: at, what, fact }) => (
            <p key={`${at} ${what}`} className={styles.broken}>
              ✗ {breachWords[what]}, in{' '}
              <button type="button" onClick={() => onFrame(at)}>
                frame {at + 1}
              </button>{' '}
              ({fact}).
            </p>
          ))}
        </div>
      ))}
      {lanes.length > PAGE && (
        <p className={styles.soft}>
          Lanes {first + 1} to {last} of {lanes.length}; choose an operation to see its lane.
        </p>
      )}
      <details>
        <summary>The strip as a table</summary>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">memory</th>
              <th scope="col">now</th>
              <th scope="col">lent from frame</th>
            </tr>
          </thead>
          <tbody>
            {lanes.slice(first, last).map((lane) => {
              const now = segmentAt(lane.segments, frame);
              return (
                <tr key={`${lane.block} ${lane.offset}`}>
                  <th scope="row">{lane.name}</th>
                  <td>
                    {now === undefined ? 'not there' : `${now.owner}, ${ownerWords[now.owner]}`}
                  </td>
                  <td>
                    {nearest(
                      lane.segments.filter(({ owner }) => owner === 'K'),
                      frame,
                      6,
                    ).map(({ from, to }) => (
                      <button key={from} type="button" onClick={() => onFrame(from)}>
                        {from + 1} to {to}
                      </button>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </details>
    </section>
  );
});
