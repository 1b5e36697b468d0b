import { DeclarationError } from './errors.ts';
import { seen, type Token } from './tokens.ts';

/** A place in a list of tokens that ends with one of the kind `end`. */
export class Cursor {
  readonly tokens: readonly Token[];
  index = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** The token that is next, or one of those after it. */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)] as Token;
  }

  /** Whether the next token is this word or sign. */
  at(text: string): boolean {
    const token = this.peek();
    return token.text === text && (token.kind === 'name' || token.kind === 'punctuator');
  }

  next(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** Takes the next token if it is this one. */
  take(text: string): boolean {
    if (!this.at(text)) return false;
    this.index += 1;
    return true;
  }

  /** @throws {DeclarationError} when the next token is another */
  expect(text: string, where: string): Token {
    if (!this.at(text)) throw this.unexpected(`“${text}” ${where}`);
    return this.next();
  }

  unexpected(expected: string): DeclarationError {
    const token = this.peek();
    return new DeclarationError(token, `Seen ${seen(token)}, expected ${expected}.`);
  }

  /** Passes a group in brackets, nested ones included. The next token opens it. */
  skipGroup(): void {
    const opening = this.peek();
    let depth = 0;
    do {
      const token = this.next();
      if (token.kind === 'end') {
        throw new DeclarationError(opening, `This “${opening.text}” is never closed.`);
      }
      if (token.kind !== 'punctuator') continue;
      if ('([{'.includes(token.text)) depth += 1;
      if (')]}'.includes(token.text)) depth -= 1;
    } while (depth > 0);
  }
}

/** What an expression needs to know of the names around it. */
export interface Surroundings {
  /** The value of a name that stands alone, or undefined. */
  constant: (name: string) => bigint | undefined;
  /** Reads `sizeof` and its like; the word itself has been taken. Undefined when the word is no such operator. */
  operator?: (word: Token, cursor: Cursor) => bigint | undefined;
  /** Reads a type in brackets, if one stands there, and gives what a cast to it does. */
  cast?: (cursor: Cursor) => ((value: bigint) => bigint) | undefined;
}

const BINARY: Record<string, [strength: number, (a: bigint, b: bigint) => bigint]> = {
  '||': [1, (a, b) => (a || b ? 1n : 0n)],
  '&&': [2, (a, b) => (a && b ? 1n : 0n)],
  '|': [3, (a, b) => a | b],
  '^': [4, (a, b) => a ^ b],
  '&': [5, (a, b) => a & b],
  '==': [6, (a, b) => (a === b ? 1n : 0n)],
  '!=': [6, (a, b) => (a !== b ? 1n : 0n)],
  '<': [7, (a, b) => (a < b ? 1n : 0n)],
  '>': [7, (a, b) => (a > b ? 1n : 0n)],
  '<=': [7, (a, b) => (a <= b ? 1n : 0n)],
  '>=': [7, (a, b) => (a >= b ? 1n : 0n)],
  '<<': [8, (a, b) => a << b],
  '>>': [8, (a, b) => a >> b],
  '+': [9, (a, b) => a + b],
  '-': [9, (a, b) => a - b],
  '*': [10, (a, b) => a * b],
  '/': [10, (a, b) => a / b],
  '%': [10, (a, b) => a % b],
};

/** How deep brackets and operators may nest. */
const DEEPEST = 200;

/**
 * Reads a constant expression of integers.
 *
 * @throws {DeclarationError} where it is none, and where it divides by zero
 */
export function constantExpression(cursor: Cursor, around: Surroundings): bigint {
  return conditional(cursor, around, 0);
}

function conditional(cursor: Cursor, around: Surroundings, depth: number): bigint {
  const condition = binary(cursor, around, 1, depth);
  if (!cursor.take('?')) return condition;
  const yes = conditional(cursor, around, depth + 1);
  cursor.expect(':', 'between the two values of the condition');
  const no = conditional(cursor, around, depth + 1);
  return condition ? yes : no;
}

function binary(cursor: Cursor, around: Surroundings, weakest: number, depth: number): bigint {
  let left = unary(cursor, around, depth);
  for (;;) {
    const sign = cursor.peek();
    const known = sign.kind === 'punctuator' ? BINARY[sign.text] : undefined;
    if (known === undefined || known[0] < weakest) return left;
    cursor.next();
    const right = binary(cursor, around, known[0] + 1, depth + 1);
    if ((sign.text === '/' || sign.text === '%') && right === 0n) {
      throw new DeclarationError(sign, 'This divides by zero.');
    }
    if ((sign.text === '<<' || sign.text === '>>') && (right < 0n || right > 63n)) {
      throw new DeclarationError(sign, `This shifts by ${right} bits; expected 0 to 63.`);
    }
    left = BigInt.asIntN(72, known[1](left, right));
  }
}

function unary(cursor: Cursor, around: Surroundings, depth: number): bigint {
  const token = cursor.peek();
  if (depth > DEEPEST) {
    throw new DeclarationError(token, `This expression nests deeper than ${DEEPEST} levels.`);
  }
  if (token.kind === 'punctuator') {
    switch (token.text) {
      case '+':
        cursor.next();
        return unary(cursor, around, depth + 1);
      case '-':
        cursor.next();
        return -unary(cursor, around, depth + 1);
      case '~':
        cursor.next();
        return ~unary(cursor, around, depth + 1);
      case '!':
        cursor.next();
        return unary(cursor, around, depth + 1) ? 0n : 1n;
      case '(': {
        const cast = around.cast?.(cursor);
        if (cast !== undefined) return cast(unary(cursor, around, depth + 1));
        cursor.next();
        const value = conditional(cursor, around, depth + 1);
        cursor.expect(')', 'after the expression');
        return value;
      }
    }
  }
  if (token.kind === 'number') return number(cursor.next());
  if (token.kind === 'character') return character(cursor.next());
  if (token.kind === 'name') {
    cursor.next();
    const value = around.operator?.(token, cursor) ?? around.constant(token.text);
    if (value !== undefined) return value;
    throw new DeclarationError(
      token,
      `${seen(token)} has no value that is known here; expected a number, an enumerator or a macro that stands for one.`,
    );
  }
  throw cursor.unexpected('a number or a constant expression');
}

function number(token: Token): bigint {
  const text = token.text.replaceAll("'", '');
  const match =
    /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)(?:[uU]?(?:ll?|LL?|i64|i32|i16|i8)?|(?:ll?|LL?)[uU])$/.exec(
      text,
    );
  if (match?.[1] === undefined || match[1].length > 40) {
    throw new DeclarationError(
      token,
      `${seen(token)} is not a whole number; expected one such as 16, 0x10 or 16UL.`,
    );
  }
  const digits = match[1];
  return BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

const ESCAPES: Record<string, number> = { n: 10, t: 9, r: 13, '0': 0, a: 7, b: 8, f: 12, v: 11 };

function character(token: Token): bigint {
  const inner = token.text.replace(/^L/, '').slice(1, -1);
  if (!inner.startsWith('\\')) return BigInt(inner.codePointAt(0) ?? 0);
  const hex = /^\\x([0-9a-fA-F]{1,4})$/.exec(inner);
  if (hex) return BigInt(`0x${hex[1]}`);
  return BigInt(ESCAPES[inner.slice(1)] ?? inner.codePointAt(1) ?? 0);
}
