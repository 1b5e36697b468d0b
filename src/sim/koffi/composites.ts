import { nameOfValue } from './errors.ts';
import { MAX_TYPE_SIZE, type TypeRegistry, typedHint } from './registry.ts';
import type { TypeObjects } from './type-objects.ts';
import { aligned, type Hint, isInteger, type Member, type Type } from './types.ts';

const isMissing = (value: unknown): value is null | undefined =>
  value === null || value === undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `1 MiB`, as koffi writes sizes. */
const size = (bytes: number): string => `${bytes / 2 ** 20} MiB`;

interface Declared {
  readonly name: string;
  readonly type: Type;
  readonly align: number | null;
}

/** Makes the types that a program declares. */
export class Composites {
  readonly #registry: TypeRegistry;
  readonly #objects: TypeObjects;

  constructor(registry: TypeRegistry, objects: TypeObjects) {
    this.#registry = registry;
    this.#objects = objects;
  }

  struct(parameters: readonly unknown[], padded: boolean): Type {
    return this.#declare(parameters, 'Record', 'struct', (type, declared) => {
      let end = 0;
      const members: Member[] = [];
      for (const { name, type: member, align } of declared) {
        const step = align ?? (padded ? member.align : 1);
        const offset = aligned(end, step);
        end = offset + member.size;
        type.align = Math.max(type.align, step);
        if (end > MAX_TYPE_SIZE) {
          throw new Error(`Struct '${type.name}' size is too high (max = ${size(MAX_TYPE_SIZE)})`);
        }
        if (name !== '_') members.push({ name, type: member, offset, countedBy: null });
      }
      connectCounts(type, members);
      type.members = members;
      return end;
    });
  }

  union(parameters: readonly unknown[]): Type {
    return this.#declare(parameters, 'Union', 'union', (type, declared) => {
      const members: Member[] = [];
      for (const { name, type: member, align } of declared) {
        if (member.countedBy) {
          throw new TypeError('Cannot use dynamic-length array or pointer inside of union');
        }
        type.align = Math.max(type.align, align ?? member.align);
        if (name !== '_') members.push({ name, type: member, offset: 0, countedBy: null });
      }
      type.members = members;
      return Math.max(0, ...declared.map(({ type: member }) => member.size));
    });
  }

  opaque(name: unknown): Type {
    const given = this.#name(name);
    const type = this.#registry.make(given, 'Void', 0, 0);
    if (given !== null) this.#registry.name(given, type);
    return type;
  }

  pointer(parameters: readonly unknown[]): Type {
    if (parameters.length < 1) {
      throw new TypeError(`Expected 1 to 3 arguments, got ${parameters.length}`);
    }
    const skip = parameters.length > 1 && typeof parameters[1] !== 'number' ? 1 : 0;
    const name = skip ? this.#name(parameters[0]) : null;
    const ref = this.#objects.resolve(parameters[skip]);
    const last = parameters[skip + 1];
    let depth = 1;
    let countedBy: string | null = null;
    if (parameters.length >= 2 + skip) {
      if (typeof last === 'string') countedBy = last;
      else if (typeof last === 'number') depth = Math.trunc(last);
      else {
        throw new TypeError(`Unexpected ${nameOfValue(last)} value for count, expected number`);
      }
      if (depth < 1 || depth > 4) throw new TypeError('Value of count must be between 1 and 4');
    }
    const type = this.#registry.pointerTo(ref, depth);
    if (name === null && countedBy === null) return type;
    const copy = this.#registry.copy(type, name ?? type.name);
    copy.countedBy = countedBy;
    if (name !== null) this.#registry.name(name, copy);
    return copy;
  }

  array(parameters: readonly unknown[]): Type {
    if (parameters.length < 2) {
      throw new TypeError(`Expected 2 to 4 arguments, got ${parameters.length}`);
    }
    const ref = this.#objects.resolve(parameters[0]);
    const counted = parameters.length >= 3 && typeof parameters[1] === 'string' ? 1 : 0;
    const given = parameters[1 + counted];
    if (typeof given !== 'number') {
      if (parameters.length === 2 && typeof given === 'string') {
        throw new TypeError('Missing maxLen argument');
      }
      throw new TypeError(
        `Unexpected ${nameOfValue(parameters[1])} value for ${counted ? 'maxLen' : 'len'}, expected integer`,
      );
    }
    const length = Math.trunc(given);
    if (!(length > 0)) throw new TypeError('Array length must be positive and non-zero');
    if (ref.size === 0) {
      throw new TypeError(
        `An array needs elements of a known size, and ${ref.name} has none: give a pointer to it, or a type that is complete.`,
      );
    }
    const most = Math.floor(MAX_TYPE_SIZE / ref.size);
    if (length > most) throw new TypeError(`Array length is too high (max = ${most})`);
    const hint = parameters[2 + counted];
    const type = isMissing(hint)
      ? counted
        ? this.#registry.arrayOf(ref, length)
        : this.#registry.commonArrayOf(ref, length)
      : this.#registry.arrayOf(ref, length, hintOf(ref, hint));
    if (counted) type.countedBy = parameters[1] as string;
    return type;
  }

  enumeration(parameters: readonly unknown[]): { type: Type; values: Record<string, unknown> } {
    if (parameters.length < 1) {
      throw new TypeError(`Expected 1 or 2 arguments, got ${parameters.length}`);
    }
    const named = parameters.length >= 2 && typeof parameters[0] !== 'object' ? 1 : 0;
    const name = named ? this.#name(parameters[0]) : null;
    const definition = parameters[named];
    if (!isObject(definition)) {
      throw new TypeError(
        `Unexpected ${nameOfValue(parameters[1])} value for values, expected object`,
      );
    }
    const storage = parameters[1 + named];
    const type = this.#registry.make(name, 'Int32', 4, 4);
    const values: Record<string, unknown> = {};
    if (!isMissing(storage)) {
      const stored = this.#objects.resolve(storage);
      if (!isInteger(stored)) {
        throw new TypeError('Expected integer type for underlying enum storage type');
      }
      type.kind = stored.kind;
      type.size = stored.size;
      type.align = stored.align;
    } else {
      for (const [key, value] of Object.entries(definition)) {
        if (typeof value !== 'number' && typeof value !== 'bigint') {
          throw new TypeError(
            `Unexpected ${nameOfValue(parameters[0])} value for enumeration value, expected number`,
          );
        }
        if (value < -(2 ** 31) || value >= 2 ** 31) {
          throw new Error('Cannot find storage type wide enough for enum values');
        }
        values[key] = value;
      }
    }
    if (name !== null) this.#registry.name(name, type);
    return { type, values };
  }

  alias(parameters: readonly unknown[]): Type {
    if (parameters.length < 2) {
      throw new TypeError(`Expected 2 arguments, got ${parameters.length}`);
    }
    const [name, spec] = parameters;
    if (typeof name !== 'string') {
      throw new TypeError(`Unexpected ${nameOfValue(name)} value for name, expected string`);
    }
    const type = this.#objects.resolve(spec);
    this.#registry.name(name, type);
    return type;
  }

  /** @throws TypeError when it is neither a string nor left out */
  #name(name: unknown): string | null {
    if (isMissing(name)) return null;
    if (typeof name === 'string') return name;
    throw new TypeError(`Unexpected ${nameOfValue(name)} value for name, expected string`);
  }

  #declare(
    parameters: readonly unknown[],
    kind: 'Record' | 'Union',
    word: string,
    lay: (type: Type, declared: readonly Declared[]) => number,
  ): Type {
    if (parameters.length < 1) {
      throw new TypeError(`Expected 1 or 2 arguments, got ${parameters.length}`);
    }
    const skip = parameters.length > 1 ? 1 : 0;
    const replaced = skip ? this.#objects.typeOf(parameters[0]) : undefined;
    const name = skip && !replaced ? this.#name(parameters[0]) : null;
    const definition = parameters[skip];
    if (!isObject(definition)) {
      throw new TypeError(
        `Unexpected ${nameOfValue(parameters[1])} value for members, expected object`,
      );
    }
    if (replaced && (replaced.kind !== 'Void' || replaced === this.#registry.void)) {
      throw new TypeError(`Cannot redefine non-opaque type ${replaced.name}`);
    }
    const type = this.#registry.make(replaced?.name ?? name, 'Void', 0, 1);
    // Known already, so that a member can point to the struct that it is in.
    if (name !== null) this.#registry.name(name, type);
    try {
      const declared = this.#members(type, definition, word);
      const end = aligned(lay(type, declared), type.align);
      if (end === 0) throw new Error(`Empty type '${type.name}' is not allowed in C`);
      type.kind = kind;
      type.size = end;
    } catch (problem) {
      if (name !== null) {
        this.#registry.forget(name);
        this.#registry.forget(`${name} *`);
      }
      throw problem;
    }
    if (!replaced) return type;
    const { size, align, members } = type;
    Object.assign(replaced, { kind, size, align, members, read: null, write: null });
    this.#objects.changed(replaced);
    return replaced;
  }

  #members(type: Type, definition: Record<string, unknown>, word: string): Declared[] {
    const seen = new Set<string>();
    return Object.keys(definition).map((name) => {
      const { spec, align } = alignedSpec(name, definition[name]);
      const member = this.#objects.resolve(spec);
      const { kind, size: bytes, signature } = member;
      if (bytes === 0 || kind === 'Prototype' || (kind === 'Callback' && signature?.variadic)) {
        throw new TypeError(
          `Type ${member.name} cannot be used as a member (maybe try ${member.name} *)`,
        );
      }
      if (name !== '_' && !/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) {
        throw new Error(`Invalid member name '${name}'`);
      }
      if (seen.has(name)) throw new Error(`Duplicate member '${name}' in ${word} '${type.name}'`);
      seen.add(name);
      return { name, type: member, align };
    });
  }
}

/** A member's type, and the alignment that may be given with it: `[8, 'int']`. */
function alignedSpec(name: string, spec: unknown): { spec: unknown; align: number | null } {
  if (!Array.isArray(spec)) return { spec, align: null };
  if (spec.length !== 2 || typeof spec[0] !== 'number') {
    throw new Error('Member specifier array must contain alignement value and type');
  }
  const align = Math.trunc(spec[0]);
  if (![1, 2, 4, 8].includes(align)) {
    throw new Error(`Alignment of member '${name}' must be 1, 2, 4 or 8`);
  }
  return { spec: spec[1], align };
}

/** Lets every counted member know the member that counts it. */
function connectCounts(type: Type, members: readonly Member[]): void {
  for (const [index, member] of members.entries()) {
    const { countedBy, kind } = member.type;
    if (!countedBy) continue;
    const by = members.find(({ name }) => name === countedBy);
    if (!by) throw new Error(`Record type ${type.name} does not have member '${countedBy}'`);
    if (!isInteger(by.type)) {
      throw new Error(`Dynamic length member ${countedBy} is not an integer`);
    }
    if (kind === 'Array' && index < members.length - 1) {
      throw new Error(`Flexible array '${member.name}' is not the last member of struct`);
    }
    member.countedBy = by;
  }
}

function hintOf(ref: Type, hint: unknown): Hint {
  if (typeof hint !== 'string') {
    throw new TypeError(`Unexpected ${nameOfValue(hint)} value for hint, expected string`);
  }
  switch (hint) {
    case 'Typed':
    case 'typed':
    case 'Buffer':
    case 'buffer': {
      const name = hint.toLowerCase() === 'typed' ? 'Typed' : 'Buffer';
      if (ref.hint === 'Array') {
        throw new Error(`Array hint '${name}' cannot be used with type ${ref.name}`);
      }
      return name === 'Typed' ? typedHint(ref) : 'Buffer';
    }
    case 'Array':
    case 'array':
      return 'Array';
    case 'String':
    case 'string':
      if (!['Int8', 'Int16', 'Int32'].includes(ref.kind)) {
        throw new Error(
          "Array hint 'String' can only be used with 8, 16 and 32-bit signed integer types",
        );
      }
      return ref.size === 1 ? 'String8' : ref.size === 2 ? 'String16' : 'String32';
    default:
      throw new Error("Array conversion hint must be 'Typed', 'Array' or 'String'");
  }
}
