import { DeclarationError, quote } from './errors.ts';
import type { Position } from './types.ts';

export interface Token extends Position {
  kind: 'name' | 'number' | 'string' | 'character' | 'punctuator' | 'end';
  /** As written, quotes included. */
  text: string;
  /** Whether it is the first of its line, a line continued with `\` counted as one. */
  first: boolean;
  /** Whether white space or a comment stands before it. */
  spaced: boolean;
  /** What `#pragma pack` said last, in bytes; null when none holds. */
  pack: number | null;
}

/** The longest text that is read, in UTF-16 units. */
const LONGEST = 1_000_000;

const TOKEN =
  /([A-Za-z_$][\w$]*)|(\.?\d(?:[eEpP][+-]|[\w.'])*)|(L?"(?:[^"\\\n]|\\.)*")|(L?'(?:[^'\\\n]|\\.)+')|(\.\.\.|##|<<|>>|<=|>=|==|!=|&&|\|\||->|[-+*/%&|^~!<>=?:;,.()[\]{}#])/y;
const SPACE = /(?:[ \t\f\v\r]|\\\r?\n|\/\/(?:\\\r?\n|[^\n])*|\/\*[\s\S]*?\*\/)+/y;

/**
 * Cuts a source text into C's tokens. Comments and line continuations go; the last token has the kind `end`.
 *
 * @throws {DeclarationError} at a character that C does not know, and at a comment or text without an end
 */
export function tokenize(source: string): Token[] {
  if (source.length > LONGEST) {
    throw new DeclarationError(
      { line: 1, column: 1 },
      `The text has ${source.length} characters; at most ${LONGEST} are read.`,
    );
  }
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let first = true;
  let spaced = false;
  /** Moves on to `end`, and counts the lines between. */
  const advance = (end: number): void => {
    for (let newline = source.indexOf('\n', at); newline !== -1 && newline < end; ) {
      line += 1;
      lineStart = newline + 1;
      newline = source.indexOf('\n', lineStart);
    }
    at = end;
  };
  while (at < source.length) {
    if (source[at] === '\n') {
      advance(at + 1);
      first = true;
      spaced = true;
      continue;
    }
    SPACE.lastIndex = at;
    if (SPACE.test(source)) {
      advance(SPACE.lastIndex);
      spaced = true;
      continue;
    }
    const position = { line, column: at - lineStart + 1 };
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null || source.startsWith('/*', at)) throw unreadable(source, at, position);
    const [text, name, number, string, character] = match;
    tokens.push({
      kind:
        name !== undefined
          ? 'name'
          : number !== undefined
            ? 'number'
            : string !== undefined
              ? 'string'
              : character !== undefined
                ? 'character'
                : 'punctuator',
      text,
      ...position,
      first,
      spaced,
      pack: null,
    });
    at = TOKEN.lastIndex;
    first = false;
    spaced = false;
  }
  tokens.push({
    kind: 'end',
    text: '',
    line,
    column: at - lineStart + 1,
    first: true,
    spaced: true,
    pack: null,
  });
  return tokens;
}

function unreadable(source: string, at: number, position: Position): DeclarationError {
  const seen = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (source.startsWith('/*', at)) {
    return new DeclarationError(position, 'This comment has no end; expected “*/” after it.');
  }
  if (seen === '"' || seen === "'") {
    return new DeclarationError(
      position,
      `This text has no end; expected another ${quote(seen)} on the same line.`,
    );
  }
  return new DeclarationError(
    position,
    `${quote(seen)} is not a character of C; expected a name, a number or punctuation.`,
  );
}

/** A token as an error names it. */
export function seen(token: Token): string {
  return token.kind === 'end' ? 'the end of the text' : quote(token.text);
}
