import { memo, type ReactNode, useMemo, useState } from 'react';
import type { Model } from '../../trace/replay/model.ts';
import { aboutAt } from '../../trace/replay/state.ts';
import {
  type Axis,
  type AxisKind,
  axisOf,
  type Bar,
  type Gathered,
  gathered,
  type Row,
  RowFinder,
  type Running,
  rowsOf,
  type Stretch,
  threadsOf,
  ticksOf,
  timeText,
  windowOf,
} from '../../trace/replay/timeline.ts';
import { KERNEL_NAMES } from '../../trace/replay/words.ts';
import styles from './drawing.module.css';
import {
  AlsoTable,
  Board,
  type DrawingProps,
  FactName,
  Fitting,
  filledWith,
  MIDDLE,
  MOST_LANES,
  MOST_PIECES,
  Pager,
  percent,
  ROW,
  remembered,
  roomFor,
  rowAt,
  ToFrame,
  useTurned,
  useView,
} from './drawing.tsx';

const STATES: Readonly<Record<Stretch['state'], string>> = {
  waits: 'waits',
  runs: 'runs',
  blocked: 'blocked',
};
/** Pixels of the drawing of how many threads run. */
const CHART = 56;
const MOST_STEPS = 120;

type Placed<Item> = Item & { readonly left: number; readonly right: number };

interface Shown {
  readonly place: number;
  readonly row: Row;
  readonly bars: readonly Gathered<Placed<Bar>>[];
  readonly stretches: readonly Gathered<Placed<Stretch>>[];
  /** The names of its operations. */
  readonly names: ReadonlySet<string>;
}

function shownRow(
  place: number,
  { rows, axis, most }: { rows: readonly Row[]; axis: Axis; most: number },
): Shown {
  const row = rows[place] as Row;
  return {
    place,
    row,
    bars: gathered(placed(row.bars, axis), most),
    stretches: gathered(placed(row.stretches, axis), most),
    names: new Set(row.bars.map(({ operation }) => operation.name)),
  };
}

/** When each operation was submitted, completed and dequeued, and what each thread did meanwhile. */
export const Timeline = memo(function Timeline({
  model,
  frame,
  selected,
  onFrame,
  onSelect,
  link,
}: DrawingProps): ReactNode {
  const [kind, setKind] = useState<AxisKind>('time');
  const [chosen, setBy] = useState<'handle' | 'thread' | null>(null);
  const by = chosen ?? (model.operations.length > 0 ? 'handle' : 'thread');
  const { rows, finder } = useMemo(() => {
    const made = rowsOf(model, by);
    return { rows: made, finder: new RowFinder(made) };
  }, [model, by]);
  const { view, control } = useView(model, frame);
  const names = [...(selected === null ? [] : [selected]), ...aboutAt(model, frame).operations];
  const found = names.flatMap((name) => finder.of(name, frame) ?? []);
  const matter = found.length > 0 ? found : [finder.near(frame) ?? 0];
  const [first, turn] = useTurned(matter[0] ?? 0);
  const window = windowOf(rows.length, matter, { first, most: MOST_LANES });
  const most = Math.max(1, Math.floor(MOST_PIECES / Math.max(1, window.shown.length)));
  // A step moves the mark; a row stays as it is drawn as long as its stretch of the run does.
  const { axis, ticks, ports, shownOf } = useMemo(() => {
    const made = axisOf(model, kind, { from: view.from, to: view.to });
    return {
      axis: made,
      ticks: ticksOf(model, made),
      ports: by === 'thread' ? threadsOf(model).ports : [],
      shownOf: remembered((place) => shownRow(place, { rows, axis: made, most })),
    };
  }, [model, kind, by, rows, most, view.from, view.to]);
  const key = window.shown.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what is shown
  const shown = useMemo(() => window.shown.map(shownOf), [shownOf, key]);
  const picture = useMemo(
    () => <Picture shown={shown} ports={ports} axis={axis} selected={selected} />,
    [shown, ports, axis, selected],
  );
  const seesCompletions = model.operations.some(({ completed }) => completed !== null);
  if (rows.length === 0) return null;
  return (
    <section className={styles.drawing} data-panel="timeline">
      <h3>{model.operations.length > 0 ? 'From submit to dequeue' : 'What the threads do'}</h3>
      <div className={styles.switches}>
        <fieldset>
          <legend>Scale</legend>
          <Choice is={kind === 'time'} choose={() => setKind('time')} text="True time" />
          <Choice is={kind === 'steps'} choose={() => setKind('steps')} text="Even steps" />
        </fieldset>
        {model.operations.length > 0 && (
          <fieldset>
            <legend>Lanes</legend>
            <Choice is={by === 'handle'} choose={() => setBy('handle')} text="By socket or file" />
            <Choice is={by === 'thread'} choose={() => setBy('thread')} text="By thread" />
          </fieldset>
        )}
        {control}
        <span className={styles.soft}>Now: {timeText(model.frames[frame]?.t ?? 0)}</span>
      </div>
      <Board
        names={
          <>
            {shown.map(({ place, row }) => (
              <Name key={place} row={row} frame={frame} selected={selected} onSelect={onSelect} />
            ))}
            {ports.map(({ port, isTold }) => (
              <span key={port} className={styles.chartName} style={{ height: CHART }}>
                {port}: threads {isTold ? 'that run' : 'away from it'}
              </span>
            ))}
          </>
        }
        label={`${by === 'thread' ? 'Threads' : 'Operations'} over ${kind === 'time' ? 'time' : 'frames'}. The table below says the same.`}
        rows={shown.length}
        extra={ports.length * CHART}
        axis={axis}
        ticks={ticks}
        frame={frame}
        onFrame={onFrame}
      >
        {picture}
      </Board>
      <Pager window={window} turn={turn} />
      <p className={styles.soft}>
        {model.operations.length > 0 &&
          (seesCompletions
            ? 'Hatched: under way. ◆ is the moment in which the kernel completed it; dotted, its packet waits for a dequeue. '
            : `When an operation completed, ${KERNEL_NAMES[model.trace.kernel.kind]} does not let us see: a bar ends where the program learns of it. `)}
        {ports.length > 0 &&
          (ports.every(({ isTold }) => isTold) ? (
            <>
              The dashed line is the port’s limit. A thread that is blocked does not count (
              <FactName id="SCHED-3" link={link} />
              ); one that goes on afterwards does, whatever the limit says (
              <FactName id="SCHED-4" link={link} />
              ).
            </>
          ) : (
            <>
              The dashed line is the port’s limit. Counted are threads that took a packet and have
              not come back; whether one of them is blocked and does not count (
              <FactName id="SCHED-3" link={link} />
              ), {KERNEL_NAMES[model.trace.kernel.kind]} does not let us see.
            </>
          ))}
      </p>
      <AlsoTable of="The timeline">
        {() => <AsTable model={model} shown={shown} ports={ports} axis={axis} onFrame={onFrame} />}
      </AlsoTable>
    </section>
  );
});

function Choice({ is, choose, text }: { is: boolean; choose(): void; text: string }): ReactNode {
  return (
    <button type="button" aria-pressed={is} onClick={choose}>
      {text}
    </button>
  );
}

function placed<Item extends { readonly from: number; readonly to: number }>(
  items: readonly Item[],
  axis: Axis,
): Placed<Item>[] {
  const { from, to } = axis.view;
  return items
    .filter((item) => item.to >= from && item.from < to)
    .map((item) => ({ ...item, left: axis.at(item.from), right: axis.at(item.to) }));
}

function Name({
  row: { group, number, bars },
  frame,
  selected,
  onSelect,
}: {
  row: Row;
  frame: number;
  selected: string | null;
  onSelect(operation: string | null): void;
}): ReactNode {
  const text = number === 0 ? group : `· ${number + 1}`;
  if (bars.length === 0) {
    return (
      <span className={styles.name} title={group}>
        {text}
      </span>
    );
  }
  const now = bars.findLast(({ from }) => from <= frame) ?? bars[0];
  const operation = now?.operation.name ?? null;
  return (
    <button
      type="button"
      className={styles.name}
      title={`${group}: ${operation}`}
      aria-pressed={selected !== null && operation === selected}
      onClick={() => onSelect(operation)}
    >
      {text}
      <span className="only-heard">
        {number === 0 ? '' : ` ${group}`}, {operation}
      </span>
    </button>
  );
}

function Picture({
  shown,
  ports,
  axis,
  selected,
}: {
  shown: readonly Shown[];
  ports: readonly Running[];
  axis: Axis;
  selected: string | null;
}): ReactNode {
  return (
    <>
      {shown.map((one, row) => (
        <g key={one.place} transform={rowAt(row)}>
          <RowShape
            row={one}
            axis={axis}
            selected={selected !== null && one.names.has(selected) ? selected : null}
          />
        </g>
      ))}
      {ports.map((port, at) => (
        <Chart key={port.port} running={port} axis={axis} y={shown.length * ROW + at * CHART} />
      ))}
    </>
  );
}

/** A row by itself: one that is not about the selected operation stays when another is selected. */
const RowShape = memo(function RowShape({
  row: { bars, stretches },
  axis,
  selected,
}: {
  row: Shown;
  axis: Axis;
  selected: string | null;
}): ReactNode {
  return (
    <>
      {stretches.map((one) => (
        <StretchShape key={one.items[0]?.from} gathered={one} />
      ))}
      {bars.map((one, at) => (
        <BarShape
          key={one.items[0]?.from}
          gathered={one}
          next={bars[at + 1]?.left ?? 1}
          axis={axis}
          selected={selected}
        />
      ))}
    </>
  );
});

const acrossOf = (left: number, right: number) => ({
  x: percent(left),
  width: percent(Math.max(0, right - left)),
});

const STATE_FILLS = {
  several: filledWith('several'),
  blocked: filledWith('blocked'),
  waits: undefined,
  runs: undefined,
};

function StretchShape({
  gathered: { left, right, items },
}: {
  gathered: Gathered<Stretch>;
}): ReactNode {
  const [first, ...others] = items;
  const state = others.length > 0 || first === undefined ? 'several' : first.state;
  return (
    <>
      <rect
        {...acrossOf(left, right)}
        className={styles.piece}
        fill={STATE_FILLS[state]}
        data-frame={first?.from}
        data-state={state}
      />
      {state !== 'several' && (
        <Fitting from={left} to={right} y={MIDDLE} text={STATES[state]} kind={state} />
      )}
    </>
  );
}

function BarShape({
  gathered: { left, right, items },
  next,
  axis,
  selected,
}: {
  gathered: Gathered<Bar>;
  /** Where the next bar of the row begins. */
  next: number;
  axis: Axis;
  selected: string | null;
}): ReactNode {
  const [bar, ...others] = items;
  if (bar === undefined) return null;
  const isSelected = items.some(({ operation }) => operation.name === selected);
  if (others.length > 0) {
    const names = new Set(items.map(({ operation }) => operation.name));
    const text =
      names.size === 1
        ? `${bar.operation.name}, ${items.length} times`
        : `${items.length} operations`;
    const isInside = roomFor(right - left, text) !== null;
    return (
      <g data-frame={bar.from} data-state="several" data-selected={isSelected || undefined}>
        <rect {...acrossOf(left, right)} className={styles.piece} fill={filledWith('several')} />
        {isInside ? (
          <Fitting from={left} to={right} y={MIDDLE} text={text} kind="several" />
        ) : (
          <Beside from={right} to={next} text={text} />
        )}
      </g>
    );
  }
  const { name, completed } = bar.operation;
  const full = bar.result === null ? name : `${name}: ${bar.result}`;
  const inside = [full, name].find((text) => roomFor(right - left, text) !== null);
  return (
    <g data-frame={bar.from} data-selected={isSelected || undefined}>
      {bar.parts.map(({ kind, from, to }) => (
        <rect
          key={kind}
          {...acrossOf(axis.at(from), axis.at(to))}
          className={styles.piece}
          fill={filledWith(kind === 'under way' ? 'k' : 'waiting')}
          data-part={kind}
        />
      ))}
      {completed !== null && completed >= axis.view.from && completed < axis.view.to && (
        <svg x={percent(axis.at(completed))} y={MIDDLE} overflow="visible" aria-hidden="true">
          <path d="M0,-7 L5,0 L0,7 L-5,0 Z" className={styles.completed} />
        </svg>
      )}
      {inside !== undefined && (
        <Label left={left} right={right} y={MIDDLE} full={full} short={name} />
      )}
      {inside === undefined && <Beside from={right} to={next} text={full} />}
    </g>
  );
}

/** A text behind a bar that is too narrow for it, where the row has room. */
function Beside({ from, to, text }: { from: number; to: number; text: string }): ReactNode {
  const room = roomFor(to - from - 0.02, text);
  if (room === null) return null;
  return (
    <text x={percent(from)} dx={9} y={MIDDLE} className={styles.beside} data-room={room}>
      {text}
    </text>
  );
}

/** An operation’s name with what came of it where there is room, else its name alone. */
function Label({
  left,
  right,
  y,
  full,
  short,
}: {
  left: number;
  right: number;
  y: number;
  full: string;
  short: string;
}): ReactNode {
  const wide = roomFor(right - left, full);
  const narrow = roomFor(right - left, short);
  const x = percent((left + right) / 2);
  const isBoth = wide !== null && narrow !== wide && full !== short;
  return (
    <>
      {narrow !== null && (wide === null || isBoth) && (
        <text
          x={x}
          y={y}
          className={styles.text}
          data-kind="K"
          data-room={narrow}
          data-until={wide}
        >
          {short}
        </text>
      )}
      {wide !== null && (
        <text x={x} y={y} className={styles.text} data-kind="K" data-room={wide}>
          {full}
        </text>
      )}
    </>
  );
}

/** How many threads of a port run, and its limit. */
function Chart({
  running: { port, limit, counts },
  axis,
  y,
}: {
  running: Running;
  axis: Axis;
  y: number;
}): ReactNode {
  const most = Math.max(1, limit ?? 0, ...counts.map(({ count }) => count));
  const bottom = y + CHART - 4;
  const unit = (CHART - 16) / most;
  const line = limit === null || limit === 0 ? null : bottom - limit * unit;
  const steps = gathered(placed(counts, axis), MOST_STEPS);
  return (
    <g data-port={port}>
      <line x1="0" x2="100%" y1={bottom} y2={bottom} className={styles.ground} />
      {steps.map(({ left, right, items }) => {
        const count = Math.max(...items.map((one) => one.count));
        if (count === 0) return null;
        const isOver = limit !== null && limit > 0 && count > limit;
        const rect = {
          x: percent(left),
          width: percent(right - left),
          y: bottom - count * unit,
          height: count * unit,
        };
        return (
          <g key={items[0]?.from} data-frame={items[0]?.from} data-over={isOver || undefined}>
            <rect
              {...rect}
              className={styles.column}
              fill={isOver ? filledWith('over') : undefined}
            />
            <Fitting
              from={left}
              to={right}
              y={bottom - Math.min((count * unit) / 2, 9)}
              text={String(count)}
              kind={isOver ? 'over' : 'P'}
            />
          </g>
        );
      })}
      {line !== null && (
        <g className={styles.limit}>
          <line x1="0" x2="100%" y1={line} y2={line} />
          <text x="4" y={line - 4}>
            limit {limit}
          </text>
        </g>
      )}
      {limit === 0 && (
        <text x="4" y={y + 9} className={styles.note}>
          limit: as many as there are processors
        </text>
      )}
    </g>
  );
}

function AsTable({
  model,
  shown,
  ports,
  axis,
  onFrame,
}: {
  model: Model;
  shown: readonly Shown[];
  ports: readonly Running[];
  axis: Axis;
  onFrame(index: number): void;
}): ReactNode {
  const moment = (frame: number | null, never: string): ReactNode =>
    frame === null || frame >= model.frames.length ? (
      never
    ) : (
      <ToFrame
        frame={frame}
        text={`frame ${frame + 1}, ${timeText(model.frames[frame]?.t ?? 0)}`}
        onFrame={onFrame}
      />
    );
  const bars = shown.flatMap(({ place, row, bars }) =>
    bars.map(({ items }) => ({ place, row, items })),
  );
  const stretches = shown.flatMap(({ place, row, stretches }) =>
    stretches.map(({ items }) => ({ place, row, items })),
  );
  const sees = model.operations.some(({ completed }) => completed !== null);
  return (
    <>
      {bars.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">operation</th>
              <th scope="col">lane</th>
              <th scope="col">submitted</th>
              <th scope="col">completed</th>
              <th scope="col">the program learns of it</th>
              <th scope="col">result</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ place, row, items }) => {
              const [bar, ...others] = items;
              if (bar === undefined) return null;
              const { name, submit, completed } = bar.operation;
              return (
                <tr key={`${place} ${bar.from}`}>
                  <th scope="row">
                    {others.length > 0 ? `${items.length} operations, from ${name} on` : name}
                    {submit > 1 && `, submit ${submit}`}
                  </th>
                  <td>{row.group}</td>
                  <td>{moment(bar.from, 'never')}</td>
                  <td>{moment(completed, sees ? 'never' : 'not visible')}</td>
                  <td>{moment(items.at(-1)?.to ?? null, 'never')}</td>
                  <td>{others.length > 0 ? 'too narrow to be told apart' : (bar.result ?? '')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {stretches.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">thread</th>
              <th scope="col">what it does</th>
              <th scope="col">from</th>
              <th scope="col">to</th>
            </tr>
          </thead>
          <tbody>
            {stretches.map(({ place, row, items }) => {
              const [first, ...others] = items;
              if (first === undefined) return null;
              return (
                <tr key={`${place} ${first.from}`}>
                  <th scope="row">{row.group}</th>
                  <td>
                    {others.length > 0
                      ? `${items.length} stretches, too narrow to be told apart`
                      : STATES[first.state]}
                  </td>
                  <td>{moment(first.from, '')}</td>
                  <td>{moment(items.at(-1)?.to ?? null, 'the end')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {ports.map(({ port, limit, counts, isTold }) => (
        <table key={port} className={styles.table}>
          <caption>
            Threads of {port} {isTold ? 'that run' : 'that took a packet and have not come back'};{' '}
            {limit === null
              ? 'its limit is not known'
              : `its limit is ${limit === 0 ? 'the number of processors' : limit}`}
          </caption>
          <thead>
            <tr>
              <th scope="col">from</th>
              <th scope="col">how many at most</th>
            </tr>
          </thead>
          <tbody>
            {gathered(placed(counts, axis), MOST_STEPS).map(({ items }) => (
              <tr key={items[0]?.from}>
                <td>{moment(items[0]?.from ?? null, '')}</td>
                <td>{Math.max(...items.map(({ count }) => count))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </>
  );
}
