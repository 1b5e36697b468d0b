import type { ReactNode } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';

/** A text in which these facts are named, each a link to its page. */
export function Cited({
  text,
  facts,
  link: Link,
}: {
  text: string;
  facts: readonly string[];
  link: LinkTo;
}): ReactNode {
  if (facts.length === 0) return text;
  return text.split(new RegExp(`\\b(${facts.join('|')})\\b`)).map((part, at) => {
    const key = `${at} ${part}`;
    return at % 2 === 1 ? (
      <Link key={key} to={`/facts/${part.toLowerCase()}/`}>
        {part}
      </Link>
    ) : (
      part
    );
  });
}
