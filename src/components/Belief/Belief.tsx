import type { ReactNode } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import styles from './Belief.module.css';

/** A belief that a chapter refutes, out of the catalogue. */
export interface BeliefProps {
  id: string;
  belief: string;
  /** The page that has its programs and who held it. */
  page: string;
}

/** What some believe, in their words; what follows it in the chapter refutes it. */
export function Belief({
  id,
  belief,
  page,
  link: Link,
}: BeliefProps & { link: LinkTo }): ReactNode {
  return (
    <p className={styles.belief} data-belief={id}>
      “{belief}” <Link to={page}>{id}</Link>
    </p>
  );
}
