import { Listing } from '@site/src/components/Listing/Listing.tsx';
import type { ReactNode } from 'react';

/** Fences become listings while the page is built; what still comes here is code that a page nests in JSX. */
export default function CodeBlock({ children }: { children?: ReactNode }): ReactNode {
  const text = String(children ?? '');
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return <Listing html={html} />;
}
