import type { ReactNode } from 'react';
import type { PageLink } from '../FactPage/FactPage.tsx';
import { useProgress } from '../useProgress.ts';
import styles from './ChapterAims.module.css';

/** What the contents say of a chapter. */
export interface ChapterAimsProps {
  readonly name: string;
  readonly able: readonly string[];
  readonly minutes: number | null;
  /** Names of its predictions and questions, under which answers are kept. */
  readonly asks: readonly string[];
  /** Names of its cards. */
  readonly cards: readonly string[];
}

/** What the page of contents says of a chapter. */
export interface ListedChapter extends PageLink {
  readonly name: string;
  readonly number: number;
  readonly able: readonly string[];
  readonly minutes: number | null;
  /** The names of its predictions and questions, under which answers are kept. */
  readonly asks: readonly string[];
  /** The names of its cards. */
  readonly cards: readonly string[];
}

/** What a reader can do after a chapter, how long it takes, and how far this reader is. */
export function ChapterAims({ name, able, minutes, asks, cards }: ChapterAimsProps): ReactNode {
  const progress = useProgress();
  const answered = asks.filter(
    (ask) => progress?.answers[ask] !== undefined || progress?.guesses[ask] !== undefined,
  ).length;
  const dealt = cards.filter((card) => progress?.cards[card] !== undefined).length;
  const day = progress?.read[name];
  const done = [
    ...(day === undefined ? [] : [`✓ read on ${day}`]),
    ...(answered === 0 ? [] : [`${answered} of ${asks.length} questions answered`]),
    ...(dealt === 0 ? [] : [`${dealt} of ${cards.length} cards reviewed`]),
  ];
  return (
    <div className={styles.aims} data-chapter={name}>
      {able.length > 0 && (
        <ul>
          {able.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      {minutes !== null && <span>{minutes} minutes</span>}
      {done.length > 0 && <span data-progress=""> · {done.join(' · ')}</span>}
    </div>
  );
}
