import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { FactPage, type FactPageProps } from '../components/FactPage/FactPage.tsx';

/** The page of one fact. */
export default function FactRoute({ fact }: { fact: FactPageProps }): ReactNode {
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
