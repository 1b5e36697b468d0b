import Link from '@docusaurus/Link';
import { useDocsSidebar } from '@docusaurus/plugin-content-docs/client';
import { useLocation } from '@docusaurus/router';
import type { ReactNode } from 'react';
import { chaptersOf } from '../../chapters.ts';

/** A chapter's page: the list of chapters at the left, the text, and room for notes at the right. */
export default function DocRootLayout({ children }: { children: ReactNode }): ReactNode {
  const chapters = chaptersOf(useDocsSidebar()?.items ?? []);
  const here = useLocation().pathname;
  const isChapter = chapters.some(({ href }) => href === here);
  return (
    <div className="page">
      {isChapter && (
        <nav aria-label="Chapters">
          <ol>
            {chapters.map(({ href, label, customProps }) => (
              <li key={href}>
                <Link to={href} aria-current={href === here ? 'page' : undefined}>
                  <span>{String(customProps?.chapter)}</span> {label}
                </Link>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <main>{children}</main>
    </div>
  );
}
