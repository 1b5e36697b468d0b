import Link from '@docusaurus/Link';
import type { ReactNode } from 'react';

/** What stands where no page is. */
export default function NotFoundContent(): ReactNode {
  return (
    <div className="page">
      <main>
        <article className="markdown">
          <h1>There is no such page</h1>
          <p>
            The address names no page of this workbook. The pages are listed under{' '}
            <Link to="/chapters">Chapters</Link> and <Link to="/facts">Facts</Link>.
          </p>
        </article>
      </main>
    </div>
  );
}
