import type { ReactNode } from 'react';

/** A table of memory in a moment; its rows have the cells of its columns. */
export function MemoryTable({
  caption,
  className,
  children,
}: {
  caption?: string;
  className?: string | undefined;
  children: ReactNode;
}): ReactNode {
  return (
    <table className={className}>
      {caption !== undefined && <caption>{caption}</caption>}
      <thead>
        <tr>
          <th scope="col">at</th>
          <th scope="col">owner</th>
          <th scope="col">bytes</th>
          <th scope="col">field</th>
          <th scope="col">means</th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
