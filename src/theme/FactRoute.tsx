import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { FactPage, type FactPageProps } from '../components/FactPage/FactPage.tsx';
import { lastOf } from './address.ts';

/** The page of one fact, which the address names, out of those of its theme. */
export default function FactRoute({ facts }: { facts: readonly FactPageProps[] }): ReactNode {
  const asked = lastOf(useLocation().pathname);
  const fact = facts.find(({ id }) => id.toLowerCase() === asked);
  if (fact === undefined) throw new Error(`There is no fact ${asked} among those of this page.`);
  return (
    <Layout title={`${fact.id}: ${fact.theme.title}`} description={fact.statement}>
      <div className="page">
        <main>
          <article className="markdown">
            <FactPage {...fact} link={({ to, children }) => <Link to={to}>{children}</Link>} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
