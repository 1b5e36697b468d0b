import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { LayoutLab } from '../components/LayoutLab/LayoutLab.tsx';
import { presets } from '../components/LayoutLab/presets.ts';
import styles from './lab.module.css';

/** The layout lab, and what it starts from as text. */
export default function Lab(): ReactNode {
  return (
    <Layout
      title="Layout lab"
      description="Type a C declaration and see the bytes that it stands for on Windows: offsets, sizes, padding and why it is there."
    >
      <div className={`page ${styles.page}`}>
        <main>
          <article className="markdown">
            <h1>Layout lab</h1>
            <p>
              Type a C declaration as Windows’ headers have them, and see the bytes that it stands
              for. It is laid out here in the page, on each key stroke; nothing you type is sent
              anywhere.
            </p>
            <LayoutLab />
            <h2>The structs of the book</h2>
            <p>
              What the lab starts from. The names of Windows’ headers, such as DWORD and HANDLE, are
              known to it.
            </p>
            {presets.map(({ name, why, source }) => (
              <section key={name} className={styles.preset}>
                <h3>{name}</h3>
                <p>{why}</p>
                <pre>{source}</pre>
              </section>
            ))}
          </article>
        </main>
      </div>
    </Layout>
  );
}
