import Link from '@docusaurus/Link';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { ErrataPage, type ErrataPageProps } from '../components/ErrataPage/ErrataPage.tsx';

/** The errata of the chapter that the workbook grew from. */
export default function ErrataRoute({ errata }: { errata: ErrataPageProps }): ReactNode {
  const { collectAnchor } = useBrokenLinks();
  for (const { entries } of errata.groups) {
    for (const { id } of entries) collectAnchor(id.toLowerCase());
  }
  return (
    <Layout
      title="Errata"
      description="What the chapter that this workbook grew from got wrong or left out, each with how we know."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>Errata</h1>
            <p>
              This workbook grew from one chapter:{' '}
              <a href="https://github.com/cfsamson/book-exploring-epoll-kqueue-iocp">
                “IOCP – the express version”
              </a>{' '}
              by Carl Fredrik Samson. Many of us met completion ports there for the first time, and
              its idea, five slow answers in the order in which they come, is still the heart of our
              seventh chapter. Thank you.
            </p>
            <p>
              We have read it closely, line by line, compiled it, run it, and held it against
              Windows’ headers and the <Link to="/facts/">facts</Link>. Here is what we found.
              Anybody who writes about this API makes such mistakes; our own notes had theirs, until
              a program said otherwise.
            </p>
            <ErrataPage {...errata} link={({ to, children }) => <Link to={to}>{children}</Link>} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
