import { type MouseEvent, type ReactNode, useState } from 'react';
import type { Model } from '../../trace/replay/model.ts';
import {
  type Axis,
  type Tick,
  type View,
  viewOf,
  type Window,
} from '../../trace/replay/timeline.ts';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import styles from './drawing.module.css';

/** What both drawings of a whole run are given. */
export interface DrawingProps {
  readonly model: Model;
  readonly frame: number;
  /** The operation that is marked. */
  readonly selected: string | null;
  onFrame(index: number): void;
  onSelect(operation: string | null): void;
  /** Leads to a page of the book; without it facts are named only. */
  readonly link?: LinkTo;
}

/** The most that is drawn at a time. */
export const MOST_LANES = 18;
export const MOST_PIECES = 240;

/** Pixels of a row. */
export const ROW = 26;
const SCALE = 22;

/** How wide a drawing has to be for a text in a part of it; null where no page is. */
const ROOMS = [220, 340, 480, 640, 820, 1100];
export function roomFor(share: number, text: string): number | null {
  if (share <= 0) return null;
  const needed = (text.length * 7.2 + 8) / share;
  return ROOMS.find((room) => room >= needed) ?? null;
}

/** A place as SVG takes it. */
export const percent = (share: number): string => `${Number((100 * share).toFixed(3))}%`;

/** A text that is there only where the drawing is wide enough for it. */
export function Fitting({
  from,
  to,
  y,
  text,
  kind,
}: {
  from: number;
  to: number;
  y: number;
  text: string;
  kind?: string;
}): ReactNode {
  const room = roomFor(to - from, text);
  if (room === null || text === '') return null;
  return (
    <text
      x={percent((from + to) / 2)}
      y={y}
      className={styles.text}
      data-room={room}
      data-kind={kind}
    >
      {text}
    </text>
  );
}

/** A drawing with the names of its rows beside it, the current moment, and a scale below. */
export function Board({
  names,
  label,
  rows,
  axis,
  ticks,
  frame,
  extra = 0,
  onFrame,
  children,
}: {
  names: ReactNode;
  label: string;
  rows: number;
  axis: Axis;
  ticks: readonly Tick[];
  frame: number;
  /** Pixels below the rows. */
  extra?: number;
  onFrame(index: number): void;
  children: ReactNode;
}): ReactNode {
  const height = rows * ROW + extra;
  const onClick = ({ target }: MouseEvent): void => {
    const piece = target instanceof Element ? target.closest('[data-frame]') : null;
    if (piece !== null) onFrame(Number(piece.getAttribute('data-frame')));
  };
  const isInView = frame >= axis.view.from && frame < axis.view.to;
  const now = percent(axis.mark(frame));
  return (
    <div className={styles.board}>
      <div className={styles.names}>{names}</div>
      <div className={styles.picture}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table below leads to the same frames by keyboard */}
        <svg
          className={styles.svg}
          role="img"
          aria-label={label}
          width="100%"
          height={height + SCALE}
          onClick={onClick}
        >
          <Patterns />
          {ticks.map(({ place, text }, at) => (
            <g key={text} data-odd={at % 2 === 1 || undefined} className={styles.tick}>
              <line x1={percent(place)} x2={percent(place)} y1={0} y2={height + 4} />
              <text
                x={percent(place)}
                y={height + 16}
                data-edge={place < 0.04 ? 'start' : place > 0.94 ? 'end' : undefined}
              >
                {text}
              </text>
            </g>
          ))}
          {children}
          {isInView && (
            <g className={styles.now}>
              <line x1={now} x2={now} y1={0} y2={height} />
            </g>
          )}
        </svg>
      </div>
    </div>
  );
}

const HATCH = <path d="M-1,8 L8,-1 M-1,1 L1,-1 M6,8 L8,6" className={styles.hatch} />;
const DOT = <circle cx="2" cy="2" r="1" className={styles.dot} />;
const UPRIGHT = <path d="M1,0 V4" className={styles.upright} />;
/** Each with its ground, so that a piece is one shape. */
const PATTERNS = {
  k: { size: 7, shape: HATCH },
  waiting: { size: 6, shape: DOT },
  blocked: { size: 6, shape: DOT },
  several: { size: 4, shape: UPRIGHT },
  over: { size: 4, shape: UPRIGHT },
} as const;

/** What a piece with a pattern is filled with. */
export const filledWith = (name: keyof typeof PATTERNS): string => `url(#lanes-${name})`;

/** The patterns have fixed names: every drawing of a page has the same ones. */
function Patterns(): ReactNode {
  return (
    <defs>
      {Object.entries(PATTERNS).map(([name, { size, shape }]) => (
        <pattern
          key={name}
          id={`lanes-${name}`}
          width={size}
          height={size}
          patternUnits="userSpaceOnUse"
        >
          <rect width={size} height={size} className={styles.under} data-pattern={name} />
          {shape}
        </pattern>
      ))}
    </defs>
  );
}

/** Where a row lies in a drawing. What is in it does not know, so that it can be moved as it is. */
export const rowAt = (row: number): string => `translate(0 ${row * ROW})`;

/** The height of a row's middle, in the row. */
export const MIDDLE = ROW / 2;

/** A function that makes each thing once. */
export function remembered<Value>(make: (place: number) => Value): (place: number) => Value {
  const known = new Map<number, Value>();
  return (place) => {
    const found = known.get(place) ?? make(place);
    known.set(place, found);
    return found;
  };
}

/** The buttons that lead to lanes that are not drawn. */
export function Pager({
  window: { shown, more },
  turn,
}: {
  window: Window;
  turn(first: number): void;
}): ReactNode {
  if (more === 0) return null;
  const first = shown[0] ?? 0;
  const next = (shown.at(-1) ?? 0) + 1;
  const count = shown.length + more;
  return (
    <p className={styles.pager}>
      <span>… and {more} more lanes.</span>
      <button
        type="button"
        disabled={first === 0}
        onClick={() => turn(Math.max(0, first - MOST_LANES))}
      >
        Lanes before
      </button>
      <button type="button" disabled={next >= count} onClick={() => turn(next)}>
        Lanes after
      </button>
    </p>
  );
}

/** Where the reader has turned the lanes to; forgotten when other lanes come to matter. */
export function useTurned(matters: number): [number | null, (first: number) => void] {
  const page = Math.floor(matters / (MOST_LANES / 2));
  const [turned, setTurned] = useState<{ first: number; page: number } | null>(null);
  return [turned?.page === page ? turned.first : null, (first) => setTurned({ first, page })];
}

/** How many frames of a long run are in view. */
const NEAR = 240;

/** The frames in view: all, or in a long run those around the current one, as the reader likes. */
export function useView(model: Model, frame: number): { view: View; control: ReactNode } {
  const [isNear, setNear] = useState(false);
  const count = model.frames.length;
  const view = viewOf(count, frame, isNear ? NEAR : null);
  if (count <= 2 * NEAR) return { view, control: null };
  return {
    view,
    control: (
      <button type="button" aria-pressed={isNear} onClick={() => setNear(!isNear)}>
        Only {NEAR} frames around this one
      </button>
    ),
  };
}

/** A fact by its id, as a link where the page can make one. */
export function FactName({ id, link: Link }: { id: string; link: LinkTo | undefined }): ReactNode {
  return Link === undefined ? id : <Link to={`/facts/${id.toLowerCase()}/`}>{id}</Link>;
}

/** What is said a second time as a table: made when somebody opens it, for a long run's costs more than its drawing. */
export function AlsoTable({ of, children }: { of: string; children(): ReactNode }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{of} as a table</summary>
      {isOpen && children()}
    </details>
  );
}

/** A button that leads to a frame, counted from 1 as the replay does. */
export function ToFrame({
  frame,
  text = `frame ${frame + 1}`,
  onFrame,
}: {
  frame: number;
  text?: string;
  onFrame(index: number): void;
}): ReactNode {
  return (
    <button type="button" className={styles.toFrame} onClick={() => onFrame(frame)}>
      {text}
    </button>
  );
}
