import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { LONGEST_GUESS } from '../../progress/progress.ts';
import { change } from '../../progress/store.ts';
import { useProgress } from '../useProgress.ts';
import styles from './Predict.module.css';

/** A question to settle before reading on, and what comes of it. */
export interface PredictProps {
  question: ReactNode;
  /** Under which a guess is kept. */
  id?: string;
  /** The answer. */
  children: ReactNode;
}

/**
 * A "Before you go on" box: the reader writes a guess or skips, and the answer opens. Without scripts it is a native
 * disclosure.
 */
export function Predict({ question, id = '', children }: PredictProps): ReactNode {
  const progress = useProgress();
  const [isOpen, setOpen] = useState(false);
  const summary = useRef<HTMLElement>(null);
  const field = useId();
  const guess = progress?.guesses[id];
  const isAsked = progress !== null && guess === undefined;
  const answer = (text: string): void => {
    change((before) => ({ ...before, guesses: { ...before.guesses, [id]: text } }));
    setOpen(true);
    // The buttons are gone now; who uses the keyboard goes on from the answer.
    requestAnimationFrame(() => summary.current?.focus());
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    answer(String(new FormData(event.currentTarget).get('guess')).trim());
  };
  return (
    <div className={styles.box} data-predict="">
      <p className={styles.question}>
        <b>Before you go on.</b> {question}
      </p>
      {isAsked && (
        <form className={styles.guess} onSubmit={onSubmit}>
          <label htmlFor={field}>Your guess</label>
          <textarea id={field} name="guess" rows={2} maxLength={LONGEST_GUESS} required />
          <button type="submit">Look at the answer</button>
          <button type="button" onClick={() => answer('')}>
            Skip
          </button>
        </form>
      )}
      {guess && (
        <p className={styles.given}>
          <b>Your guess:</b> {guess}
        </p>
      )}
      <details
        className={styles.answer}
        open={isOpen}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary ref={summary} hidden={isAsked && !isOpen}>
          The answer
        </summary>
        {children}
      </details>
    </div>
  );
}
