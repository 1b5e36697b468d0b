import Link from '@docusaurus/Link';
import { useCurrentSidebarCategory } from '@docusaurus/plugin-content-docs/client';
import { PageMetadata } from '@docusaurus/theme-common';
import type { Props } from '@theme/DocCategoryGeneratedIndexPage';
import type { ReactNode } from 'react';
import { chaptersOf } from '../chapters.ts';

/** The page of contents: the chapters there are, by number, and the appendices, by letter. */
export default function DocCategoryGeneratedIndexPage(props: Props): ReactNode {
  const { title, description } = props.categoryGeneratedIndex;
  const all = chaptersOf(useCurrentSidebarCategory().items);
  const chapters = all.filter(({ customProps }) => customProps?.chapter !== undefined);
  const appendices = all.filter(({ customProps }) => customProps?.appendix !== undefined);
  return (
    <article className="markdown">
      <PageMetadata title={title} description={description ?? ''} />
      <h1>{title}</h1>
      {description !== undefined && <p>{description}</p>}
      <ol>
        {chapters.map(({ href, label, customProps }) => (
          <li key={href} value={Number(customProps?.chapter)}>
            <Link to={href}>{label}</Link>
          </li>
        ))}
      </ol>
      <h2>Appendices</h2>
      <ol type="A">
        {appendices.map(({ href, label }) => (
          <li key={href}>
            <Link to={href}>{label}</Link>
          </li>
        ))}
      </ol>
    </article>
  );
}
