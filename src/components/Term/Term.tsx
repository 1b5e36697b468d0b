import type { ReactNode } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';

/** A word of the field where the book says it first. */
export interface TermProps {
  /** Its place in the glossary. */
  id: string;
  children: ReactNode;
}

/** Marks the word, and leads to the glossary. */
export function Term({ id, children, link: Link }: TermProps & { link: LinkTo }): ReactNode {
  return (
    <dfn data-term={id}>
      <Link to={`/glossary/#${id}`}>{children}</Link>
    </dfn>
  );
}
