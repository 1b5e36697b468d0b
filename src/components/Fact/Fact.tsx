import type { ReactNode } from 'react';
import styles from './Fact.module.css';

/** What a margin note says of a fact. */
export interface FactProps {
  id: string;
  /** Whether it stands inside a paragraph. */
  inline: boolean;
  /** The id, linked to the fact's place on the page of facts. */
  link: ReactNode;
  /** What to say in the margin instead of the fact's own statement. */
  children?: ReactNode;
  statement?: string;
  wine?: string | null;
  grade?: string;
}

/** A note in the margin beside the line it concerns; on a narrow page it stands in the text. */
export function Fact({ id, inline, link, children, statement, wine, grade }: FactProps): ReactNode {
  const Box = inline ? 'span' : 'div';
  return (
    <Box
      className={styles.note}
      role="note"
      aria-label={`Fact ${id}`}
      data-fact={id}
      data-inline={inline}
    >
      <span className={styles.id}>{link}</span>
      {children ?? (
        <>
          <span>{statement}</span>
          {grade === 'inferred' && <span> (Inferred: no source says so.)</span>}
          {wine != null && (
            <span className={styles.wine}>
              <b>On Wine:</b> {wine}
            </span>
          )}
        </>
      )}
    </Box>
  );
}
