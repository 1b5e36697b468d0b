import { createContext, type ReactNode, useContext } from 'react';
import { change } from '../../progress/store.ts';
import { useProgress } from '../useProgress.ts';
import styles from './Question.module.css';

/** A question with answers to choose from. */
export interface QuestionProps {
  ask: string;
  /** Under which the first answer is kept. */
  id?: string;
  /** The answers. */
  children: ReactNode;
}

/** The answer that was opened first, and how one becomes it. */
const First = createContext<{ first: string | undefined; opened(text: string): void }>({
  first: undefined,
  opened: () => {},
});

/** A question; each of its answers unfolds to say whether it is right and why. Native disclosures, so it needs no script. */
export function Question({ ask, id = '', children }: QuestionProps): ReactNode {
  const first = useProgress()?.answers[id];
  const opened = (text: string): void => {
    if (first !== undefined) return;
    change((before) => ({ ...before, answers: { [id]: text, ...before.answers } }));
  };
  return (
    <div className={styles.question} data-question="">
      <p className={styles.ask}>{ask}</p>
      <First value={{ first, opened }}>{children}</First>
    </div>
  );
}

/** One of the answers to choose from. */
export interface AnswerProps {
  text: string;
  right?: boolean;
  /** Why it is right or not. */
  children: ReactNode;
}

/** An answer, folded; unfolded it says whether it is right and why. The one that a reader opened first says so. */
export function Answer({ text, right = false, children }: AnswerProps): ReactNode {
  const { first, opened } = useContext(First);
  return (
    <details
      className={styles.answer}
      data-answer={right ? 'right' : 'wrong'}
      onToggle={({ currentTarget }) => currentTarget.open && opened(text)}
    >
      <summary>
        {text}
        {first === text && (
          <span className={styles.first}>
            {right ? ' (your first answer, and right)' : ' (your first answer, and not right)'}
          </span>
        )}
      </summary>
      <div className={styles.why}>
        <b>{right ? 'Yes.' : 'No.'}</b> {children}
      </div>
    </details>
  );
}
