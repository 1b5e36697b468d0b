import { toSearch } from '../Decoder/question.ts';

/** A page that is meant by name, before anything is searched. */
export interface Shortcut {
  /** The page's address, without the site's base path. */
  to: string;
  text: string;
}

/** An error as people paste it: a number, in decimal or hexadecimal, or one of Windows' names for it, in capitals. */
const ERROR = /^(?:-?\d{1,10}|0x[0-9a-fA-F]{1,8}|(?:ERROR|STATUS|WSA|WAIT)_?[A-Z0-9_]{2,})$/;

const BELIEF = /^m-?(\d{1,2})$/i;

/**
 * The page that a question names: a belief by its number, an error by number or name. (A fact or a function by its
 * name is found by the index itself.)
 *
 * @returns null when it names none
 */
export function shortcutOf(question: string): Shortcut | null {
  const asked = question.trim();
  const [, belief] = BELIEF.exec(asked) ?? [];
  if (belief !== undefined) {
    const id = `m${belief.padStart(2, '0')}`;
    return { to: `/beliefs/${id}/`, text: `Belief ${id.toUpperCase()}` };
  }
  if (ERROR.test(asked)) {
    return {
      to: `/errors/${toSearch(asked)}`,
      text: `What ${asked} says, as an error or a status`,
    };
  }
  return null;
}
