import type { Token } from './tokens.ts';
import { type Abi, type CType, type Enum, type RecordType, resolve } from './types.ts';

/** The names that hold at one place: those declared here, and those of the scope around it. */
export class Scope {
  readonly typedefs = new Map<string, { type: CType; at: Token }>();
  readonly tags = new Map<string, { type: RecordType | Enum; at: Token }>();
  readonly constants = new Map<string, bigint>();
  readonly outer: Scope | null;

  constructor(outer: Scope | null) {
    this.outer = outer;
  }

  typedef(name: string): CType | undefined {
    return this.typedefs.get(name)?.type ?? this.outer?.typedef(name);
  }

  tag(name: string): RecordType | Enum | undefined {
    return this.tags.get(name)?.type ?? this.outer?.tag(name);
  }

  constant(name: string): bigint | undefined {
    return this.constants.get(name) ?? this.outer?.constant(name);
  }

  /** The known name that looks most like this one, if any does. */
  nearest(name: string): string | null {
    let best: string | null = null;
    let least = Math.max(1, Math.floor(name.length / 4)) + 1;
    for (let scope: Scope | null = this; scope !== null; scope = scope.outer) {
      for (const known of scope.typedefs.keys()) {
        const distance = differences(name.toUpperCase(), known.toUpperCase(), least);
        if (distance < least) {
          best = known;
          least = distance;
        }
      }
    }
    return best;
  }
}

/** How many letters have to be added, left out, changed or swapped with the next; at most `limit`. */
function differences(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      let least = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] as number) + 1);
      }
      next.push(least);
    }
    before = row;
    row = next;
  }
  return Math.min(limit, row[b.length] as number);
}

/** What a text declares. */
export class Declarations {
  /** Whose macros and sizes it was read with. */
  readonly abi: Abi;
  /** The last type that the text itself declares, and its name; null when it declares none. */
  readonly last: { name: string; type: CType } | null;
  readonly #scope: Scope;

  constructor(abi: Abi, scope: Scope, last: { name: string; type: CType } | null) {
    this.abi = abi;
    this.last = last;
    this.#scope = scope;
  }

  /** A type by its typedef name or its tag, those of Windows' headers included. */
  find(name: string): CType | undefined {
    return (
      this.#scope.typedef(name) ?? this.#scope.tag(name.replace(/^(?:struct|union|enum) /, ''))
    );
  }

  /** The names of the structs and unions that the text itself declares, in its order: typedef names, else tags. */
  records(): string[] {
    const named = new Map<CType, string>();
    for (const [name, { type }] of this.#scope.typedefs) {
      const under = resolve(type);
      if ((under.kind === 'struct' || under.kind === 'union') && under.members && !named.has(under))
        named.set(under, name);
    }
    for (const [tag, { type }] of this.#scope.tags) {
      if (type.kind !== 'enum' && type.members !== null && !named.has(type)) named.set(type, tag);
    }
    return [...named.values()];
  }
}
