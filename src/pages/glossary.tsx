import Link from '@docusaurus/Link';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import chapters from '@generated/reference/default/contents.json';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { termsOfChapters } from '../glossary/index.ts';

const terms = termsOfChapters.flatMap((ofChapter, number) =>
  ofChapter.map((term) => ({ ...term, first: chapters.find((one) => one.number === number) })),
);
const inOrder = [...terms].sort((a, b) => a.words[0].localeCompare(b.words[0], 'en'));

/** The words of the field and of C that the chapters use, each with what it means. */
export default function Glossary(): ReactNode {
  const { collectAnchor } = useBrokenLinks();
  for (const { id } of terms) collectAnchor(id);
  return (
    <Layout
      title="Glossary"
      description="The words of completion ports and of C, for someone who writes TypeScript."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>Glossary</h1>
            <p>
              Each word is explained where the book says it first. What we claim stands under{' '}
              <Link to="/facts/">facts</Link>, what many believe under{' '}
              <Link to="/beliefs/">beliefs</Link>, and what the chapter that this book grew from got
              wrong under <Link to="/errata/">errata</Link>.
            </p>
            <dl>
              {inOrder.map(({ id, words, text, first, facts = [] }) => (
                <div key={id} id={id}>
                  <dt>
                    <b>{words[0]}</b>
                  </dt>
                  <dd>
                    {text.split('`').map((part, at) => {
                      const key = `${at} ${part}`;
                      return at % 2 === 1 ? <code key={key}>{part}</code> : part;
                    })}
                    {first !== undefined && (
                      <>
                        {' '}
                        First said in chapter <Link to={first.to}>{first.title}</Link>.
                      </>
                    )}
                    {facts.map((fact) => (
                      <span key={fact}>
                        {' '}
                        <Link to={`/facts/${fact.toLowerCase()}/`}>{fact}</Link>
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </article>
        </main>
      </div>
    </Layout>
  );
}
