import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { ReplayYourOwn } from '../components/ReplayYourOwn/ReplayYourOwn.tsx';
import styles from './lab.module.css';

/** The page on which readers replay runs of their own. */
export default function ReplayPage(): ReactNode {
  return (
    <Layout
      title="Replay a run of your own"
      description="Record a program that uses a completion port, and step through its run forwards and back: calls, port and bytes."
    >
      <div className={`page ${styles.page}`}>
        <main>
          <article className="markdown">
            <h1>Replay a run of your own</h1>
            <p>
              Change an example, or write a program, and record its run. Then step through it here,
              as through the runs of the book. The file stays in your browser; nothing is sent
              anywhere.
            </p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <pre tabIndex={0}>node iocp.mjs run 07 --trace my-run.json</pre>
            <ReplayYourOwn link={Link} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
