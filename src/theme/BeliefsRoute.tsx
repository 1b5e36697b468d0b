import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import type { ListedBelief } from '../components/BeliefPage/BeliefPage.tsx';

/** The list of what learners believe, and is not so. */
export default function BeliefsRoute({ beliefs }: { beliefs: readonly ListedBelief[] }): ReactNode {
  return (
    <Layout
      title="Beliefs"
      description="What learners believe about I/O completion ports and is not so, with a broken program for each."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>Beliefs</h1>
            <p>
              Good programmers have held every one of these, in public, and each page says where.
              Each has a program that holds it too. It is broken on purpose, by a few lines, and
              shows what becomes of it on every kernel that we have.
            </p>
            <p>
              Where the chapter that this book grew from went wrong stands under{' '}
              <Link to="/errata/">errata</Link>.
            </p>
            {beliefs.map(({ id, belief, truth, programs, to }) => (
              <section key={id} id={id}>
                <h2>
                  <Link to={to}>{id}</Link> “{belief}”
                </h2>
                <p>{truth}</p>
                <p className="eyebrow">
                  {programs.length === 1 ? 'Broken program: ' : 'Broken programs: '}
                  {programs.join(', ')}
                </p>
              </section>
            ))}
          </article>
        </main>
      </div>
    </Layout>
  );
}
