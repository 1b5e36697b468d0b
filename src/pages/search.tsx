import Link from '@docusaurus/Link';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { Search } from '../components/Search/Search.tsx';

/** The search of the whole workbook, by an index that is part of the site. */
export default function SearchPage(): ReactNode {
  const { siteConfig } = useDocusaurusContext();
  return (
    <Layout
      title="Search"
      description="Search chapters, facts, functions, beliefs and errors of the workbook; the index is part of the site."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>Search</h1>
            <Search base={siteConfig.baseUrl} link={Link} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
