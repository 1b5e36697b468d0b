/** What a text of a fact can name a status or an error by. */
export interface Terms {
  /** Such as `STATUS_PENDING`. */
  names: readonly string[];
  /** Unsigned 32-bit numbers that are written in hex, such as 0x103. */
  hex: readonly number[];
  /** Numbers that are written in decimal, such as 997. */
  decimal: readonly number[];
}

/** The facts that name something, as ids in the order of the catalogue. */
export interface Naming {
  /** In the rule itself, or in what Wine does instead. */
  says: string[];
  /** Only in what can be seen of it, such as what a program prints. */
  shows: string[];
}

/** Members of a fact that say where it rests and what it is about, not what it says. */
const NOT_SAID = ['id', 'source', 'sources', 'grade', 'related', 'functions', 'structs'];

/** Members that say the rule. */
const RULE = ['statement', 'wine'];

/** After one of these words, and as the value of such a member, a number is an error, however small. */
const ERROR_WORD = /^(?:.*(?:errors?|code))$|^(?:false|null)$/i;

/** After one of these it is a status. */
const STATUS_WORD = /^(?:.*status(?:es)?|internal)$/i;

/** Between an error and its number, and between two of them. */
const JOINT =
  /^(?:[,/:=→()]|or|and|is|are|was|it|last|with|by|gives?|says?|[A-Z][A-Z0-9]*_\w+|WSA\w+)$/;

/** A number before one of these counts something. */
const UNIT =
  /^(?:bytes?|bits?|ms|milliseconds?|seconds?|s|minutes?|times|threads?|packets?|entries|KB|MB|KiB)$/i;

/** From here on a number in a sentence is hardly a count. */
const LARGE = 100;

const nameKey = (name: string): string => name.toUpperCase();
const hexKey = (code: number): string => `0x${(code >>> 0).toString(16)}`;
const decimalKey = (code: number): string => `${code}`;

const WORDS = /0x[0-9A-Fa-f]+|[A-Za-z_]\w*|-?\d[\w.]*|[^\s\w]/g;

/** What a sentence names. */
function* namedIn(sentence: string): Generator<string> {
  const words = sentence.match(WORDS) ?? [];
  let armed: 'error' | 'status' | null = null;
  for (const [at, word] of words.entries()) {
    if (/^0x/.test(word)) {
      const value = word.length > 18 ? 0 : Number(BigInt.asUintN(32, BigInt(word)));
      yield hexKey(value);
      // What follows a failed status is what it becomes.
      armed = value >= 0x8000_0000 ? 'error' : null;
    } else if (/^-?\d/.test(word)) {
      const digits = /^-?\d+(?=\.?$)/.exec(word)?.[0];
      const before = words[at - 1] ?? '';
      const after = words[at + 1] ?? '';
      const counts =
        UNIT.test(after) || (after === '-' && /^(?:bit|byte)/.test(words[at + 2] ?? ''));
      const part = before === '-' || before === '.' || before === '$';
      if (digits !== undefined && !counts && !part) {
        const value = Number(digits);
        if (armed === 'status') yield hexKey(value);
        else if (armed === 'error' || Math.abs(value) >= LARGE) yield decimalKey(value >>> 0);
      }
      // -1 is how a call says that it failed; the error follows.
      if (word === '-1') armed = 'error';
    } else if (/^[A-Za-z_]/.test(word)) {
      if (/_|^WSA/i.test(word)) yield nameKey(word);
      if (STATUS_WORD.test(word)) armed = 'status';
      else if (ERROR_WORD.test(word)) armed = 'error';
      else if (!JOINT.test(word)) armed = null;
    } else if (!JOINT.test(word)) armed = null;
  }
}

/** What a part of a fact names, however the fact is built. */
function* named(value: unknown, member: string): Generator<string> {
  if (typeof value === 'string') yield* namedIn(value);
  else if (typeof value === 'number') {
    if (ERROR_WORD.test(member)) yield decimalKey(value >>> 0);
    if (STATUS_WORD.test(member)) yield hexKey(value);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* named(item, member);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      // `oneOf`, `from` and `to` stand between a member and what is expected of it.
      if (!NOT_SAID.includes(name))
        yield* named(item, /^(?:oneOf|from|to)$/.test(name) ? member : name);
    }
  }
}

/** Every key that is in one of these parts. */
const keysIn = (parts: [member: string, value: unknown][]): Set<string> =>
  new Set(parts.flatMap(([member, value]) => [...named({ [member]: value }, '')]));

/**
 * Looks through everything that facts say for names and numbers of statuses and errors. Whole words count, and of small
 * numbers only those that are called an error: “error 6”, but not “6 bytes”.
 *
 * @returns which of these facts name one of the terms
 */
export function finderIn(facts: readonly { id: string }[]): (terms: Terms) => Naming {
  const looked = facts.map((fact) => {
    const parts = Object.entries(fact);
    return {
      id: fact.id,
      says: keysIn(parts.filter(([member]) => RULE.includes(member))),
      shows: keysIn(parts.filter(([member]) => !RULE.includes(member))),
    };
  });
  return ({ names, hex, decimal }) => {
    const keys = [...names.map(nameKey), ...hex.map(hexKey), ...decimal.map(decimalKey)];
    const naming: Naming = { says: [], shows: [] };
    for (const { id, says, shows } of looked) {
      if (keys.some((key) => says.has(key))) naming.says.push(id);
      else if (keys.some((key) => shows.has(key))) naming.shows.push(id);
    }
    return naming;
  };
}
