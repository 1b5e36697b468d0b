import { Fragment, type ReactNode } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import type { Cited } from '../FunctionPage/FunctionPage.tsx';
import { Listing, type ListingProps } from '../Listing/Listing.tsx';
import { Words } from '../Words/Words.tsx';
import styles from './FfiPage.module.css';

/** What a docstring says of an argument, of what is returned, or of what is thrown. */
export interface FfiNote {
  /** Such as `Returns`. */
  what: string;
  /** The argument's name, or that of the error; null where there is none. */
  name: string | null;
  text: readonly Cited[];
}

interface FfiDocumented {
  signature: ListingProps;
  /** The docstring, a list for each paragraph. */
  words: readonly (readonly Cited[])[];
  notes: readonly FfiNote[];
}

/** One export of the module. */
export interface FfiEntry extends FfiDocumented {
  name: string;
  /** The page of the Win32 function that it binds; null where it binds none. */
  page: string | null;
  /** What a program may use of a class. */
  members: readonly FfiDocumented[];
}

/** One file of the module. */
export interface FfiModule {
  name: string;
  /** Its path in the repository. */
  file: string;
  purpose: string;
  entries: readonly FfiEntry[];
}

/** Everything that the page of `@iocp/ffi` shows. */
export interface FfiPageProps {
  modules: readonly FfiModule[];
}

function Text({ parts, link: Link }: { parts: readonly Cited[]; link: LinkTo }): ReactNode {
  return parts.map(({ text, to }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
    <Fragment key={at}>
      {to === null ? <Words text={text} /> : <Link to={to}>{text}</Link>}
    </Fragment>
  ));
}

function Documented({
  signature,
  words,
  notes,
  link,
}: FfiDocumented & { link: LinkTo }): ReactNode {
  return (
    <>
      <Listing {...signature} />
      {words.map((parts, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs never move
        <p key={at}>
          <Text parts={parts} link={link} />
        </p>
      ))}
      {notes.length > 0 && (
        <ul className={styles.notes}>
          {notes.map(({ what, name, text }) => (
            <li key={`${what} ${name} ${text[0]?.text}`}>
              {what}
              {name !== null && (
                <>
                  {' '}
                  <code>{name}</code>
                </>
              )}
              : <Text parts={text} link={link} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The exports of `@iocp/ffi`, file by file. */
export function FfiPage({ modules, link: Link }: FfiPageProps & { link: LinkTo }): ReactNode {
  return (
    <>
      <ul>
        {modules.map(({ name, purpose }) => (
          <li key={name}>
            <a href={`#module-${name}`}>{name}</a>: {purpose}
          </li>
        ))}
      </ul>
      {modules.map(({ name: module, file, purpose, entries }) => (
        <section key={module} aria-labelledby={`module-${module}`}>
          <h2 id={`module-${module}`}>{module}</h2>
          <p>
            {purpose} <code>{file}</code>
          </p>
          {entries.map(({ name, page, members, ...entry }) => (
            <div key={name} data-export={name}>
              <h3 id={name} className={styles.name}>
                {name}
              </h3>
              <Documented {...entry} link={Link} />
              {page !== null && (
                <p>
                  Prototype, errors and facts: <Link to={page}>{name}</Link>
                </p>
              )}
              {members.length > 0 && (
                <div className={styles.members}>
                  {members.map((member) => (
                    <Documented key={member.signature.html} {...member} link={Link} />
                  ))}
                </div>
              )}
            </div>
          ))}
        </section>
      ))}
    </>
  );
}
