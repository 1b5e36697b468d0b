import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { FramesPage, type FramesPageProps } from '../components/FramesPage/FramesPage.tsx';

/** The page with every frame of one run. */
export default function FramesRoute({ run }: { run: FramesPageProps }): ReactNode {
  const { collectAnchor } = useBrokenLinks();
  for (const { address } of run.frames) collectAnchor(address);
  collectAnchor('program');
  return (
    <Layout
      title={`Every frame of ${run.example}, ${run.scene}`}
      description={`${run.frames.length} frames of a recorded run as tables: calls, owners and bytes.`}
    >
      <div className="page">
        <main>
          <article className="markdown">
            <FramesPage {...run} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
