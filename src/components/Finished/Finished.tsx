import type { ReactNode } from 'react';
import { dayOf } from '../../progress/boxes.ts';
import { change } from '../../progress/store.ts';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import { useProgress } from '../useProgress.ts';
import styles from './Finished.module.css';

/**
 * The reader says that a chapter is read: nothing else knows. To have scrolled to its end is not to have read it. Where
 * there are no scripts, nothing could be kept and nothing is shown.
 */
export function Finished({ chapter, link: Link }: { chapter: string; link: LinkTo }): ReactNode {
  const progress = useProgress();
  if (progress === null) return null;
  const day = progress.read[chapter];
  const mark = (): void =>
    change(({ read: { [chapter]: isRead, ...others }, ...rest }) => ({
      ...rest,
      read: isRead === undefined ? { ...others, [chapter]: dayOf(new Date()) } : others,
    }));
  return (
    <p className={styles.finished} data-finished="">
      <button type="button" aria-pressed={day !== undefined} onClick={mark}>
        I have read this chapter
      </button>{' '}
      <span role="status">
        {day !== undefined && (
          <>
            Read on {day}. Its cards are in the <Link to="/review/">review</Link>.
          </>
        )}
      </span>
    </p>
  );
}
