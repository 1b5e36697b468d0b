import {
  ABIS,
  type Abi,
  DeclarationError,
  type Layout,
  layoutOf,
  leastPadding,
  type Order,
  type Part,
  parse,
} from '../../abi/index.ts';
import { measure } from '../../abi/place.ts';

/** What a reader may change without changing the declaration. */
export interface Choice {
  abi: Abi;
  /** As if `#pragma pack(push, n)` stood before the text; null leaves packing as the compiler has it. */
  pack: 1 | 2 | 4 | 8 | null;
  order: 'declared' | 'least';
}

/** A declaration that was laid out. Sizes are bytes. */
export interface Laid {
  layout: Layout;
  /** The size with the order of the declaration and the compiler's packing. */
  declared: number;
  /** Null for what has no order. */
  least: Order | null;
  /** The size as chosen, on each ABI; null where it cannot be read there. */
  sizes: { abi: Abi; size: number | null }[];
  /** The fields that packing has moved off their own alignment. */
  unaligned: string[];
}

/** Why a declaration was not laid out. */
export interface Unread {
  /** A whole sentence. */
  reason: string;
  /** Null when it concerns the whole text. */
  place: { line: number; column: number } | null;
}

/** The longest text that is laid out on each key stroke, in characters. */
export const MOST_CHARACTERS = 100_000;

/** Lays the last type of a text out, with what a reader chose. */
export function read(source: string, choice: Choice): Laid | Unread {
  const prefix = choice.pack === null ? '' : `#pragma pack(push, ${choice.pack})\n`;
  try {
    if (source.length > MOST_CHARACTERS) {
      throw new RangeError(
        `The text is longer than ${MOST_CHARACTERS.toLocaleString('en')} characters; expected less.`,
      );
    }
    const found = parse(prefix + source, choice.abi).last;
    if (found === null) {
      throw new TypeError(
        'The text declares no type yet; expected one, such as “struct point { int x; int y; };”.',
      );
    }
    const least = leastPadding(found.type, choice.abi);
    const type = choice.order === 'least' && least !== null ? least.type : found.type;
    const layout = layoutOf(type, choice.abi, found.name);
    return {
      layout,
      least,
      declared: sizeOn(source, { ...choice, pack: null, order: 'declared' }) ?? layout.size,
      sizes: ABIS.map((abi) => ({ abi, size: sizeOn(prefix + source, { ...choice, abi }) })),
      unaligned: choice.pack === null ? [] : unalignedIn(layout.parts, choice.abi),
    };
  } catch (error) {
    if (error instanceof DeclarationError) {
      const { line, column, reason } = error;
      return { reason, place: { line: prefix === '' ? line : Math.max(1, line - 1), column } };
    }
    if (error instanceof TypeError || error instanceof RangeError) {
      return { reason: error.message, place: null };
    }
    throw error;
  }
}

function sizeOn(source: string, { abi, order }: Choice): number | null {
  try {
    const found = parse(source, abi).last;
    if (found === null) return null;
    const least = order === 'least' ? leastPadding(found.type, abi) : null;
    return measure(least?.type ?? found.type, abi).size;
  } catch {
    return null;
  }
}

function unalignedIn(parts: readonly Part[], abi: Abi): string[] {
  return parts.flatMap((part) => {
    if (part.kind !== 'field') return unalignedIn(part.parts, abi);
    return part.offset % measure(part.ctype, abi).align === 0 ? [] : [part.path];
  });
}
