import { type MouseEvent, type ReactNode, useEffect, useId, useMemo, useState } from 'react';
import { explain } from '../../status/explain.ts';
import { allTables, bookTables, type Tables } from '../../status/tables.ts';
import { summary } from '../../status/words.ts';
import { Answer } from './Answer.tsx';
import styles from './Decoder.module.css';
import { fromSearch, toSearch } from './question.ts';

/** What there is to try: one of each kind. */
const examples = [
  '997',
  '0x103',
  '0xC0000120',
  '0xCCCCCCCC00000103',
  '-1073741299',
  '0x800705B4',
  'WSAECONNRESET',
];

/** Who types is not interrupted: the answer is told after a pause of so many milliseconds. */
const PAUSE = 500;

export interface DecoderProps {
  /** A fact's id as a link to the fact. */
  factLink: (id: string) => ReactNode;
}

/**
 * A number or a name, and below it what that says. The tables behind the book's own numbers are loaded when somebody
 * first asks. A link may bring a question: it is put into the input and looked up, and nothing of it is run.
 */
export function Decoder({ factLink }: DecoderProps): ReactNode {
  const [text, setText] = useState('');
  const [tables, setTables] = useState<Tables>(bookTables);
  const [failed, setFailed] = useState(false);
  const [told, setTold] = useState('');
  const id = useId();
  const asks = text.trim() !== '';
  const complete = tables.measuredOn !== null;
  const answer = useMemo(() => (asks ? explain(text, tables) : null), [asks, text, tables]);
  const looking =
    (answer?.kind === 'unknown number' || answer?.kind === 'unknown name') && !complete && !failed;

  useEffect(() => {
    const open = (): void => setText(fromSearch(window.location.search) ?? '');
    open();
    window.addEventListener('popstate', open);
    return () => window.removeEventListener('popstate', open);
  }, []);

  useEffect(() => {
    if (!asks || complete) return;
    let left = false;
    allTables().then(
      (all) => {
        if (!left) setTables(all);
      },
      () => {
        if (!left) setFailed(true);
      },
    );
    return () => {
      left = true;
    };
  }, [asks, complete]);

  const words =
    answer === null || looking
      ? ''
      : answer.kind === 'explained'
        ? summary(answer)
        : answer.sentence;

  useEffect(() => {
    const timer = setTimeout(() => setTold(words), PAUSE);
    return () => clearTimeout(timer);
  }, [words]);

  const ask = (question: string) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    window.history.pushState(window.history.state, '', toSearch(question));
    setText(question);
  };

  return (
    <section className={styles.decoder} aria-label="The decoder" data-decoder="">
      <p className={styles.needs}>
        The decoder needs scripts, and here none run. The book’s own numbers stand below.
      </p>
      <div className={styles.ask}>
        <label htmlFor={id}>A number or a name</label>
        <input
          id={id}
          type="text"
          value={text}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          placeholder="0xC0000120"
          aria-describedby={`${id}-hint`}
          aria-invalid={answer?.kind === 'refused'}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={`${id}-hint`}>
          Decimal or hex, signed or not, of 32 or 64 bits, as a program, a debugger or a log shows
          it.
        </p>
      </div>
      <div className={styles.examples}>
        <span id={`${id}-examples`}>Try</span>
        <ul aria-labelledby={`${id}-examples`}>
          {examples.map((example) => (
            <li key={example}>
              <a href={toSearch(example)} onClick={ask(example)}>
                {example}
              </a>
            </li>
          ))}
        </ul>
      </div>
      <p className="only-heard" role="status">
        {told}
      </p>
      {looking && <p className={styles.said}>Looking through all tables…</p>}
      {answer !== null && answer.kind !== 'explained' && !looking && (
        <p className={styles.said} data-refused="">
          {answer.sentence}
        </p>
      )}
      {failed && !complete && (
        <p className={styles.said} role="alert">
          The other tables could not be loaded, so only the book’s own numbers are explained.
        </p>
      )}
      {answer?.kind === 'explained' && (
        <Answer explanation={answer} measuredOn={tables.measuredOn} factLink={factLink} ask={ask} />
      )}
    </section>
  );
}
