import { MAX_TYPE_SIZE, type TypeRegistry } from './registry.ts';
import { isPointerOrString, type Type } from './types.ts';

const MAX_INDIRECTIONS = 8;

const trimmed = (text: string): string => text.replace(/^\s+/, '');

/** The identifier that a text begins with; empty when it begins with something else. */
const identifier = (text: string): string => /^[A-Za-z_]\w*/.exec(text)?.[0] ?? '';

/** What stands behind the name: 0 for a pointer, else the length of an array; and where a `!` stands. */
interface Indirections {
  readonly levels: number[];
  readonly disposable: Set<number>;
}

function indirections(text: string): Indirections {
  const levels: number[] = [];
  const disposable = new Set<number>();
  const add = (level: number) => {
    if (levels.length >= MAX_INDIRECTIONS) throw new Error('Too many type indirections');
    levels.push(level);
  };
  let rest = text;
  while (rest) {
    if (rest.startsWith('*')) {
      add(0);
      rest = rest.slice(1);
    } else if (rest.startsWith('!')) {
      disposable.add(levels.length);
      rest = rest.slice(1);
    } else if (rest.startsWith('[')) {
      const length = /^\[\s*(\d+)/.exec(rest);
      if (!length) throw new Error('Invalid array length');
      rest = trimmed(rest.slice(length[0].length));
      if (!rest.startsWith(']')) throw new Error("Expected ']' after array length");
      add(Number(length[1]));
      rest = rest.slice(1);
    } else if (identifier(rest) === 'const') {
      // koffi takes a space with it, so that what follows may begin at once.
      rest = rest.slice(6);
    } else {
      throw new Error(`Unexpected character '${rest[0]}' in type specifier`);
    }
    rest = trimmed(rest);
  }
  return { levels, disposable };
}

/** The name that a type specifier begins with, and what stands behind it. */
function split(text: string): { name: string; after: string } {
  let start = trimmed(text);
  while (identifier(start) === 'const') start = trimmed(start.slice(6));
  let after = start;
  for (let word = identifier(after); word; word = identifier(after)) {
    after = trimmed(after.slice(word.length));
  }
  return { name: start.slice(0, start.length - after.length).trim(), after };
}

/**
 * The type that a specifier such as `const char *` or `int[3]` means.
 *
 * @returns null where the name means nothing
 * @throws Error for what cannot be a type
 */
export function typeOfText(registry: TypeRegistry, text: string): Type | null {
  const { name, after } = split(text);
  const { levels, disposable } = indirections(after.trimEnd());
  let type = registry.get(name) ?? registry.get(name.replace(/\s+/g, ' '));
  if (!type) return null;
  for (let level = 0; ; level++) {
    if (disposable.has(level)) type = disposableOf(registry, type);
    const length = levels[level];
    if (length === undefined) return type;
    if (length === 0) type = registry.pointerTo(type);
    else type = arrayOf(registry, type, length);
  }
}

function disposableOf(registry: TypeRegistry, type: Type): Type {
  if (!isPointerOrString(type)) throw new Error('Cannot create disposable type for non-pointer');
  const copy = registry.copy(type, null);
  copy.dispose = registry.free;
  return copy;
}

function arrayOf(registry: TypeRegistry, type: Type, length: number): Type {
  if (type.kind === 'Void') throw new TypeError('Cannot make array of empty or incomplete type');
  const most = Math.floor(MAX_TYPE_SIZE / type.size);
  if (length > most) throw new TypeError(`Array length is too high (max = ${most})`);
  return registry.commonArrayOf(type, length);
}
