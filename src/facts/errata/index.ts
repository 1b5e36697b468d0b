import { bugs } from './bugs.ts';
import { omissions } from './omissions.ts';
import { statements } from './statements.ts';

/** What the chapter that this workbook grew from got wrong or left out, in three groups. */
export const errata = [
  { title: 'In the program', entries: bugs },
  { title: 'In what it says', entries: statements },
  { title: 'Left out', entries: omissions },
] as const;
