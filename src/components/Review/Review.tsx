import { type ReactNode, useRef, useState } from 'react';
import { dayOf, deal, moved } from '../../progress/boxes.ts';
import { change } from '../../progress/store.ts';
import type { LinkTo, PageLink } from '../FactPage/FactPage.tsx';
import { useProgress } from '../useProgress.ts';
import { Words } from '../Words/Words.tsx';
import { Keeping } from './Keeping.tsx';
import styles from './Review.module.css';

/** A card of a chapter. */
export interface ReviewCard {
  readonly id: string;
  readonly ask: string;
  readonly answer: string;
  readonly fact: PageLink;
}

/** A chapter with its cards. */
export interface ReviewChapter extends PageLink {
  /** Its name in addresses. */
  readonly chapter: string;
  readonly cards: readonly ReviewCard[];
}

interface Dealt extends ReviewCard {
  readonly chapter: string;
  readonly title: string;
}

/** The review: five cards at a time of the chapters that were read, and all cards below, which need no scripts. */
export function Review({
  chapters,
  link: Link,
}: {
  chapters: readonly ReviewChapter[];
  link: LinkTo;
}): ReactNode {
  const isReady = useProgress() !== null;
  return (
    <>
      {isReady && (
        <>
          <Deck chapters={chapters} link={Link} />
          <Keeping />
        </>
      )}
      <h2>All cards</h2>
      {chapters.length === 0 && <p>No chapter has cards yet.</p>}
      {chapters.map(({ chapter, title, to, cards }) => (
        <section key={chapter}>
          <h3>
            <Link to={to}>{title}</Link>
          </h3>
          {cards.map((card) => (
            <details key={card.id} className={styles.card}>
              <summary>
                <Words text={card.ask} />
              </summary>
              <Answered card={card} link={Link} />
            </details>
          ))}
        </section>
      ))}
    </>
  );
}

function Answered({ card, link: Link }: { card: ReviewCard; link: LinkTo }): ReactNode {
  return (
    <p>
      <Words text={card.answer} /> <Link to={card.fact.to}>{card.fact.title}</Link>
    </p>
  );
}

function Deck({ chapters, link }: { chapters: readonly ReviewChapter[]; link: LinkTo }): ReactNode {
  const progress = useProgress();
  const [hand, setHand] = useState<readonly Dealt[]>([]);
  const [place, setPlace] = useState(0);
  const [isShown, setShown] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  if (progress === null) return null;
  const all = chapters.flatMap(({ chapter, title, cards }) =>
    cards.map((card) => ({ ...card, chapter, title })),
  );
  const today = dayOf(new Date());
  const due = deal(all, progress, today);
  const card = hand[place];
  const read = chapters.filter(({ chapter }) => progress.read[chapter] !== undefined).length;
  const next = (): void => {
    setShown(false);
    requestAnimationFrame(() => heading.current?.focus());
  };
  const say = ({ id }: Dealt, isKnown: boolean): void => {
    change((before) => ({
      ...before,
      cards: { ...before.cards, [id]: moved(before.cards[id], isKnown, today) },
    }));
    setPlace(place + 1);
    next();
  };
  if (card === undefined) {
    const coming = all
      .flatMap(({ id, chapter }) =>
        progress.read[chapter] === undefined ? [] : [progress.cards[id]?.due ?? today],
      )
      .toSorted()[0];
    return (
      <section className={styles.deck} data-deck="">
        <h2 ref={heading} tabIndex={-1}>
          {hand.length > 0 ? 'That was the hand' : 'Five cards'}
        </h2>
        {read === 0 ? (
          <p>
            No chapter is marked as read yet. At the end of each chapter is a button that says so;
            then its cards are dealt here.
          </p>
        ) : due.length === 0 ? (
          <p>Nothing is due today. The next card is due on {coming}.</p>
        ) : (
          <button
            type="button"
            onClick={() => {
              setHand(due);
              setPlace(0);
              next();
            }}
          >
            Deal {due.length === 1 ? 'one card' : `${due.length} cards`}
          </button>
        )}
      </section>
    );
  }
  return (
    <section className={styles.deck} data-deck="">
      <p className="eyebrow">
        Card {place + 1} of {hand.length} · {card.title}
      </p>
      <h2 ref={heading} tabIndex={-1}>
        <Words text={card.ask} />
      </h2>
      {isShown ? (
        <>
          <Answered card={card} link={link} />
          <button type="button" onClick={() => say(card, false)}>
            Again
          </button>{' '}
          <button type="button" onClick={() => say(card, true)}>
            Known
          </button>
        </>
      ) : (
        <button type="button" onClick={() => setShown(true)}>
          Show the answer
        </button>
      )}
    </section>
  );
}
