import { type ReactNode, useEffect, useId, useState } from 'react';
import type { Fact } from '../../facts/index.ts';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import { Words } from '../Words/Words.tsx';
import styles from './FactFinder.module.css';
import { type Asked, askedIn, matches, NOTHING, queryOf } from './find.ts';

/** What the list shows of a fact, and what it is found by. */
export interface FoundFact {
  id: string;
  theme: string;
  statement: string;
  /** What a program can see of it; by this it is found, too. */
  observable: string | null;
  /** What Wine does instead; null where it does the same. */
  wine: string | null;
  grade: Fact['grade'];
  functions: readonly string[];
  structs: readonly string[];
  /** Whether a program shows it. */
  shown: boolean;
  /** On which kernels that program was run. */
  ran: readonly (keyof typeof runs)[];
  to: string;
}

export interface FactFinderProps {
  themes: readonly { id: string; title: string }[];
  facts: readonly FoundFact[];
}

const marks: Record<Fact['grade'], string> = {
  'tested on Windows': 'tested on Windows',
  documented: 'documented',
  inferred: 'inferred: no source says so',
};

/** What a run on a kernel is called. */
const runs = {
  windows: 'measured on Windows',
  wine: 'measured on Wine',
  sim: 'simulated',
} as const;

/**
 * Every fact, by theme, each with an anchor of its own. A form narrows the list by words, theme, function and struct,
 * and keeps what it was asked in the page's address.
 */
export function FactFinder({
  themes,
  facts,
  link: Link,
  anchor,
}: FactFinderProps & { link: LinkTo; anchor: (id: string) => void }): ReactNode {
  const [asked, setAsked] = useState<Asked>(NOTHING);
  const [ready, setReady] = useState(false);
  // What the address asks is known only in the browser: the built page shows all.
  useEffect(() => {
    setAsked(askedIn(window.location.search));
    setReady(true);
  }, []);
  useEffect(() => {
    if (!ready) return;
    const { pathname, hash } = window.location;
    window.history.replaceState(window.history.state, '', `${pathname}${queryOf(asked)}${hash}`);
  }, [asked, ready]);
  const found = facts.filter((fact) => matches(asked, fact));
  const names = (of: 'functions' | 'structs') =>
    [...new Set(facts.flatMap((fact) => fact[of]))].toSorted((a, b) => a.localeCompare(b, 'en'));
  const change = (part: Partial<Asked>) => setAsked((before) => ({ ...before, ...part }));
  return (
    <>
      <search className={styles.form}>
        <Field label="Words or numbers">
          {(id) => (
            <input
              id={id}
              type="search"
              value={asked.words}
              placeholder="997, closesocket, zero bytes …"
              onChange={(event) => change({ words: event.target.value })}
            />
          )}
        </Field>
        <Choice
          label="Theme"
          value={asked.theme}
          options={themes.map(({ id, title }) => [id, title])}
          onChange={(theme) => change({ theme })}
        />
        <Choice
          label="Function"
          value={asked.function}
          options={names('functions').map((name) => [name, name])}
          onChange={(name) => change({ function: name })}
        />
        <Choice
          label="Struct"
          value={asked.struct}
          options={names('structs').map((name) => [name, name])}
          onChange={(struct) => change({ struct })}
        />
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={asked.wine}
            onChange={(event) => change({ wine: event.target.checked })}
          />
          Only where Wine differs
        </label>
        <p className={styles.count} role="status">
          {found.length === facts.length
            ? `${facts.length} facts`
            : `${found.length} of ${facts.length} facts`}
        </p>
      </search>
      {found.length === 0 && <p>No fact has all of that. Fewer words find more.</p>}
      {themes.map(({ id, title }) => {
        const inTheme = found.filter(({ theme }) => theme === id);
        anchor(`theme-${id}`);
        if (inTheme.length === 0) return null;
        return (
          <section key={id} aria-labelledby={`theme-${id}`}>
            <h2 id={`theme-${id}`} className={styles.theme}>
              {title}
            </h2>
            {inTheme.map((fact) => (
              <Entry key={fact.id} fact={fact} link={Link} anchor={anchor} />
            ))}
          </section>
        );
      })}
    </>
  );
}

function Entry({
  fact,
  link: Link,
  anchor,
}: {
  fact: FoundFact;
  link: LinkTo;
  anchor: (id: string) => void;
}): ReactNode {
  const { id, statement, wine, grade, shown, ran, to } = fact;
  anchor(id);
  return (
    <section className={styles.fact} id={id} aria-labelledby={`${id}-id`}>
      <h3 id={`${id}-id`}>
        <Link to={to}>{id}</Link>
      </h3>
      <p>
        <Words text={statement} />
      </p>
      {wine !== null && (
        <p className={styles.wine}>
          <b>On Wine:</b> <Words text={wine} />
        </p>
      )}
      <p className={styles.marks}>
        {marks[grade]}
        {shown ? [' · shown by a program', ...ran.map((kernel) => runs[kernel])].join(', ') : ''}
      </p>
    </section>
  );
}

function Field({
  label,
  children,
}: {
  label: string;
  children: (id: string) => ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}): ReactNode {
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">any</option>
          {options.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
