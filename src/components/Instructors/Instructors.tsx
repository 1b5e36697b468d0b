import type { ReactNode } from 'react';

/** Notes for whoever teaches a chapter, folded away from whoever reads it. */
export function Instructors({ children }: { children: ReactNode }): ReactNode {
  return (
    <details data-instructors="">
      <summary>For instructors</summary>
      {children}
    </details>
  );
}
