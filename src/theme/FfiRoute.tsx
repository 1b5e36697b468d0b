import Link from '@docusaurus/Link';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { FfiPage, type FfiPageProps } from '../components/FfiPage/FfiPage.tsx';

/** The reference of `@iocp/ffi`, made from its docstrings. */
export default function FfiRoute({ ffi }: { ffi: FfiPageProps }): ReactNode {
  const { collectAnchor } = useBrokenLinks();
  for (const { name: module, entries } of ffi.modules) {
    collectAnchor(`module-${module}`);
    for (const { name } of entries) collectAnchor(name);
  }
  return (
    <Layout
      title="The ffi module"
      description="Every function, struct, class and constant that the workbook’s examples import from @iocp/ffi, from its docstrings."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <p className="eyebrow">Appendix F</p>
            <h1>The ffi module</h1>
            <p>
              The examples import <code>@iocp/ffi</code> and nothing else of Windows. Here is all
              that it exports, with the words of its docstrings. Names are Windows’ own, but for the
              few that Windows has not. What stands behind a function has a{' '}
              <Link to="/functions/">page of its own</Link>; what the book claims is among the{' '}
              <Link to="/facts/">facts</Link>.
            </p>
            <FfiPage {...ffi} link={({ to, children }) => <Link to={to}>{children}</Link>} />
          </article>
        </main>
      </div>
    </Layout>
  );
}
