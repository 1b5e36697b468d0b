import type { ReactNode } from 'react';

/** A word of the field where the book says it first; it leads to the glossary. */
export function Term({ id, children }: { id: string; children: ReactNode }): ReactNode {
  return (
    <a href={`/glossary/#${id}`} data-term={id}>
      <dfn>{children}</dfn>
    </a>
  );
}
