import type { ReactNode } from 'react';
import styles from './Question.module.css';

/** A question with answers to choose from. */
export interface QuestionProps {
  ask: string;
  /** The answers. */
  children: ReactNode;
}

/** A question; each of its answers unfolds to say whether it is right and why. Native disclosures, so it needs no script. */
export function Question({ ask, children }: QuestionProps): ReactNode {
  return (
    <div className={styles.question} data-question="">
      <p className={styles.ask}>{ask}</p>
      {children}
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

/** An answer, folded; unfolded it says whether it is right and why. */
export function Answer({ text, right = false, children }: AnswerProps): ReactNode {
  return (
    <details className={styles.answer} data-answer={right ? 'right' : 'wrong'}>
      <summary>{text}</summary>
      <div className={styles.why}>
        <b>{right ? 'Yes.' : 'No.'}</b> {children}
      </div>
    </details>
  );
}
