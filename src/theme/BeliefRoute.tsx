import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { BeliefPage, type BeliefPageProps } from '../components/BeliefPage/BeliefPage.tsx';
import { lastOf } from './address.ts';

/** The page of one belief, which the address names, out of those that share a file of data. */
export default function BeliefRoute({
  beliefs,
}: {
  beliefs: readonly BeliefPageProps[];
}): ReactNode {
  const { collectAnchor } = useBrokenLinks();
  const asked = lastOf(useLocation().pathname);
  const page = beliefs.find(({ id }) => id.toLowerCase() === asked);
  if (page === undefined) throw new Error(`There is no belief ${asked} among those of this page.`);
  for (const { name } of page.programs) collectAnchor(name);
  return (
    <Layout title={`${page.id}: ${page.belief}`} description={`Not so. ${page.truth}`}>
      <div className="page">
        <main>
          <article className="markdown">
            <BeliefPage {...page} link={({ to, children }) => <Link to={to}>{children}</Link>} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
