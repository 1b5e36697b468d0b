import type { ReactNode } from 'react';
import styles from './Predict.module.css';

/** A question to settle before reading on, and what comes of it. */
export interface PredictProps {
  question: ReactNode;
  /** The answer. */
  children: ReactNode;
}

/** A "Before you go on" box: the reader guesses, then opens the answer. It is a native disclosure, so it needs no script. */
export function Predict({ question, children }: PredictProps): ReactNode {
  return (
    <div className={styles.box} data-predict="">
      <p className={styles.question}>
        <b>Before you go on.</b> {question}
      </p>
      <details className={styles.answer}>
        <summary>The answer</summary>
        {children}
      </details>
    </div>
  );
}
