import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { LinkTo } from '../FactPage/FactPage.tsx';
import { type Answer, MOST, search } from './engine.ts';
import styles from './Search.module.css';
import { shortcutOf } from './shortcuts.ts';

/** How long somebody stops typing before it counts as a question, in milliseconds. */
const PAUSE = 120;

/** More than any question has. */
const MOST_CHARACTERS = 200;

/** What pages are called whose first part of the address is this. */
const KINDS: Record<string, string> = {
  chapters: 'Chapter',
  appendices: 'Appendix',
  facts: 'Fact',
  functions: 'Function',
  beliefs: 'Belief',
  other: 'Page',
};

function asked(): { question: string; kind: string } {
  const search = new URLSearchParams(window.location.search);
  const kind = search.get('kind') ?? '';
  return {
    question: (search.get('q') ?? '').slice(0, MOST_CHARACTERS),
    kind: Object.hasOwn(KINDS, kind) ? kind : '',
  };
}

/** The search: nothing of it is loaded before somebody asks, and then only from this site. */
export function Search({ base, link: Link }: { base: string; link: LinkTo }): ReactNode {
  const [question, setQuestion] = useState('');
  const [kind, setKind] = useState('');
  const [isReady, setReady] = useState(false);
  const [answer, setAnswer] = useState<(Answer & { to: string }) | null>(null);
  const [failed, setFailed] = useState(false);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const wanted = question.trim();

  useEffect(() => {
    const open = (): void => {
      const { question, kind } = asked();
      setQuestion(question);
      setKind(kind);
    };
    open();
    setReady(true);
    if (asked().question === '') input.current?.focus();
    window.addEventListener('popstate', open);
    return () => window.removeEventListener('popstate', open);
  }, []);

  useEffect(() => {
    if (!isReady) return;
    if (wanted === '') {
      setAnswer(null);
      return;
    }
    let left = false;
    const timer = setTimeout(() => {
      const parameters = new URLSearchParams(kind === '' ? { q: wanted } : { q: wanted, kind });
      window.history.replaceState(window.history.state, '', `?${parameters}`);
      search(base, wanted, kind).then(
        (found) => {
          if (left) return;
          setFailed(false);
          setAnswer({ ...found, to: wanted });
        },
        () => {
          if (!left) setFailed(true);
        },
      );
    }, PAUSE);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [base, wanted, kind, isReady]);

  const shortcut = shortcutOf(wanted);
  const said =
    answer === null || wanted === ''
      ? ''
      : answer.count === 0
        ? `Nothing is found for “${answer.to}”.`
        : `${answer.count} ${answer.count === 1 ? 'page' : 'pages'} for “${answer.to}”${
            answer.count > MOST ? `, the first ${MOST} below` : ''
          }.`;

  return (
    <>
      <search>
        <form className={styles.form} onSubmit={(event) => event.preventDefault()}>
          <label htmlFor={`${id}-question`}>Search the workbook</label>
          <input
            ref={input}
            id={`${id}-question`}
            type="search"
            name="q"
            value={question}
            maxLength={MOST_CHARACTERS}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-help`}
            data-search="question"
            onChange={(event) => setQuestion(event.target.value)}
          />
          <p id={`${id}-help`} className={styles.help}>
            Words, the name of a function, a fact such as GQ-4, or an error such as 997.
          </p>
          <label htmlFor={`${id}-kind`}>In</label>{' '}
          <select id={`${id}-kind`} value={kind} onChange={(event) => setKind(event.target.value)}>
            <option value="">everything</option>
            {Object.keys(KINDS).map((key) => (
              <option key={key} value={key}>
                {key === 'other' ? 'the other pages' : key}
                {answer?.kinds[key] === undefined ? '' : ` (${answer.kinds[key]})`}
              </option>
            ))}
          </select>
        </form>
      </search>
      {!isReady && (
        <p>
          Searching needs scripts. Without them, the <Link to="/glossary/">glossary</Link>, the list
          of <Link to="/facts/">facts</Link> and the <Link to="/functions/">functions</Link> are
          pages that your browser can search.
        </p>
      )}
      <div role="status" className={styles.said}>
        {failed
          ? 'The index could not be loaded. It is made when the site is built: node iocp.mjs start does that, the development server does not.'
          : said}
      </div>
      {wanted !== '' && (
        <ol className={styles.hits} data-search="hits">
          {shortcut !== null && (
            <li>
              <Link to={shortcut.to}>{shortcut.text}</Link>
            </li>
          )}
          {answer?.hits.map((hit) => (
            <li key={hit.id}>
              <a href={hit.url}>{hit.part === null ? hit.title : `${hit.title}: ${hit.part}`}</a>{' '}
              <span className={styles.kind}>{KINDS[hit.kind]}</span>
              <p>
                {hit.excerpt.map(({ text, found }, at) =>
                  // biome-ignore lint/suspicious/noArrayIndexKey: the stretches of one excerpt never move
                  found ? <mark key={at}>{text}</mark> : text,
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
