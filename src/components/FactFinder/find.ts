import type { FoundFact } from './FactFinder.tsx';

/** What a reader asks the list for; empty parts ask nothing. */
export interface Asked {
  words: string;
  theme: string;
  function: string;
  struct: string;
  /** Only facts where Wine differs. */
  wine: boolean;
}

export const NOTHING: Asked = { words: '', theme: '', function: '', struct: '', wine: false };

const TEXTS = ['words', 'theme', 'function', 'struct'] as const;

/** What the query of an address asks for. Anything else in it is left alone. */
export function askedIn(query: string): Asked {
  const given = new URLSearchParams(query);
  const asked = { ...NOTHING, wine: given.get('wine') === 'differs' };
  for (const name of TEXTS) asked[name] = (given.get(name) ?? '').slice(0, 200);
  return asked;
}

/** The query that asks for it; empty when it asks nothing. */
export function queryOf(asked: Asked): string {
  const query = new URLSearchParams();
  for (const name of TEXTS) if (asked[name] !== '') query.set(name, asked[name]);
  if (asked.wine) query.set('wine', 'differs');
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

const plain = (text: string): string => text.toLowerCase().replaceAll('’', "'").replaceAll('`', '');

/** Whether a fact has all that is asked for: each word begins some word of its text. */
export function matches(asked: Asked, fact: FoundFact): boolean {
  if (asked.theme !== '' && fact.theme !== asked.theme) return false;
  if (asked.function !== '' && !fact.functions.includes(asked.function)) return false;
  if (asked.struct !== '' && !fact.structs.includes(asked.struct)) return false;
  if (asked.wine && fact.wine === null) return false;
  const text = ` ${plain(
    [fact.id, fact.statement, fact.observable, fact.wine, ...fact.functions, ...fact.structs].join(
      ' ',
    ),
  )}`;
  return plain(asked.words)
    .split(/\s+/)
    .filter(Boolean)
    .every((word) =>
      [' ', '*', '(', '“', '-', '_', "'"].some((before) => text.includes(before + word)),
    );
}
