/** What a reader has done in the book. It stays in the browser; nothing of it is sent anywhere. */
export interface Progress {
  readonly version: 1;
  /** Chapters that the reader says are read, and the day. */
  readonly read: Readonly<Record<string, string>>;
  /** Guesses at predictions; empty where one was skipped. */
  readonly guesses: Readonly<Record<string, string>>;
  /** The first answer that was opened of each question. */
  readonly answers: Readonly<Record<string, string>>;
  /** Cards that were dealt at least once. */
  readonly cards: Readonly<Record<string, Box>>;
}

/** Where a card lies: its box, from 1, and the day from which it is dealt again. */
export interface Box {
  readonly box: number;
  readonly due: string;
}

/** The progress of somebody who has done nothing yet. */
export const NOTHING: Progress = { version: 1, read: {}, guesses: {}, answers: {}, cards: {} };

/** The most characters that a guess may have; the longest that a whole file may have. */
export const LONGEST_GUESS = 2000;
export const LONGEST_FILE = 1_000_000;
/** How many boxes there are. */
export const BOXES = 5;
const MOST_ENTRIES = 2000;

/** Names that pages give: a chapter, a slash, some letters and digits. `__proto__` is none. */
const NAME = /^[a-z0-9][a-z0-9/-]{0,99}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST_GUESS;
const isDay = (value: unknown): value is string =>
  typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value));
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isBox = (value: unknown): value is Box =>
  isObject(value) &&
  Object.keys(value).length === 2 &&
  Number.isInteger(value.box) &&
  Number(value.box) >= 1 &&
  Number(value.box) <= BOXES &&
  isDay(value.due);

function isAll<Value>(
  value: unknown,
  is: (one: unknown) => one is Value,
): value is Record<string, Value> {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_ENTRIES && entries.every(([name, one]) => NAME.test(name) && is(one))
  );
}

/** Progress as it was written; null for any text that is not exactly that, whatever it is. */
export function readProgress(text: string): Progress | null {
  if (text.length > LONGEST_FILE) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return null;
    const { version, read, guesses, answers, cards, ...others } = value;
    if (version !== 1 || Object.keys(others).length > 0) return null;
    return isAll(read, isDay) &&
      isAll(guesses, isText) &&
      isAll(answers, isText) &&
      isAll(cards, isBox)
      ? { version, read, guesses, answers, cards }
      : null;
  } catch {
    return null;
  }
}
