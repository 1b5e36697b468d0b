import { type ReactNode, useId } from 'react';
import styles from './Listing.module.css';

/** Highlighted code, and where it was taken from. */
export interface ListingProps {
  /** Made while the page was built: one span for each line. */
  html: string;
  /** The repository path of the file it is a part of. */
  file?: string;
  from?: number;
  to?: number;
  /** The step label, when the part is named after one. */
  step?: string | null;
}

/** A listing. One that comes from a file says which lines of it these are; any other is a snippet of its own. */
export function Listing({ html, file, from, to, step = null }: ListingProps): ReactNode {
  const id = useId();
  if (file === undefined) {
    return (
      <div className={styles.snippet} data-figure="snippet">
        <Code html={html} aria-label="Code" />
      </div>
    );
  }
  return (
    <figure className={styles.figure} data-figure="listing" data-file={file}>
      <div className={styles.bar} id={id}>
        {step !== null && <b className={styles.step}>{step}</b>}
        <code className={styles.file}>{file}</code>
        <span className={styles.lines}>{from === to ? `line ${from}` : `lines ${from}–${to}`}</span>
      </div>
      <Code html={html} aria-labelledby={id} numbered />
    </figure>
  );
}

function Code(props: {
  html: string;
  'aria-label'?: string;
  'aria-labelledby'?: string;
  numbered?: boolean;
}): ReactNode {
  const { html, numbered = false, ...name } = props;
  return (
    // Long lines scroll, and what scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    // biome-ignore lint/a11y/useSemanticElements: a listing is no form field
    <pre className={styles.code} role="group" tabIndex={0} data-numbered={numbered} {...name}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own highlighter escapes the code */}
      <code dangerouslySetInnerHTML={{ __html: html }} />
    </pre>
  );
}
