import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';

/** What stands in for a page that is not kept, when there is no network. */
export default function Offline(): ReactNode {
  return (
    <Layout
      title="Not kept for reading offline"
      description="Which pages of the workbook can be read without a network, and which cannot."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>This page was not kept</h1>
            <p>
              There is no network just now, and this page is one that your browser keeps only after
              you have seen it. Such pages are the frames of a replay as tables, and the editor of
              the <Link to="/lab">layout lab</Link>.
            </p>
            <p>
              All <Link to="/chapters">chapters and appendices</Link>, their replays, the{' '}
              <Link to="/facts">facts</Link>, the <Link to="/beliefs">beliefs</Link> and the{' '}
              <Link to="/glossary">glossary</Link> are there.
            </p>
          </article>
        </main>
      </div>
    </Layout>
  );
}
