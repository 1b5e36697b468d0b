import { DeclarationError } from './errors.ts';
import type { Token } from './tokens.ts';
import type { Scalar, Void } from './types.ts';

const scalar = (name: string, size: Scalar['size'], form: Scalar['form']): Scalar => ({
  kind: 'scalar',
  name,
  size,
  form,
});

const VOID: Void = { kind: 'void', name: 'void' };

/** What the words mean, sorted by the alphabet. All of them are the same on every Windows: `long` has 4 bytes. */
const COMBINATIONS = new Map<string, Scalar | Void>([['void', VOID]]);

for (const [name, size] of [
  ['short', 2],
  ['int', 4],
  ['long', 4],
  ['long long', 8],
  ['__int16', 2],
  ['__int32', 4],
  ['__int64', 8],
] as const) {
  for (const int of name.startsWith('__') || name === 'int' ? [''] : ['', ' int']) {
    for (const sign of ['', ' signed', ' unsigned']) {
      const form = sign === ' unsigned' ? 'unsigned' : 'signed';
      const shown = form === 'unsigned' ? `unsigned ${name}` : name;
      COMBINATIONS.set(sorted(name + int + sign), scalar(shown, size, form));
    }
  }
}
for (const name of ['char', '__int8']) {
  COMBINATIONS.set(name, scalar(name, 1, 'signed'));
  COMBINATIONS.set(sorted(`signed ${name}`), scalar(`signed ${name}`, 1, 'signed'));
  COMBINATIONS.set(sorted(`unsigned ${name}`), scalar(`unsigned ${name}`, 1, 'unsigned'));
}
COMBINATIONS.set('signed', scalar('int', 4, 'signed'));
COMBINATIONS.set('unsigned', scalar('unsigned int', 4, 'unsigned'));
COMBINATIONS.set('float', scalar('float', 4, 'float'));
COMBINATIONS.set('double', scalar('double', 8, 'float'));
COMBINATIONS.set('double long', scalar('long double', 8, 'float'));
COMBINATIONS.set('_Bool', scalar('_Bool', 1, 'bool'));
COMBINATIONS.set('bool', scalar('bool', 1, 'bool'));

const WORDS = new Set([...COMBINATIONS.keys()].flatMap((words) => words.split(' ')));

function sorted(words: string): string {
  return words.split(' ').toSorted().join(' ');
}

/** Whether a word is part of the name of a scalar: `unsigned`, `long`, `__int64` … */
export function isBaseWord(word: string): boolean {
  return WORDS.has(word);
}

/**
 * The type that words such as `unsigned long` name; `int` when there are none.
 *
 * @throws {DeclarationError} for words that do not go together
 */
export function baseType(words: readonly Token[]): Scalar | Void {
  const text = words.map((word) => word.text).join(' ');
  const type = COMBINATIONS.get(text === '' ? 'int' : sorted(text));
  if (type === undefined) {
    throw new DeclarationError(
      words[0] as Token,
      `“${text}” is no type of C; expected one such as unsigned long or long double.`,
    );
  }
  return type;
}
