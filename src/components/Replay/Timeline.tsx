import { memo, type ReactNode, useMemo, useState } from 'react';
import { type Axis, barLanes, nearest, pageOf, placeOn } from '../../trace/replay/timeline.ts';
import { KERNEL_NAMES } from '../../trace/replay/words.ts';
import styles from './Lanes.module.css';
import type { LanesProps } from './Strip.tsx';

/** How many lanes are drawn at a time. */
const PAGE = 12;

/** Microseconds as a person says them. */
function timeText(microseconds: number): string {
  if (microseconds < 1000) return `${microseconds} µs`;
  if (microseconds < 1_000_000) return `${(microseconds / 1000).toFixed(1)} ms`;
  return `${(microseconds / 1_000_000).toFixed(2)} s`;
}

/** When each operation was submitted, completed and dequeued. */
export const Timeline = memo(function Timeline({
  model,
  frame,
  selected,
  onFrame,
  onSelect,
}: LanesProps): ReactNode {
  const [axis, setAxis] = useState<Axis>('time');
  const [by, setBy] = useState<'handle' | 'thread'>('handle');
  const lanes = useMemo(() => barLanes(model, axis, by), [model, axis, by]);
  if (model.operations.length === 0 && model.waits.length === 0) return null;
  const matters = lanes.findIndex(({ bars }) =>
    bars.some(({ name, from, to }) => name === selected && from <= frame && frame <= to),
  );
  const { first, last } = pageOf(lanes.length, matters, PAGE);
  const now = `${100 * placeOn(model, axis, frame)}%`;
  const end = model.frames.at(-1)?.t ?? 0;
  const seesCompletions = model.operations.some(({ completed }) => completed !== null);
  return (
    <section className={styles.lanes} data-panel="timeline">
      <h4>From submit to dequeue</h4>
      <div className={styles.switches}>
        <button
          type="button"
          aria-pressed={axis === 'time'}
          onClick={() => setAxis(axis === 'time' ? 'steps' : 'time')}
        >
          True time
        </button>
        <button
          type="button"
          aria-pressed={by === 'thread'}
          onClick={() => setBy(by === 'thread' ? 'handle' : 'thread')}
        >
          By thread
        </button>
        <span className={styles.soft}>
          {axis === 'time'
            ? `0 to ${timeText(end)}; now ${timeText(model.frames[frame]?.t ?? 0)}`
            : `${model.frames.length} frames, each as wide as any other`}
        </span>
      </div>
      {lanes.slice(first, last).map((lane) => (
        <div key={lane.name} className={styles.lane}>
          <span className={styles.name}>{lane.name}</span>
          <div className={styles.track} style={{ '--rows': lane.rows } as React.CSSProperties}>
            {nearest(lane.bars, frame).map((bar) => (
              <button
                key={`${bar.kind} ${bar.name} ${bar.from}`}
                type="button"
                tabIndex={-1}
                className={styles.bar}
                data-kind={bar.kind}
                data-selected={bar.kind === 'operation' && bar.name === selected}
                data-over={bar.isOver}
                style={
                  {
                    left: `${100 * bar.left}%`,
                    width: `${100 * bar.width}%`,
                    '--row': bar.row,
                  } as React.CSSProperties
                }
                aria-label={
                  bar.kind === 'waiting'
                    ? `waits from frame ${bar.from + 1} to ${bar.to + 1}`
                    : `${bar.name}, from frame ${bar.from + 1} ${bar.isOver ? `to ${bar.to + 1}` : 'on, never dequeued'}`
                }
                onClick={() => {
                  onFrame(bar.from);
                  if (bar.name !== '' && bar.name !== selected) onSelect(bar.name);
                }}
              >
                <span>{bar.kind === 'waiting' ? 'waits' : bar.name}</span>
              </button>
            ))}
            {nearest(lane.bars, frame).map(
              ({ completed, from, name }) =>
                completed !== null && (
                  <span
                    key={`${name} ${from}`}
                    className={styles.completed}
                    style={{ left: `${100 * completed}%` }}
                  >
                    ◆
                  </span>
                ),
            )}
            <span className={styles.now} style={{ left: now }} />
          </div>
        </div>
      ))}
      {lanes.length > PAGE && (
        <p className={styles.soft}>
          Lanes {first + 1} to {last} of {lanes.length}.
        </p>
      )}
      <p className={styles.soft}>
        {seesCompletions
          ? '◆ is the moment in which the kernel completed the operation.'
          : `When the operations completed, ${KERNEL_NAMES[model.trace.kernel.kind]} does not let us see; only when they were dequeued.`}
      </p>
      <details>
        <summary>The timeline as a table</summary>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">operation</th>
              <th scope="col">on</th>
              <th scope="col">submitted</th>
              <th scope="col">completed</th>
              <th scope="col">the program learns of it</th>
            </tr>
          </thead>
          <tbody>
            {nearest(
              model.operations.map((operation) => ({
                operation,
                from: operation.from,
                to: operation.over ?? model.frames.length,
              })),
              frame,
              24,
            ).map(({ operation }) => (
              <tr key={`${operation.name} ${operation.submit}`}>
                <th scope="row">
                  {operation.name}
                  {operation.submit > 1 && `, submit ${operation.submit}`}
                </th>
                <td>{operation.handle ?? ''}</td>
                {[operation.from, operation.completed, operation.over].map((at, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: three columns, always the same
                  <td key={column}>
                    {at === null ? (
                      column === 1 ? (
                        'not visible'
                      ) : (
                        'never'
                      )
                    ) : (
                      <button type="button" onClick={() => onFrame(at)}>
                        frame {at + 1}, {timeText(model.frames[at]?.t ?? 0)}
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
});
