import { BOXES, type Box, type Progress } from './progress.ts';

/** Days until a card of each box is dealt again. */
const DAYS = [1, 3, 7, 14, 30];
const DAY = 24 * 60 * 60 * 1000;

/** A day of the calendar where the reader is, such as `2026-11-23`. */
export function dayOf(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** What is known goes one box on and stays there longer; what is not begins again. */
export function moved(before: Box | undefined, isKnown: boolean, today: string): Box {
  if (!isKnown) return { box: 1, due: today };
  const box = Math.min(BOXES, (before?.box ?? 0) + 1);
  const due = new Date(Date.parse(today) + (DAYS[box - 1] ?? 1) * DAY).toISOString().slice(0, 10);
  return { box, due };
}

/** A card as far as dealing needs it. */
interface Dealt {
  readonly id: string;
  readonly chapter: string;
}

/** The cards to review: of chapters that were read those that are due, the longest due first, then new ones. */
export function deal<Card extends Dealt>(
  cards: readonly Card[],
  { read, cards: boxes }: Progress,
  today: string,
  most = 5,
): Card[] {
  const dueOf = ({ id }: Card): string => boxes[id]?.due ?? '9999';
  return cards
    .filter(({ id, chapter }) => read[chapter] !== undefined && (boxes[id]?.due ?? today) <= today)
    .toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : dueOf(a) > dueOf(b) ? 1 : 0))
    .slice(0, most);
}
