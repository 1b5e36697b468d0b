import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { type Fact, facts } from '../facts/index.ts';
import styles from './facts.module.css';

/** Every fact the book rests on, each with an anchor of its own. */
export default function Facts(): ReactNode {
  return (
    <Layout
      title="Facts"
      description="What the workbook claims about I/O completion ports, and where each claim rests."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>Facts</h1>
            <p>
              What the chapters claim about completion ports, and where each claim rests. “Tested on
              Windows” means by the tests of the project that is named, not yet by ours. A fact that
              no source states is marked as inferred.
            </p>
            {facts.map((fact) => (
              <Entry key={fact.id} fact={fact} />
            ))}
          </article>
        </main>
      </div>
    </Layout>
  );
}

const grades: Record<Fact['grade'], string> = {
  'tested on Windows': 'Tested on Windows',
  documented: 'Documented',
  inferred: 'Inferred: no source says so',
};

function Entry({ fact }: { fact: Fact }): ReactNode {
  useBrokenLinks().collectAnchor(fact.id);
  const { id, statement, wine, sources, grade } = fact;
  return (
    <section className={styles.fact} id={id} aria-labelledby={`${id}-id`}>
      <h2 id={`${id}-id`}>
        <a href={`#${id}`}>{id}</a>
      </h2>
      <p>
        <Words text={statement} />
      </p>
      {wine !== null && (
        <p>
          <b>On Wine:</b> <Words text={wine} />
        </p>
      )}
      <p className={styles.source}>
        {grades[grade]}. Source: {sources.map(({ text }) => text).join('; ')}
      </p>
    </section>
  );
}

/** Text with code in back-quotes. */
function Words({ text }: { text: string }): ReactNode {
  return text.split(/(`[^`]+`)/).map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
    part.startsWith('`') ? <code key={at}>{part.slice(1, -1)}</code> : part,
  );
}
