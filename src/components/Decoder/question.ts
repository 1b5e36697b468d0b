/** The name of what a link asks, in `?n=0xC0000120`. */
const NAME = 'n';

/** More than any number or name has. */
const MOST_CHARACTERS = 80;

/**
 * What a link asks to have explained. It is text to be shown and looked up, and nothing of it is run.
 *
 * @param search the part of an address from `?` on
 * @returns null when the link asks nothing; a longer text is cut, and refused as too long all the same
 */
export function fromSearch(search: string): string | null {
  const asked = new URLSearchParams(search).get(NAME)?.trim() ?? '';
  return asked === '' ? null : asked.slice(0, MOST_CHARACTERS + 1);
}

/** The part of an address that asks this. */
export function toSearch(asked: string): string {
  return `?${new URLSearchParams({ [NAME]: asked })}`;
}
