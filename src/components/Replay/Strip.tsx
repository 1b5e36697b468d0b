import { Fragment, memo, type ReactNode, useMemo } from 'react';
import {
  type Breach,
  type Lane,
  LaneFinder,
  lanesOf,
  type Report,
  reportsOf,
  type Segment,
} from '../../trace/replay/lanes.ts';
import {
  type Axis,
  axisOf,
  type Gathered,
  gathered,
  ticksOf,
  windowOf,
} from '../../trace/replay/timeline.ts';
import type { LinkTo } from '../FactPage/FactPage.tsx';
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
  remembered,
  rowAt,
  ToFrame,
  useTurned,
  useView,
} from './drawing.tsx';

const OWNERS = { P: 'P, the program', K: 'K, the kernel' };
const BREACHES: Readonly<Record<Breach['what'], string>> = {
  written: 'The program wrote to it while the kernel owned it',
  freed: 'The program freed it while the kernel owned it',
  'lent again': 'The program lent it again while the kernel owned it',
};
/** Breaches and reports told at a time: those nearest before the current frame, and after it. */
const MOST_TOLD = 12;

type Piece = Gathered<Segment & { readonly left: number; readonly right: number }>;

/** Who owned which memory over the whole run: P the program, K the kernel. */
export const Strip = memo(function Strip({
  model,
  frame,
  selected,
  onFrame,
  onSelect,
  link,
}: DrawingProps): ReactNode {
  const made = useMemo(() => {
    const lanes = lanesOf(model);
    return { lanes, reports: reportsOf(model, lanes), finder: new LaneFinder(model, lanes) };
  }, [model]);
  const { lanes, reports, finder } = made;
  const { view, control } = useView(model, frame);
  const matter = finder.matter(model, selected, frame);
  const [first, turn] = useTurned(matter[0] ?? 0);
  const window = windowOf(lanes.length, matter, { first, most: MOST_LANES });
  const most = Math.max(1, Math.floor(MOST_PIECES / Math.max(1, window.shown.length)));
  // A step moves the mark; a lane stays as it is drawn as long as its stretch of the run does.
  const { axis, ticks, shownOf } = useMemo(() => {
    const made = axisOf(model, 'steps', { from: view.from, to: view.to });
    return {
      axis: made,
      ticks: ticksOf(model, made),
      shownOf: remembered((place) => shownLane(place, { lanes, reports, axis: made, most })),
    };
  }, [model, lanes, reports, most, view.from, view.to]);
  const key = window.shown.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what is shown
  const drawn = useMemo(() => {
    const shown = window.shown.map(shownOf);
    return { shown, picture: <Picture shown={shown} /> };
  }, [shownOf, key]);
  if (lanes.length === 0 && reports.length === 0) return null;
  return (
    <section className={styles.drawing} data-panel="strip">
      <h3>Who owns the memory: P the program, K the kernel</h3>
      {control && <div className={styles.switches}>{control}</div>}
      {lanes.length > 0 && (
        <Board
          names={drawn.shown.map(({ place, lane }) => {
            const operation = finder.operationOf(place, frame);
            return (
              <button
                key={place}
                type="button"
                className={styles.name}
                title={lane.name}
                aria-pressed={selected !== null && operation === selected}
                onClick={() => onSelect(operation)}
              >
                {lane.name}
              </button>
            );
          })}
          label={`Who owned ${drawn.shown.map(({ lane }) => lane.name).join(', ')} in frames ${view.from + 1} to ${view.to}. The table below says the same.`}
          rows={drawn.shown.length}
          axis={axis}
          ticks={ticks}
          frame={frame}
          onFrame={onFrame}
        >
          {drawn.picture}
        </Board>
      )}
      {drawn.shown.some(({ pieces }) => pieces.some((piece) => ownerOf(piece) === 'several')) && (
        <p className={styles.soft}>
          Upright lines: P and K in turn, too often to be drawn one by one.
        </p>
      )}
      <Pager window={window} turn={turn} />
      <Told lanes={lanes} reports={reports} frame={frame} onFrame={onFrame} link={link} />
      {lanes.length > 0 && (
        <AlsoTable of="The strip">
          {() => <AsTable shown={drawn.shown} finder={finder} onFrame={onFrame} />}
        </AlsoTable>
      )}
    </section>
  );
});

function piecesOf({ segments }: Lane, axis: Axis, most: number): Piece[] {
  const { from: first, to: end } = axis.view;
  const inView = segments
    .filter(({ from, to }) => to > first && from < end)
    .map((segment) => ({ ...segment, left: axis.at(segment.from), right: axis.at(segment.to) }));
  return gathered(inView, most);
}

interface Shown {
  readonly place: number;
  readonly lane: Lane;
  readonly pieces: readonly Piece[];
  readonly marks: readonly { readonly frame: number; readonly x: string }[];
}

function shownLane(
  place: number,
  {
    lanes,
    reports,
    axis,
    most,
  }: { lanes: readonly Lane[]; reports: readonly Report[]; axis: Axis; most: number },
): Shown {
  const lane = lanes[place] as Lane;
  const told = reports.filter(
    (report) =>
      report.lanes.includes(place) &&
      !lane.breaches.some(({ frame }) => frame === report.frame || frame === report.frame - 1),
  );
  const marks = [...lane.breaches, ...told]
    .filter(({ frame }) => frame >= axis.view.from && frame < axis.view.to)
    .slice(0, MOST_TOLD)
    .map(({ frame }) => ({ frame, x: percent(axis.mark(frame)) }));
  return { place, lane, pieces: piecesOf(lane, axis, most), marks };
}

const ownerOf = ({ items: [first, ...others] }: Piece): 'P' | 'K' | 'several' =>
  first === undefined || others.length > 0 ? 'several' : first.owner;

function Picture({ shown }: { shown: readonly Shown[] }): ReactNode {
  return shown.map((lane, row) => (
    <g key={lane.place} transform={rowAt(row)}>
      <LaneShape lane={lane} />
    </g>
  ));
}

const LaneShape = memo(function LaneShape({ lane: { pieces, marks } }: { lane: Shown }): ReactNode {
  return (
    <>
      {pieces.map((piece) => {
        const { left, right, items } = piece;
        const owner = ownerOf(piece);
        const fill = { P: undefined, K: filledWith('k'), several: filledWith('several') }[owner];
        return (
          <Fragment key={items[0]?.from}>
            <rect
              x={percent(left)}
              width={percent(right - left)}
              className={styles.piece}
              fill={fill}
              data-frame={items[0]?.from}
              data-owner={owner}
            />
            {owner !== 'several' && (
              <Fitting from={left} to={right} y={MIDDLE} text={owner} kind={owner} />
            )}
          </Fragment>
        );
      })}
      {marks.map(({ frame, x }) => (
        <Mark key={frame} x={x} y={MIDDLE} frame={frame} />
      ))}
    </>
  );
});

/** What breaks a rule: a diamond with an exclamation mark, over whatever lies below it. */
function Mark({ x, y, frame }: { x: string; y: number; frame: number }): ReactNode {
  return (
    <svg
      x={x}
      y={y}
      overflow="visible"
      className={styles.mark}
      data-frame={frame}
      aria-hidden="true"
    >
      <path d="M0,-11 L11,0 L0,11 L-11,0 Z" />
      <text>!</text>
    </svg>
  );
}

/** What broke a rule, in words: what the lanes show, and what the checker said. */
function Told({
  lanes,
  reports,
  frame,
  onFrame,
  link,
}: {
  lanes: readonly Lane[];
  reports: readonly Report[];
  frame: number;
  onFrame(index: number): void;
  link: LinkTo | undefined;
}): ReactNode {
  const Link = link;
  const all = useMemo(
    () =>
      [
        ...lanes.flatMap(({ name, breaches }) =>
          breaches.map((breach) => ({
            frame: breach.frame,
            fact: breach.fact,
            text: `${name}: ${BREACHES[breach.what]}.`,
            misconception: null,
          })),
        ),
        ...reports.map(({ frame: at, fact, sentence, misconception }) => ({
          frame: at,
          fact,
          text: sentence ?? 'The checker saw a rule broken.',
          misconception,
        })),
      ].sort((a, b) => a.frame - b.frame),
    [lanes, reports],
  );
  if (all.length === 0) return null;
  const next = all.findIndex((one) => one.frame > frame);
  const middle = (next < 0 ? all.length : next) - MOST_TOLD / 2;
  const first = Math.max(0, Math.min(middle, all.length - MOST_TOLD));
  return (
    <ul className={styles.told}>
      {all.slice(first, first + MOST_TOLD).map(({ frame: at, fact, text, misconception }) => (
        <li key={`${at} ${text}`} data-now={at === frame || undefined}>
          <span className={styles.sign} aria-hidden="true">
            !
          </span>{' '}
          <ToFrame frame={at} onFrame={onFrame} />. {text} <FactName id={fact} link={link} />
          {misconception !== null && (
            <>
              , belief{' '}
              {Link ? (
                <Link to={`/beliefs/${misconception.toLowerCase()}/`}>{misconception}</Link>
              ) : (
                misconception
              )}
            </>
          )}
        </li>
      ))}
      {all.length > MOST_TOLD && <li>… {all.length - MOST_TOLD} more in other frames.</li>}
    </ul>
  );
}

function AsTable({
  shown,
  finder,
  onFrame,
}: {
  shown: readonly Shown[];
  finder: LaneFinder;
  onFrame(index: number): void;
}): ReactNode {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">memory</th>
          <th scope="col">owner</th>
          <th scope="col">from</th>
          <th scope="col">to</th>
          <th scope="col">why</th>
        </tr>
      </thead>
      <tbody>
        {shown.flatMap(({ place, lane, pieces }) =>
          pieces.map((piece) => {
            const from = piece.items[0]?.from ?? 0;
            const to = piece.items.at(-1)?.to ?? from + 1;
            const owner = ownerOf(piece);
            return (
              <tr key={`${place} ${from}`}>
                <th scope="row">{lane.name}</th>
                <td>{owner === 'several' ? 'P and K in turn' : OWNERS[owner]}</td>
                <td>
                  <ToFrame frame={from} onFrame={onFrame} />
                </td>
                <td>
                  <ToFrame frame={to - 1} onFrame={onFrame} />
                </td>
                <td>
                  {whyOf(piece, lane, finder.operationOf(place, from))}
                  {lane.breaches
                    .filter(({ frame }) => owner !== 'P' && frame > from && frame <= to)
                    .slice(0, 3)
                    .map(({ frame, what, fact }) => (
                      <span key={`${frame} ${what}`} className={styles.broken}>
                        {' '}
                        ! {BREACHES[what]} in frame {frame + 1} ({fact}).
                      </span>
                    ))}
                </td>
              </tr>
            );
          }),
        )}
      </tbody>
    </table>
  );
}

function whyOf(piece: Piece, lane: Lane, operation: string | null): string {
  const { items } = piece;
  const [only] = items;
  if (only === undefined || items.length > 1) {
    return `${items.length} stretches, too narrow to be drawn one by one`;
  }
  if (only.owner === 'K') return operation === null ? 'lent' : `lent to ${operation}`;
  return lane.segments[0]?.from === only.from ? 'not lent yet' : 'given back';
}
