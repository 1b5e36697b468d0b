import type { ReactNode } from 'react';
import styles from './Aims.module.css';

/** What a chapter is for, out of its front matter. */
export interface AimsProps {
  /** What the reader will be able to do: each continues "You will be able to". */
  able: readonly string[];
  /** What has to be known or read before. */
  needs: string;
  minutes: number;
}

/** The head of a chapter: what for, what is needed, how long. */
export function Aims({ able, needs, minutes }: AimsProps): ReactNode {
  return (
    <div className={styles.aims} data-aims="">
      <p>You will be able to</p>
      <ul>
        {able.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p>
        <b>Needs:</b> {needs} <b>Time:</b> {minutes} minutes.
      </p>
    </div>
  );
}
