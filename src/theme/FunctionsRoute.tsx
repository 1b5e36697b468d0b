import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';

interface Listed {
  library: string;
  functions: readonly { name: string; to: string; facts: number }[];
}

/** The list of the Win32 functions of the book, by library. */
export default function FunctionsRoute({ libraries }: { libraries: readonly Listed[] }): ReactNode {
  return (
    <Layout
      title="Functions"
      description="The Win32 functions of the workbook, each with its prototype, our koffi binding, its facts and its errors."
    >
      <div className="page">
        <main>
          <article className="markdown">
            <h1>Functions</h1>
            <p>
              Every Win32 function that the examples or the facts call. Each page has the prototype
              as Windows’ headers have it, our koffi binding, the facts, and the errors. What our
              module exports besides is on <Link to="/ffi/">a page of its own</Link>.
            </p>
            {libraries.map(({ library, functions }) => (
              <section key={library}>
                <h2>{library}</h2>
                <ul>
                  {functions.map(({ name, to, facts }) => (
                    <li key={name}>
                      <Link to={to}>
                        <code>{name}</code>
                      </Link>
                      {facts > 0 && ` · ${facts} ${facts === 1 ? 'fact' : 'facts'}`}
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </article>
        </main>
      </div>
    </Layout>
  );
}
