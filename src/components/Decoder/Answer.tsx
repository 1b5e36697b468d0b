import { Fragment, type MouseEvent, type ReactNode } from 'react';
import type { Explanation } from '../../status/explain.ts';
import {
  formsOf,
  inWords,
  type Part,
  sourceWords,
  termsOf,
  upperWords,
} from '../../status/words.ts';
import styles from './Decoder.module.css';
import { factsThatName } from './meets.ts';
import { toSearch } from './question.ts';

interface AnswerProps {
  explanation: Explanation;
  measuredOn: string | null;
  factLink: (id: string) => ReactNode;
  /** What a click on a link to another question does. */
  ask: (question: string) => (event: MouseEvent) => void;
}

/** What a number says, in every family that it belongs to, and where the book meets it. */
export function Answer({ explanation, measuredOn, factLink, ask }: AnswerProps): ReactNode {
  const { asked, entries } = explanation;
  const upper = upperWords(explanation);
  const source = sourceWords(explanation, measuredOn);
  const { says, shows } = factsThatName(termsOf(explanation));
  return (
    <div className={styles.answer} data-answer="">
      <div className={styles.forms}>
        <h2>
          {formsOf(explanation).map((form, at) => (
            <Fragment key={form}>
              {at > 0 && ' = '}
              <span>{form}</span>
            </Fragment>
          ))}
        </h2>
        <a href={toSearch(asked)}>Link to this answer</a>
      </div>
      {upper !== null && <p>{upper}</p>}
      <div className={styles.entries}>
        {entries.map((entry) => {
          const { family, names, meaning, note, lines } = inWords(entry);
          return (
            <section key={`${entry.family} ${entry.code}`} data-family={entry.family}>
              <h3>
                <span className={styles.family}>{family}</span>
                {names.length === 0 ? (
                  'no name in the tables'
                ) : (
                  <code>
                    {names[0]}
                    {names.length > 1 && (
                      <span className={styles.others}> also {names.slice(1).join(', ')}</span>
                    )}
                  </code>
                )}
              </h3>
              {meaning !== null && <p className={styles.meaning}>{meaning}</p>}
              {note !== null && <p>{note}</p>}
              {lines.length > 0 && (
                <dl>
                  {lines.map(({ label, parts }) => (
                    <div key={label}>
                      <dt>{label}</dt>
                      <dd>
                        <Parts parts={parts} ask={ask} />
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </section>
          );
        })}
      </div>
      {says.length + shows.length > 0 && (
        <section className={styles.facts} data-meets="">
          <h3>Where the book meets it</h3>
          <ul>
            {says.map(({ id, statement }) => (
              <li key={id}>
                <span className={styles.id}>{factLink(id)}</span> {statement}
              </li>
            ))}
          </ul>
          {shows.length > 0 && (
            <p>
              {says.length > 0 ? 'It can also be seen in' : 'It can be seen in'}
              {shows.map(({ id }) => (
                <Fragment key={id}>
                  {' '}
                  <span className={styles.id}>{factLink(id)}</span>
                </Fragment>
              ))}
            </p>
          )}
        </section>
      )}
      {source !== null && <p className={styles.source}>{source}</p>}
    </div>
  );
}

function Parts({ parts, ask }: { parts: readonly Part[]; ask: AnswerProps['ask'] }): ReactNode {
  return parts.map((part, at) =>
    typeof part === 'string' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
      <a key={at} href={toSearch(part.asks)} onClick={ask(part.asks)}>
        {part.text}
      </a>
    ),
  );
}
