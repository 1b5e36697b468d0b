import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { FunctionPage, type FunctionPageProps } from '../components/FunctionPage/FunctionPage.tsx';

/** The page of one Win32 function. */
export default function FunctionRoute({ fn }: { fn: FunctionPageProps }): ReactNode {
  return (
    <Layout
      title={fn.name}
      description={`${fn.name} in ${fn.library}: its prototype, our koffi binding, what the book states about it, and the errors it can give.`}
    >
      <div className="page">
        <main>
          <article className="markdown">
            <FunctionPage {...fn} link={({ to, children }) => <Link to={to}>{children}</Link>} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
