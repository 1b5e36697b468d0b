import Link from '@docusaurus/Link';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Layout from '@theme/Layout';
import { Fragment, type ReactNode } from 'react';
import { FactFinder, type FactFinderProps } from '../components/FactFinder/FactFinder.tsx';

/** The structs that facts are about, and which. */
function structsOf({ facts }: FactFinderProps) {
  const structs = new Set(facts.flatMap((fact) => fact.structs));
  return [...structs]
    .toSorted()
    .map((struct) => ({ struct, facts: facts.filter((fact) => fact.structs.includes(struct)) }));
}

/** The list of all facts. */
export default function FactsRoute({ finder }: { finder: FactFinderProps }): ReactNode {
  const { collectAnchor } = useBrokenLinks();
  const shown = finder.facts.filter((fact) => fact.shown).length;
  return (
    <Layout
      title="Facts"
      description="What the workbook claims about I/O completion ports, the programs that show it, and where each claim rests."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>Facts</h1>
            <p>
              Microsoft’s pages contradict themselves in places, and each other in more. So this
              book keeps what it claims as a list: {finder.facts.length} statements, {shown} of them
              with a program that shows them. Each says where it rests. “Tested on Windows” means by
              the tests of the project that is named, not yet by ours.
            </p>
            <FactFinder
              {...finder}
              link={({ to, children }) => <Link to={to}>{children}</Link>}
              anchor={collectAnchor}
            />
            <h2>By function</h2>
            <p>
              The pages of the <Link to="/functions/">functions</Link> list the facts of each.
            </p>
            <h2>By struct</h2>
            {structsOf(finder).map(({ struct, facts }) => (
              <p key={struct}>
                <code>{struct}</code>
                {': '}
                {facts.map(({ id, to }, at) => (
                  <Fragment key={id}>
                    {at > 0 && ', '}
                    <Link to={to}>{id}</Link>
                  </Fragment>
                ))}
              </p>
            ))}
          </article>
        </main>
      </div>
    </Layout>
  );
}
