import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import MDXContent from '@theme/MDXContent';
import type { ReactNode } from 'react';
import Opening from './_opening.mdx';

/** The home page: what this is, one surprising output, and where to start. */
export default function Home(): ReactNode {
  return (
    <Layout
      title="Windows I/O Completion Ports, by running them"
      description="A workbook that teaches Windows I/O Completion Ports with TypeScript programs whose output was recorded, not written."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <p className="eyebrow">Windows I/O Completion Ports, by running them</p>
            <h1>Five questions, the slowest asked first</h1>
            <p>
              This program asks a server five questions. The first takes the longest to answer, the
              fifth takes no time. It has one thread and one completion port, and prints:
            </p>
            <MDXContent>
              <Opening />
            </MDXContent>
            <h2>What this is</h2>
            <p>
              A workbook on Windows I/O Completion Ports, written in TypeScript. The programs call
              Win32 themselves. Every listing is part of a program that runs, every output was
              recorded by running it, and every picture of memory is drawn from the bytes of that
              run. Each figure says on which kernel: Windows itself, or Wine.
            </p>
            <p>
              Thirteen <Link to="/chapters">chapters</Link> lead from a port without any I/O to
              threads that share one. What they claim rests on{' '}
              <Link to="/facts">a list of facts</Link>, each with its source. What many believe and
              is not so stands under <Link to="/beliefs">beliefs</Link>, each with a program that is
              broken on purpose.
            </p>
            <h2>Run it yourself</h2>
            <p>
              Each chapter has a small program of its own, and so have four appendices. In a clone,
              on Windows with Node 22.18 or newer, or on Linux with Wine and Node 20.19 or newer, go
              to <code>examples/07-five-slow-answers</code> and run <code>npm start</code>. Without
              either, the same command runs it on{' '}
              <Link to="/simulated-windows">a Windows that we simulate</Link>.
            </p>
          </article>
        </main>
      </div>
    </Layout>
  );
}
