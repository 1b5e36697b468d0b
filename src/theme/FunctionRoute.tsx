import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { FunctionPage, type FunctionPageProps } from '../components/FunctionPage/FunctionPage.tsx';
import { lastOf } from './address.ts';

/** The page of one Win32 function, which the address names, out of those that are kept with it. */
export default function FunctionRoute({
  functions,
}: {
  functions: readonly FunctionPageProps[];
}): ReactNode {
  const asked = lastOf(useLocation().pathname);
  const fn = functions.find(({ name }) => name.toLowerCase() === asked);
  if (fn === undefined) throw new Error(`There is no function ${asked} among those of this page.`);
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
