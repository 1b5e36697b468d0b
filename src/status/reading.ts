/** What somebody may type to have it explained. */
export type Reading =
  | {
      kind: 'number';
      /** The low 32 bits, unsigned. */
      code: number;
      /**
       * The upper 32 bits of a 64-bit value, unsigned; null where there are none, or where they only repeat the sign
       * of the lower ones.
       */
      upper: number | null;
      decimal: boolean;
      /** The number that the same digits make in hex, when they were read as decimal and it is another. */
      hexDigits: number | null;
    }
  | { kind: 'name'; name: string }
  | { kind: 'refused'; sentence: string };

/** More than the longest name has, and than 64 bits can need in any form. */
const MOST_CHARACTERS = 80;

const SHOWN = 24;

/** A text as it may be repeated in a sentence: short, and without characters that cannot be seen. */
function quoted(text: string): string {
  const seen = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '�');
  return `“${seen.length > SHOWN ? `${seen.slice(0, SHOWN)}…` : seen}”`;
}

const HEX = [/^0x([0-9a-f]+)n?$/i, /^([0-9a-f]+)h$/i, /^([0-9a-f]{8}(?:[0-9a-f]{8})?)$/i];

/** The forms of a number: decimal, 0x…, …h, and eight or sixteen bare digits of hex as a debugger shows them. */
function digitsOf(text: string): { value: bigint; decimal: boolean } | null {
  const [, minus = '', unsigned = ''] = /^([-−]?)(.*)$/.exec(text) ?? [];
  const sign = minus === '' ? 1n : -1n;
  if (/^\d+n?$/.test(unsigned)) {
    return { value: sign * BigInt(unsigned.replace('n', '')), decimal: true };
  }
  const halves = /^(?:0x)?([0-9a-f]{8})[`'_]([0-9a-f]{8})h?$/i.exec(unsigned);
  const hex =
    halves === null
      ? HEX.map((form) => form.exec(unsigned)?.[1]).find((digits) => digits !== undefined)
      : `${halves[1]}${halves[2]}`;
  return hex === undefined ? null : { value: sign * BigInt(`0x${hex}`), decimal: false };
}

const LEAST = -(2n ** 63n);
const MOST = 2n ** 64n - 1n;

/**
 * Reads a number or a name. A number may be decimal or hex, signed or not, of 32 or 64 bits: of a 64-bit Internal only
 * the low half was written (OV-3, EX-6), so the halves come apart.
 *
 * @returns the number, the name in capitals, or a sentence that says why it is neither
 */
export function readNumberOrName(text: string): Reading {
  const refuse = (sentence: string): Reading => ({ kind: 'refused', sentence });
  const asked = text.trim();
  if (asked === '') {
    return refuse('Nothing was given; give a number, such as 997 or 0xC0000120, or a name.');
  }
  if (asked.length > MOST_CHARACTERS) {
    return refuse(
      `${quoted(asked)} is longer than ${MOST_CHARACTERS} characters; no number and no name of Windows’ errors is.`,
    );
  }
  const digits = digitsOf(asked);
  if (digits === null) {
    if (/^[a-z_]\w*$/i.test(asked)) return { kind: 'name', name: asked.toUpperCase() };
    return refuse(
      `${quoted(asked)} is neither a number nor a name; give a number, such as 997, 0xC0000120 or -1073741536, or a name, such as WSAECONNRESET.`,
    );
  }
  const { value, decimal } = digits;
  if (value > MOST || value < LEAST) {
    return refuse(`${quoted(asked)} has more than 64 bits; statuses and errors have 32.`);
  }
  const code = Number(BigInt.asUintN(32, value));
  const upper = Number(BigInt.asUintN(64, value) >> 32n);
  const repeatsSign = upper === 0xffff_ffff && code >= 0x8000_0000;
  const again = decimal && /^\d{1,8}$/.test(asked) ? Number.parseInt(asked, 16) : code;
  return {
    kind: 'number',
    code,
    upper: upper === 0 || repeatsSign ? null : upper,
    decimal,
    hexDigits: again === code ? null : again,
  };
}
