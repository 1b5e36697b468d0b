import Link from '@docusaurus/Link';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { BookNumbers, bookAnchors } from '../components/Decoder/BookNumbers.tsx';
import { Decoder } from '../components/Decoder/Decoder.tsx';
import styles from './errors.module.css';

const factLink = (id: string): ReactNode => <Link to={`/facts#${id}`}>{id}</Link>;

/** The decoder of statuses and errors, and the book's own numbers as tables. */
export default function Errors(): ReactNode {
  const { collectAnchor } = useBrokenLinks();
  for (const id of ['NTSTATUS', 'Win32', 'Winsock', ...bookAnchors]) collectAnchor(id);
  return (
    <Layout
      title="Errors"
      description="What a status or an error number of Windows says: NTSTATUS, Win32, Winsock, HRESULT or exit code, and which becomes which."
    >
      <div className={`page ${styles.page}`}>
        <main>
          <article className="markdown">
            <h1>Errors</h1>
            <p>
              One event, several numbers: a reset connection is 0xC000020D in the packet, 64 after
              the dequeue and 10054 to Winsock. Paste whatever you met.
            </p>
            <Decoder factLink={factLink} />
            <h2>The book’s own numbers</h2>
            <p>
              What they become rests on Wine’s conformance tests, which its authors run on Windows.
              The decoder knows more: every name in mingw-w64’s headers, which lack some of the
              newest. What becomes of those statuses was measured on Wine, by asking for each.
            </p>
            <BookNumbers factLink={factLink} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
