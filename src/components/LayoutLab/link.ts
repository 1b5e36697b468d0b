/** The longest declaration that a link carries, in bytes of UTF-8. */
export const MOST_BYTES = 4096;

/** What base64 makes of that, and the `d=` before it. */
const MOST_CHARACTERS = 2 + Math.ceil(MOST_BYTES / 3) * 4;

/** What a link brought: a text, or why it brought none. */
export type Opened = { source: string } | { refused: string };

/**
 * The part of a link behind `#` that carries a declaration.
 *
 * @returns null when the declaration is too long for a link
 */
export function toHash(source: string): string | null {
  const bytes = new TextEncoder().encode(source);
  if (bytes.length > MOST_BYTES) return null;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `d=${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/**
 * Reads a declaration from the part of a link behind `#`. It is text and stays text: nothing in it is run.
 *
 * @param hash with or without the `#`
 * @returns null when the link carries nothing for the lab
 */
export function fromHash(hash: string): Opened | null {
  const text = hash.replace(/^#/, '');
  if (!text.startsWith('d=')) return null;
  if (text.length > MOST_CHARACTERS) {
    return refuse(
      `The link carries ${text.length.toLocaleString('en')} characters; a declaration in a link has at most ${MOST_BYTES.toLocaleString('en')} bytes`,
    );
  }
  const code = text.slice(2);
  if (code === '') return refuse('The link carries an empty declaration');
  if (!/^[A-Za-z0-9_-]*$/.test(code) || code.length % 4 === 1) {
    return refuse('The link is damaged: what it carries is not base64url');
  }
  let source: string;
  try {
    const binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    if (bytes.length > MOST_BYTES) return refuse('The declaration in the link is too long');
    source = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('The link is damaged: what it carries is not text in UTF-8');
  }
  if (/[\p{Cc}\p{Cf}]/u.test(source.replaceAll(/\r\n|[\n\t]/g, ''))) {
    return refuse('The link carries characters that cannot be seen');
  }
  return { source };
}

function refuse(why: string): Opened {
  return { refused: `${why}. So it was not opened.` };
}
