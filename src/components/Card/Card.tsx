import type { ReactNode } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import { Words } from '../Words/Words.tsx';
import styles from './Card.module.css';

/** A card for the review: a question and its answer. */
export interface CardProps {
  ask: string;
  /** The answer, in plain words; what stands between backticks is code. */
  answer: string;
  /** The fact that it rests on, and its page. */
  fact: string;
  factPage: string;
}

/** A card, folded: the reader answers, then looks. */
export function Card({
  ask,
  answer,
  fact,
  factPage,
  link: Link,
}: CardProps & { link: LinkTo }): ReactNode {
  return (
    <details className={styles.card} data-card="">
      <summary>
        <Words text={ask} />
      </summary>
      <p>
        <Words text={answer} /> <Link to={factPage}>{fact}</Link>
      </p>
    </details>
  );
}
