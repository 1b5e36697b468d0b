import { Fragment, type ReactNode } from 'react';
import type { LinkTo, PageLink } from '../FactPage/FactPage.tsx';
import { Listing, type ListingProps } from '../Listing/Listing.tsx';
import { Words } from '../Words/Words.tsx';
import styles from './FunctionPage.module.css';

/** An error that a function can give. */
export interface FunctionError {
  code: number;
  /** Its names, the one of the function's own family first. */
  names: readonly string[];
  /** Where the error decoder explains it. */
  to: string;
  /** When the function gives it, as a sentence. */
  when: string;
  facts: readonly { id: string; to: string }[];
}

/** A piece of text, and where it leads when it is the name of a fact. */
export interface Cited {
  text: string;
  to: string | null;
}

/** Everything that the page of one Win32 function shows. */
export interface FunctionPageProps {
  name: string;
  library: string;
  /** The GUID that WSAIoctl is asked with; null for a function that its library exports. */
  guid: string | null;
  /** The prototype in C. */
  declaration: ListingProps;
  parameters: readonly { name: string; type: string; words: string }[];
  /** How it says that it failed, as sentences. */
  failure: string;
  /** What the prototype does not show; empty where there is nothing to say. */
  note: readonly Cited[];
  /** Microsoft's page; null where there is none. */
  page: string | null;
  /** Our binding. */
  binding: ListingProps | null;
  errors: readonly FunctionError[];
  facts: readonly { id: string; statement: string; to: string }[];
  chapters: readonly PageLink[];
}

/** One Win32 function: its prototype, our binding, its facts, its errors, and the chapters that call it. */
export function FunctionPage({
  link: Link,
  ...fn
}: FunctionPageProps & { link: LinkTo }): ReactNode {
  return (
    <>
      <p className="eyebrow">
        <Link to="/functions/">Functions</Link> · {fn.library}
      </p>
      <h1 className={styles.name}>{fn.name}</h1>
      <Listing {...fn.declaration} />
      {fn.note.length > 0 && (
        <p>
          {fn.note.map(({ text, to }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
            <Fragment key={at}>
              {to === null ? <Words text={text} /> : <Link to={to}>{text}</Link>}
            </Fragment>
          ))}
        </p>
      )}
      {fn.guid !== null && (
        <p>
          No library exports it. WSAIoctl gives its address for the GUID <code>{fn.guid}</code>.
        </p>
      )}
      {fn.parameters.length > 0 && (
        // Wide tables scroll, and what scrolls must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        <section className={styles.scroll} tabIndex={0} aria-label="Parameters">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">Type</th>
                <th scope="col">What it is</th>
              </tr>
            </thead>
            <tbody>
              {fn.parameters.map(({ name, type, words }) => (
                <tr key={name}>
                  <th scope="row">
                    <code>{name}</code>
                  </th>
                  <td>
                    <code>{type}</code>
                  </td>
                  <td>{words}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p>{fn.failure}</p>
      {fn.binding !== null && (
        <>
          <h2>Our binding</h2>
          <Listing {...fn.binding} />
        </>
      )}
      {fn.errors.length > 0 && (
        <>
          <h2>Errors</h2>
          <dl className={styles.errors}>
            {fn.errors.map((error) => (
              <div key={`${error.code} ${error.when}`}>
                <dt>
                  <Link to={error.to}>{error.code}</Link> {error.names.join(', ')}
                </dt>
                <dd>
                  <Words text={error.when} />{' '}
                  {error.facts.map(({ id, to }) => (
                    <span key={id} className={styles.fact}>
                      <Link to={to}>{id}</Link>{' '}
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <h2>Facts</h2>
      {fn.facts.length === 0 ? (
        <p>No fact of the book is about it; it only prepares or ends what others do.</p>
      ) : (
        <ul>
          {fn.facts.map(({ id, statement, to }) => (
            <li key={id}>
              <Link to={to}>{id}</Link> <Words text={statement} />
            </li>
          ))}
        </ul>
      )}
      {fn.chapters.length > 0 && (
        <>
          <h2>Chapters</h2>
          <ul>
            {fn.chapters.map(({ title, to }) => (
              <li key={to}>
                <Link to={to}>{title}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
      {fn.page !== null && (
        <p className={styles.page}>
          Microsoft’s page: <a href={`https://${fn.page}`}>{fn.page}</a>
        </p>
      )}
    </>
  );
}
