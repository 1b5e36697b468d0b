import Link from '@docusaurus/Link';
import { useCurrentSidebarCategory } from '@docusaurus/plugin-content-docs/client';
import { PageMetadata } from '@docusaurus/theme-common';
import chapters from '@generated/reference/default/contents.json';
import { ChapterAims } from '@site/src/components/ChapterAims/ChapterAims.tsx';
import type { Props } from '@theme/DocCategoryGeneratedIndexPage';
import type { ReactNode } from 'react';
import { chaptersOf } from '../chapters.ts';

/** The page of contents: the chapters there are, by number, with what each is for, and the appendices, by letter. */
export default function DocCategoryGeneratedIndexPage(props: Props): ReactNode {
  const { title, description } = props.categoryGeneratedIndex;
  const all = chaptersOf(useCurrentSidebarCategory().items);
  const inBook = all.filter(({ customProps }) => customProps?.chapter !== undefined);
  const appendices = all.filter(({ customProps }) => customProps?.appendix !== undefined);
  return (
    <article className="markdown">
      <PageMetadata title={title} description={description ?? ''} />
      <h1>{title}</h1>
      {description !== undefined && <p>{description}</p>}
      <ol>
        {inBook.map(({ href, label, customProps }) => {
          const listed = chapters.find(({ number }) => number === customProps?.chapter);
          return (
            <li key={href} value={Number(customProps?.chapter)}>
              <Link to={href}>{label}</Link>
              {listed !== undefined && <ChapterAims {...listed} />}
            </li>
          );
        })}
      </ol>
      <h2>Appendices</h2>
      <ol type="A">
        {appendices.map(({ href, label }) => (
          <li key={href}>
            <Link to={href}>{label}</Link>
          </li>
        ))}
      </ol>
      <p>
        What you have read comes back as cards in the <Link to="/review/">review</Link>.
      </p>
    </article>
  );
}
