import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { Review, type ReviewChapter } from '../components/Review/Review.tsx';

/** The review of what was read. */
export default function ReviewRoute({
  chapters,
}: {
  chapters: readonly ReviewChapter[];
}): ReactNode {
  return (
    <Layout
      title="Review"
      description="Five cards at a time from the chapters that you have read; what you know comes back later, what you do not comes back at once."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>Review</h1>
            <p>
              Answer first, aloud or in thought, then look. What you knew comes back after a day,
              then after three, seven, fourteen and thirty; what you did not comes back at once.
            </p>
            <Review
              chapters={chapters}
              link={({ to, children }) => <Link to={to}>{children}</Link>}
            />
          </article>
        </main>
      </div>
    </Layout>
  );
}
