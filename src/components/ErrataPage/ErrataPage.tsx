import type { ReactNode } from 'react';
import type { LinkTo, PageLink } from '../FactPage/FactPage.tsx';
import { Recording, type RecordingProps } from '../Recording/Recording.tsx';
import { Words } from '../Words/Words.tsx';
import styles from './ErrataPage.module.css';

/** One mistake, or one thing left out. */
export interface ErratumEntry {
  id: string;
  original: string;
  truth: string;
  known: string;
  facts: readonly PageLink[];
  belief: PageLink | null;
  /** The broken program that shows it, on the page of its belief. */
  program: PageLink | null;
}

export interface ErrataPageProps {
  groups: readonly { title: string; entries: readonly ErratumEntry[] }[];
  /** The run that hangs. */
  hang: RecordingProps;
}

/** The errata of the chapter that the workbook grew from: the hang first, then everything by its group. */
export function ErrataPage({
  groups,
  hang,
  link: Link,
}: ErrataPageProps & { link: LinkTo }): ReactNode {
  const [first, ...others] = groups[0]?.entries ?? [];
  if (first === undefined) throw new Error('There are no errata.');
  return (
    <>
      <h2>First of all, it hangs</h2>
      <Entry entry={first} link={Link} />
      <Recording {...hang} />
      {groups.map(({ title, entries }, at) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          {(at === 0 ? others : entries).map((entry) => (
            <Entry key={entry.id} entry={entry} link={Link} />
          ))}
        </section>
      ))}
    </>
  );
}

function Entry({ entry, link: Link }: { entry: ErratumEntry; link: LinkTo }): ReactNode {
  const { id, original, truth, known, facts, belief, program } = entry;
  const links = [...facts, ...(belief === null ? [] : [belief]), ...(program ? [program] : [])];
  return (
    <section className={styles.entry} id={id.toLowerCase()} aria-labelledby={`${id}-original`}>
      <h3 className={styles.original} id={`${id}-original`}>
        <span className={styles.id}>{id}</span> <Words text={original} />
      </h3>
      <p>
        <Words text={truth} />
      </p>
      <p className={styles.known}>
        <b>How we know.</b> <Words text={known} />
        {links.map(({ title, to }) => (
          <span key={to}>
            {' '}
            <Link to={to}>{title}</Link>
          </span>
        ))}
      </p>
    </section>
  );
}
