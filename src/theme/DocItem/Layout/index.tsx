import Link from '@docusaurus/Link';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { Finished } from '@site/src/components/Finished/Finished.tsx';
import DocItemContent from '@theme/DocItem/Content';
import DocItemPaginator from '@theme/DocItem/Paginator';
import type { ReactNode } from 'react';

/** A document: the number of the chapter, or the letter of the appendix, over its title, the text, and the ways on and back. */
export default function DocItemLayout({ children }: { children: ReactNode }): ReactNode {
  const { source } = useDoc().metadata;
  const [, chapter, name] = /\/(\d\d)-([^/]+)\.mdx$/.exec(source) ?? [];
  const [, appendix] = /\/appendices\/([a-z])-[^/]+\.mdx$/.exec(source) ?? [];
  return (
    <>
      <article>
        {chapter !== undefined && <p className="eyebrow">Chapter {Number(chapter)}</p>}
        {appendix !== undefined && <p className="eyebrow">Appendix {appendix.toUpperCase()}</p>}
        <DocItemContent>{children}</DocItemContent>
        {name !== undefined && <Finished chapter={name} link={Link} />}
      </article>
      <DocItemPaginator />
    </>
  );
}
