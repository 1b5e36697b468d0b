/** The most bytes that a dump is read for. */
export const MOST_DUMPED = 4096;

const MOST_CHARACTERS = 100_000;

/** The bytes of a hex dump, or why it is none. */
export type Dump = { bytes: Uint8Array } | { refused: string };

/**
 * Reads bytes from what people paste: bare pairs of digits, `0x03, 0x01`, `\x03`, or lines of xxd, hexdump -C and
 * WinDbg with the address in front and text behind.
 */
export function readDump(text: string): Dump {
  if (text.length > MOST_CHARACTERS) {
    return {
      refused: `The dump is longer than ${MOST_CHARACTERS.toLocaleString('en')} characters.`,
    };
  }
  const bytes: number[] = [];
  const addressed = /^\s*[0-9a-f]{7,8}`?[0-9a-f]{0,8} {2}/i.test(text);
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    for (const word of wordsOf(line, addressed)) {
      const digits = word.replace(/^(?:0x|\\x)/i, '');
      if (!/^[0-9a-f]+$/i.test(digits)) {
        return {
          refused: `Line ${at + 1} of the dump has “${word.slice(0, 20)}”; expected bytes in hexadecimal, such as 03 01 00 00.`,
        };
      }
      if (digits.length % 2 === 1 && digits !== word && digits.length === 1)
        bytes.push(Number(word));
      else if (digits.length % 2 === 1) {
        return {
          refused: `Line ${at + 1} of the dump has “${word.slice(0, 20)}”, an odd number of digits; a byte has two.`,
        };
      } else {
        for (let digit = 0; digit < digits.length; digit += 2) {
          bytes.push(Number.parseInt(digits.slice(digit, digit + 2), 16));
        }
      }
      if (bytes.length > MOST_DUMPED) {
        return {
          refused: `The dump has more than ${MOST_DUMPED.toLocaleString('en')} bytes; expected fewer.`,
        };
      }
    }
  }
  return { bytes: Uint8Array.from(bytes) };
}

/**
 * A line without its address and without its column of text.
 *
 * @param addressed whether the dump is one of hexdump -C or WinDbg, whose last line may be an address alone
 */
function wordsOf(line: string, addressed: boolean): string[] {
  let rest = line.trim();
  if (addressed) {
    const [, ...columns] = rest.replace(/\s*\|.*$/, '').split(/\s{2,}/);
    // Two blanks also stand in the middle of a line of hexdump, where what follows is bytes again.
    rest = columns.filter((column, at) => at === 0 || isBytes(column)).join(' ');
  } else {
    const xxd = /^[0-9a-f]{4,16}:\s+(.*)$/i.exec(rest);
    if (xxd !== null) rest = (xxd[1] as string).split(/\s{2,}/)[0] as string;
  }
  return rest
    .replaceAll(/(?!^)\\x/g, ' ')
    .split(/[\s,;|{}[\]()-]+/)
    .filter((word) => word !== '');
}

const isBytes = (column: string): boolean => /^[0-9a-f]{2}(?:[ -][0-9a-f]{2})*$/i.test(column);

/** The bytes as a dump writes them. */
export function writeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
