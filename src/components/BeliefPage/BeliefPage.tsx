import type { ReactNode } from 'react';
import type { ChangedLine } from '../../facts/change.ts';
import type { Source } from '../../facts/index.ts';
import type { LinkTo, PageLink } from '../FactPage/FactPage.tsx';
import { Listing, type ListingProps } from '../Listing/Listing.tsx';
import { Recording, type RecordingProps } from '../Recording/Recording.tsx';
import { Words } from '../Words/Words.tsx';
import styles from './BeliefPage.module.css';

/** A program that holds the belief. */
export interface BrokenProgram {
  /** Such as `bool-as-count`. */
  name: string;
  example: PageLink | { title: string; to: null };
  /** What a learner sees, as a sentence. */
  sees: string;
  listing: ListingProps;
  command: string;
  recording: RecordingProps;
  /** What is to be seen on each kernel and why, in the order of the kernels. */
  shows: readonly { kernel: string; words: string; rests: string }[];
  /** What the checker of the simulated Windows says, as sentences. */
  reports: readonly string[];
  /** Runs of lines with something changed in them; lines that are the same are there for a few lines around. */
  change: readonly (readonly ChangedLine[])[];
  /** The repository path of the right program. */
  right: string;
}

/** What the list shows of a belief. */
export interface ListedBelief {
  id: string;
  belief: string;
  truth: string;
  programs: readonly string[];
  to: string;
}

/** Everything that the page of one belief shows. */
export interface BeliefPageProps {
  id: string;
  belief: string;
  truth: string;
  facts: readonly { id: string; statement: string; to: string }[];
  seen: readonly Source[];
  programs: readonly BrokenProgram[];
  previous: PageLink | null;
  next: PageLink | null;
}

/** One belief: the programs that hold it, what each kernel showed of them, the rule, and the lines that mend them. */
export function BeliefPage({ link: Link, ...page }: BeliefPageProps & { link: LinkTo }): ReactNode {
  return (
    <>
      <p className="eyebrow">
        <Link to="/beliefs/">Beliefs</Link> · {page.id}
      </p>
      <h1 className={styles.belief}>“{page.belief}”</h1>
      <p className={styles.truth}>
        <b>Not so.</b> <Words text={page.truth} />
      </p>
      {page.programs.map((program) => (
        <Program key={program.name} program={program} link={Link} />
      ))}
      <h2>The rule</h2>
      <ul>
        {page.facts.map(({ id, statement, to }) => (
          <li key={id}>
            <Link to={to}>{id}</Link> <Words text={statement} />
          </li>
        ))}
      </ul>
      <h2>Who else believed it</h2>
      <ul className={styles.sources}>
        {page.seen.map(({ text, url }) => (
          <li key={text}>{url === undefined ? text : <a href={url}>{text}</a>}</li>
        ))}
      </ul>
      <nav className={styles.neighbours} aria-label="Beliefs before and after">
        {page.previous !== null && (
          <span>
            Before: <Link to={page.previous.to}>{page.previous.title}</Link>
          </span>
        )}
        {page.next !== null && (
          <span>
            After: <Link to={page.next.to}>{page.next.title}</Link>
          </span>
        )}
      </nav>
    </>
  );
}

function Program({ program, link: Link }: { program: BrokenProgram; link: LinkTo }): ReactNode {
  const { name, example, sees, recording, shows, reports, listing, command, change, right } =
    program;
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>
        Broken: <code>{name}</code>
      </h2>
      <p>
        {sees} A small change from the right program of{' '}
        {example.to === null ? example.title : <Link to={example.to}>{example.title}</Link>}.
      </p>
      <Recording {...recording} />
      <dl className={styles.shows}>
        {shows.map(({ kernel, words, rests }) => (
          <div key={kernel}>
            <dt>
              {kernel} <span className={styles.rests}>{rests}</span>
            </dt>
            <dd>
              <Words text={words} />
            </dd>
          </div>
        ))}
      </dl>
      {reports.length > 0 && (
        <>
          <h3>What the simulated Windows’ checker says</h3>
          <ul>
            {reports.map((sentence) => (
              <li key={sentence}>
                <Words text={sentence} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>The fix</h3>
      <Change hunks={change} />
      <p>
        The lines with − are broken, those with + are in <code>{right}</code>.
      </p>
      <details className={styles.whole}>
        <summary>The whole broken program</summary>
        <Listing {...listing} />
        <p>
          Run it: <code>{command}</code>
        </p>
      </details>
    </section>
  );
}

const sides = {
  both: { mark: ' ', heard: null },
  broken: { mark: '−', heard: 'broken: ' },
  right: { mark: '+', heard: 'right: ' },
} as const;

function Change({ hunks }: { hunks: BrokenProgram['change'] }): ReactNode {
  return hunks.map((lines, at) => (
    // Long lines scroll, and what scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    // biome-ignore lint/suspicious/noArrayIndexKey: the hunks of a built page never change
    <pre key={at} className={styles.change} tabIndex={0} data-figure="change">
      <code>
        {lines.map((line, number) => {
          const { mark, heard } = sides[line.in];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: nor do its lines
            <span key={number} className={styles.line} data-in={line.in}>
              {heard !== null && <span className="only-heard">{heard}</span>}
              <span aria-hidden="true">{mark} </span>
              {line.text}
              {'\n'}
            </span>
          );
        })}
      </code>
    </pre>
  ));
}
