import type { ReactNode } from 'react';
import type { Fact, Source } from '../../facts/index.ts';
import type { Provenance } from '../../trace/questions.ts';
import { Listing, type ListingProps } from '../Listing/Listing.tsx';
import { provenanceLine } from '../provenance.ts';
import { Words } from '../Words/Words.tsx';
import styles from './FactPage.module.css';

/** What a kernel showed when the program was last run there. */
export interface KernelAnswer {
  kernel: 'Windows' | 'Wine' | 'Simulated';
  provenance: Provenance | null;
  /** Whether the program has changed since. */
  stale: boolean;
  /** How the run ended when not by itself, as a sentence. */
  end: string | null;
  /** What the catalogue expects of the end, as a sentence, when not an ordinary one. */
  expectedEnd: string | null;
  /** Whether it is what the catalogue says of this kernel; null when it was not run there. */
  agrees: boolean | null;
}

/** A value of the observable: what the catalogue says of Windows, and what each kernel showed. */
export interface ObservedRow {
  path: string;
  /** What the catalogue says of Windows; null where it says nothing. */
  windows: string | null;
  /** What each kernel showed, in the order of the answers; null where it printed none. */
  seen: readonly ({ words: string; differs: boolean } | null)[];
}

/** A page of the site, by the name that readers know it by. */
export interface PageLink {
  title: string;
  to: string;
}

/** Everything that the page of one fact shows. */
export interface FactPageProps {
  id: string;
  theme: { id: string; title: string };
  statement: string;
  observable: string | null;
  wine: string | null;
  grade: Fact['grade'];
  sources: readonly Source[];
  functions: readonly { name: string; to: string | null }[];
  structs: readonly string[];
  related: readonly { id: string; statement: string; to: string }[];
  beliefs: readonly { id: string; belief: string; truth: string; to: string }[];
  chapters: readonly PageLink[];
  /** Why no program shows it; null when one does. */
  none: string | null;
  program: { listing: ListingProps; command: string } | null;
  answers: readonly KernelAnswer[];
  rows: readonly ObservedRow[];
  previous: PageLink | null;
  next: PageLink | null;
}

/** How a link is drawn; the site gives its own, so that pages of ours change without a reload. */
export type LinkTo = (props: { to: string; children: ReactNode }) => ReactNode;

const grades: Record<Fact['grade'], string> = {
  'tested on Windows':
    'Tested on Windows, by the tests of the project that is named below and not yet by ours.',
  documented: 'Documented by Microsoft, and not tested by anybody that we know of.',
  inferred: 'Inferred: no page and no test says so. It was read from code, or measured.',
};

/** One fact with its program, what each kernel answered, where it rests, and what to read beside it. */
export function FactPage({ link: Link, ...fact }: FactPageProps & { link: LinkTo }): ReactNode {
  return (
    <>
      <p className="eyebrow">
        <Link to="/facts/">Facts</Link> · {fact.theme.title}
      </p>
      <h1 className={styles.id}>{fact.id}</h1>
      <p className={styles.statement}>
        <Words text={fact.statement} />
      </p>
      {fact.observable !== null && (
        <p>
          <b>What is seen.</b> <Words text={fact.observable} />
        </p>
      )}
      {fact.wine !== null && (
        <p className={styles.wine}>
          <b>On Wine 8.0, otherwise.</b> <Words text={fact.wine} />
        </p>
      )}
      <p className={styles.grade} data-grade={fact.grade}>
        {grades[fact.grade]}
      </p>
      <h2>Program</h2>
      {fact.program === null ? (
        <p>No program shows it. {fact.none}</p>
      ) : (
        <>
          <Listing {...fact.program.listing} />
          <p>
            Run it: <code>{fact.program.command}</code>
          </p>
          <h2>What the kernels answered</h2>
          <Answers answers={fact.answers} rows={fact.rows} />
        </>
      )}
      {fact.beliefs.length > 0 && (
        <>
          <h2>Refutes</h2>
          {fact.beliefs.map(({ id, belief, truth, to }) => (
            <p key={id}>
              <Link to={to}>{id}</Link> “{belief}” {truth}
            </p>
          ))}
        </>
      )}
      <h2>Concerns</h2>
      <dl className={styles.concerns}>
        <Entry name="Functions">
          {fact.functions.map(({ name, to }) =>
            to === null ? (
              <code key={name}>{name}</code>
            ) : (
              <Link key={name} to={to}>
                <code>{name}</code>
              </Link>
            ),
          )}
        </Entry>
        <Entry name="Structs">
          {fact.structs.map((name) => (
            <code key={name}>{name}</code>
          ))}
        </Entry>
        <Entry name="In the book">
          {fact.chapters.map(({ title, to }) => (
            <Link key={to} to={to}>
              {title}
            </Link>
          ))}
        </Entry>
      </dl>
      {fact.related.length > 0 && (
        <>
          <h2>Beside it</h2>
          <ul>
            {fact.related.map(({ id, statement, to }) => (
              <li key={id}>
                <Link to={to}>{id}</Link> <Words text={statement} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>Sources</h2>
      <ul className={styles.sources}>
        {fact.sources.map(({ text, url }) => (
          <li key={text}>{url === undefined ? text : <a href={url}>{text}</a>}</li>
        ))}
      </ul>
      <nav className={styles.neighbours} aria-label="Facts before and after">
        {fact.previous !== null && (
          <span>
            Before: <Link to={fact.previous.to}>{fact.previous.title}</Link>
          </span>
        )}
        {fact.next !== null && (
          <span>
            After: <Link to={fact.next.to}>{fact.next.title}</Link>
          </span>
        )}
      </nav>
    </>
  );
}

function Entry({ name, children }: { name: string; children: readonly ReactNode[] }): ReactNode {
  if (children.length === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Answers({ answers, rows }: Pick<FactPageProps, 'answers' | 'rows'>): ReactNode {
  return (
    <>
      {/* Wide tables scroll, and what scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section className={styles.scroll} tabIndex={0} aria-label="What the kernels answered">
        <table className={styles.answers}>
          <thead>
            <tr>
              <th scope="col">Printed</th>
              <th scope="col">Windows, by the catalogue</th>
              {answers.map(({ kernel }) => (
                <th key={kernel} scope="col">
                  {kernel}, {kernel === 'Simulated' ? 'by our own kernel' : 'measured'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ path, windows, seen }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                <td>{windows ?? '–'}</td>
                {answers.map(({ kernel, provenance }, at) => (
                  <td key={kernel} data-differs={seen[at]?.differs ?? false}>
                    {provenance === null ? 'not yet run' : <Seen seen={seen[at] ?? null} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul className={styles.runs}>
        {answers.map((answer) => (
          <li key={answer.kernel}>
            <b>{answer.kernel}:</b> {wordsOf(answer)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Seen({ seen }: { seen: ObservedRow['seen'][number] }): ReactNode {
  if (seen === null) return 'nothing printed';
  if (!seen.differs) return seen.words;
  return (
    <>
      <span aria-hidden="true">≠ </span>
      <span className="only-heard">otherwise: </span>
      {seen.words}
    </>
  );
}

function wordsOf({ kernel, provenance, stale, end, expectedEnd, agrees }: KernelAnswer): string {
  const expected = expectedEnd === null ? '' : ` Expected there: ${expectedEnd}`;
  const simulated = kernel === 'Simulated';
  if (provenance === null) {
    return simulated ? 'not yet simulated.' : `not yet run on ${kernel}.${expected}`;
  }
  // What is simulated has to answer as Windows does, and has no column of its own in the catalogue.
  const column = simulated ? 'Windows' : kernel;
  const verdict = agrees
    ? `as the catalogue says of ${column}.`
    : `not as the catalogue says of ${column}.${expected}`;
  return [
    end,
    verdict,
    stale ? 'The program has changed since.' : null,
    `${provenanceLine(provenance)}.`,
  ]
    .filter((part) => part !== null)
    .join(' ');
}
