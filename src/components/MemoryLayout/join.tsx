import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useState,
} from 'react';
import styles from './MemoryLayout.module.css';

/** Which line of the table and which cells of the picture are shown as one. */
export interface Join {
  /** The number of the entry that is joined; null when none is. */
  joined: number | null;
  /** The one that stays joined when pointer and focus are elsewhere. */
  pinned: number | null;
  /** The one that Tab reaches. */
  reached: number;
  /** Whether scripts run: without them there is nothing to press. */
  alive: boolean;
  handlers: {
    onPointerOver(event: PointerEvent): void;
    onPointerLeave(): void;
    onFocus(event: FocusEvent): void;
    onBlur(): void;
    onClick(event: MouseEvent): void;
    onKeyDown(event: KeyboardEvent): void;
  };
}

function entryOf(target: EventTarget): number | null {
  const number = (target as Element).closest('[data-entry]')?.getAttribute('data-entry');
  return number === null || number === undefined ? null : Number(number);
}

/** Joins picture and table: by pointer, by focus, and for good by a press. */
export function useJoin(): Join {
  const [pointed, point] = useState<number | null>(null);
  const [focused, focus] = useState<number | null>(null);
  const [pinned, pin] = useState<number | null>(null);
  const [reached, reach] = useState(0);
  const [alive, wake] = useState(false);
  useEffect(() => wake(true), []);
  return {
    joined: pointed ?? focused ?? pinned,
    pinned,
    reached,
    alive,
    handlers: {
      onPointerOver: ({ target }) => point(entryOf(target)),
      onPointerLeave: () => point(null),
      onFocus({ target }) {
        const entry = entryOf(target);
        focus(entry);
        if (entry !== null) reach(entry);
      },
      onBlur: () => focus(null),
      onClick({ target }) {
        const entry = entryOf(target);
        if (entry !== null) pin(pinned === entry ? null : entry);
      },
      onKeyDown(event) {
        if (event.key === 'Escape') pin(null);
        const buttons = [
          ...event.currentTarget.querySelectorAll<HTMLButtonElement>('button[data-name]'),
        ];
        const at = buttons.indexOf(event.target as HTMLButtonElement);
        const next = at < 0 ? undefined : buttons[buttonAfter(event.key, at, buttons.length)];
        if (next === undefined) return;
        event.preventDefault();
        next.focus();
      },
    },
  };
}

/** Where an arrow, Home or End leads to; -1 for any other key, and at both ends. */
function buttonAfter(key: string, at: number, count: number): number {
  if (key === 'ArrowDown') return at + 1;
  if (key === 'ArrowUp') return at - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return -1;
}

/** The name in a line of the table; a button where scripts run, so that a keyboard and a finger can join too. */
export function Name({
  join,
  entry,
  text,
}: {
  join: Join;
  entry: number;
  text: string;
}): ReactNode {
  if (!join.alive) return <span className={styles.name}>{text}</span>;
  return (
    <button
      type="button"
      data-name=""
      className={styles.name}
      aria-pressed={join.pinned === entry}
      tabIndex={join.reached === entry ? 0 : -1}
    >
      {text}
    </button>
  );
}
