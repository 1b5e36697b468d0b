import { parse } from 'yaml';
import type { ListedChapter } from '../components/ChapterAims/ChapterAims.tsx';
import type { ReviewChapter } from '../components/Review/Review.tsx';
import { type Chapter, nameOf, pageOfFact } from './chapters.ts';

const linkToFact = (id: string) => ({ title: id, to: pageOfFact({ id }) });
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The cards that a chapter ends with, in its order. */
export function cardsOf({ name, text }: Pick<Chapter, 'name' | 'text'>): ReviewChapter['cards'] {
  const cards = text
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .matchAll(/<Card\b([^>]*)>([\s\S]*?)<\/Card>/g);
  return [...cards].map(([, attributes = '', body = '']) => {
    const of = (attribute: string): string =>
      oneLine(new RegExp(`\\b${attribute}="([^"]*)"`).exec(attributes)?.[1] ?? '');
    const ask = of('ask');
    return { id: nameOf(name, ask), ask, answer: oneLine(body), fact: linkToFact(of('fact')) };
  });
}

/** What the review deals: the chapters that have cards. */
export function reviewChapters(chapters: readonly Chapter[]): ReviewChapter[] {
  return chapters
    .map((chapter) => ({
      chapter: chapter.name,
      title: chapter.title,
      to: chapter.to,
      cards: cardsOf(chapter),
    }))
    .filter(({ cards }) => cards.length > 0);
}

/** What the page of contents says of the chapters. */
export function contents(chapters: readonly Chapter[]): ListedChapter[] {
  return chapters.map((chapter) => {
    const { name, number, title, to, text } = chapter;
    const [, yaml = ''] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [];
    const { able, minutes } = parse(yaml) as { able?: string[]; minutes?: number };
    const asks = text.matchAll(/<(?:Predict question|Question ask)="([^"]*)"/g);
    return {
      name,
      number,
      title,
      to,
      able: able ?? [],
      minutes: minutes ?? null,
      asks: [...asks].map(([, question = '']) => nameOf(name, question)),
      cards: cardsOf(chapter).map(({ id }) => id),
    };
  });
}
