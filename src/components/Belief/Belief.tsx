import type { ReactNode } from 'react';
import styles from './Belief.module.css';

/** A belief that a chapter refutes, out of the catalogue. */
export interface BeliefProps {
  id: string;
  belief: string;
  /** The page that has its programs and who held it. */
  page: string;
}

/** What some believe, in their words; what follows it in the chapter refutes it. */
export function Belief({ id, belief, page }: BeliefProps): ReactNode {
  return (
    <p className={styles.belief} data-belief={id}>
      “{belief}” <a href={page}>{id}</a>
    </p>
  );
}
