import { terms as terms01 } from './01.ts';
import { terms as terms02 } from './02.ts';
import { terms as terms03 } from './03.ts';
import { terms as terms04 } from './04.ts';
import { terms as terms05 } from './05.ts';
import { terms as terms06 } from './06.ts';
import { terms as terms07 } from './07.ts';
import { terms as terms08 } from './08.ts';
import { terms as terms09 } from './09.ts';
import { terms as terms10 } from './10.ts';
import { terms as terms11 } from './11.ts';
import { terms as terms12 } from './12.ts';
import { terms as terms13 } from './13.ts';
import type { Term } from './schema.ts';

export type { Term } from './schema.ts';

/** The words of each chapter, in the order of the book; the first place has none. */
export const termsOfChapters: readonly (readonly Term[])[] = [
  [],
  terms01,
  terms02,
  terms03,
  terms04,
  terms05,
  terms06,
  terms07,
  terms08,
  terms09,
  terms10,
  terms11,
  terms12,
  terms13,
];

/** All words of the glossary, in the order of the book. */
export const terms: readonly Term[] = termsOfChapters.flat();
