import type { Field, Layout, Part } from './layout.ts';
import { reasonFor, type SpareBits } from './padding.ts';
import type { Abi } from './types.ts';

/** A member as plain data. */
export interface PlainPart extends Field {
  /** Null for an anonymous struct or union. */
  name: string | null;
  kind: 'struct' | 'union' | 'field';
  /** Empty for a field. All members of a union begin at the same byte. */
  parts: PlainPart[];
}

/** Bytes that belong to no member, as plain data. */
export interface PlainGap {
  offset: number;
  /** Bytes. */
  size: number;
  /** The path of the field that comes next in the same struct; null when the gap ends the struct. */
  before: string | null;
  /** Why it is there, as a sentence. */
  reason: string;
}

/** A layout that can be written as JSON: what a page carries of it. All numbers are bytes, those of bits excepted. */
export interface PlainLayout {
  name: string;
  abi: Abi;
  size: number;
  align: number;
  parts: PlainPart[];
  padding: PlainGap[];
  spareBits: SpareBits[];
}

function plainPart({ ctype: _, align: __, parts, ...part }: Part): PlainPart {
  return { ...part, parts: parts.map(plainPart) };
}

/** A layout without its types, and with the reason for each gap in words. */
export function plainLayout({
  name,
  abi,
  size,
  align,
  parts,
  padding,
  spareBits,
}: Layout): PlainLayout {
  return {
    name,
    abi,
    size,
    align,
    parts: parts.map(plainPart),
    padding: padding.map((gap) => ({
      offset: gap.offset,
      size: gap.size,
      before: gap.before,
      reason: reasonFor(gap),
    })),
    spareBits,
  };
}
