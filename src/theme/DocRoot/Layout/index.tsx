import Link from '@docusaurus/Link';
import { useDocsSidebar } from '@docusaurus/plugin-content-docs/client';
import { useLocation } from '@docusaurus/router';
import type { ReactNode } from 'react';
import { chaptersOf } from '../../chapters.ts';

/** Addresses of the sidebar end without a slash, those of the browser with one. */
function withoutSlash(address: string): string {
  return address.replace(/\/$/, '');
}

/** A chapter's page: the list of chapters and appendices at the left, the text, and room for notes at the right. */
export default function DocRootLayout({ children }: { children: ReactNode }): ReactNode {
  const chapters = chaptersOf(useDocsSidebar()?.items ?? []);
  const here = withoutSlash(useLocation().pathname);
  const isHere = (href: string): boolean => withoutSlash(href) === here;
  return (
    <div className="page">
      {chapters.some(({ href }) => isHere(href)) && (
        <nav aria-label="Chapters">
          <ol>
            {chapters.map(({ href, label, customProps }) => (
              <li key={href}>
                <Link to={href} aria-current={isHere(href) ? 'page' : undefined}>
                  <span>{String(customProps?.chapter ?? customProps?.appendix)}</span> {label}
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
