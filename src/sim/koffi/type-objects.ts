import { unexpected } from './errors.ts';
import { DirectionMarker, PointerCast } from './pointer-cast.ts';
import { directionsOf } from './prototype-parser.ts';
import type { TypeRegistry } from './registry.ts';
import { typeOfText } from './spec.ts';
import type { Directions, Hint, Parameter, Signature, Type } from './types.ts';

const KEY = Symbol('koffi');

/** What a program sees of a type: frozen, and the same one each time. */
export class TypeObject {
  declare readonly name: string;
  declare readonly primitive: string;
  declare readonly size: number;
  declare readonly alignment: number;
  declare readonly disposable: boolean;

  readonly #type: Type;
  readonly #owner: object;

  constructor(key?: unknown, type?: Type, owner?: object) {
    if (key !== KEY || !type || !owner) {
      throw new Error('Type objects cannot be constructed manually');
    }
    this.#type = type;
    this.#owner = owner;
  }

  /** The type behind a type object that belongs to a process; undefined for anything else. */
  static typeOf(value: unknown, owner: object): Type | undefined {
    if (typeof value !== 'object' || value === null || !(#owner in value)) return undefined;
    return value.#owner === owner ? value.#type : undefined;
  }
}

/** What a program sees of a function's prototype. */
export interface PrototypeInfo {
  readonly name: string;
  readonly arguments: readonly { readonly type: TypeObject; readonly direction: string }[];
  readonly result: TypeObject;
}

/** How koffi names what an array becomes. */
function hintName(hint: Hint): string {
  if (hint === 'Array' || hint === 'Buffer') return hint;
  return hint.startsWith('String') ? 'String' : 'Typed';
}

const DIRECTION_NAMES = { 1: 'Input', 2: 'Output', 3: 'Input/Output' };

/** Type objects of one process, and what a type specifier means in it. */
export class TypeObjects {
  readonly #registry: TypeRegistry;
  readonly #objects = new WeakMap<Type, TypeObject>();

  constructor(registry: TypeRegistry) {
    this.#registry = registry;
  }

  /** @param more properties besides, before it is frozen */
  objectOf(type: Type, more: Record<string, unknown> = {}): TypeObject {
    const known = this.#objects.get(type);
    if (known) return known;
    const object = new TypeObject(KEY, type, this);
    this.#objects.set(type, object);
    const { name, kind, size, align, dispose } = type;
    Object.assign(object, {
      name,
      primitive: kind,
      size,
      alignment: align,
      disposable: dispose !== null,
      ...this.#details(type),
      ...more,
    });
    Object.freeze(object);
    return object;
  }

  /** Lets the next {@link objectOf} describe a type anew, which was redefined. */
  changed(type: Type): void {
    this.#objects.delete(type);
  }

  /** The type of a type object of this process; undefined for anything else. */
  typeOf(value: unknown): Type | undefined {
    return TypeObject.typeOf(value, this);
  }

  /**
   * What a specifier means: a name, a type object, or what `koffi.out` made.
   *
   * @throws TypeError when it means nothing
   */
  resolve(spec: unknown): Type {
    if (typeof spec === 'string') return this.#named(spec, spec);
    return TypeObject.typeOf(spec, this) ?? this.#given(spec).type;
  }

  /** The same where a direction may stand before the type. */
  resolveParameter(spec: unknown): Parameter {
    if (typeof spec !== 'string') return this.#given(spec);
    const known = this.#registry.get(spec);
    if (known) return { type: known, directions: 1 };
    const word = /^[A-Za-z_]\w*/.exec(spec)?.[0] ?? '';
    const directions: Directions | undefined = directionsOf(word);
    const rest = directions ? spec.slice(word.length).trimStart() : spec;
    return { type: this.#named(rest, spec), directions: directions ?? 1 };
  }

  /** What `info` of a function shows. */
  describe({ name, parameters, result }: Signature): PrototypeInfo {
    return Object.freeze({
      name,
      arguments: parameters.map(({ type, directions }) => ({
        type: this.objectOf(type),
        direction: DIRECTION_NAMES[directions],
      })),
      result: this.objectOf(result),
    });
  }

  #details({ kind, size, ref, hint, members, signature }: Type): Record<string, unknown> {
    switch (kind) {
      case 'Array':
        return {
          length: size / (ref as Type).size,
          hint: hintName(hint),
          ref: this.objectOf(ref as Type),
        };
      case 'Pointer':
        return { ref: this.objectOf(ref as Type) };
      case 'Record':
      case 'Union':
        return {
          members: Object.freeze(
            Object.fromEntries(
              members.map(({ name, type, offset }) => [
                name,
                { name, type: this.objectOf(type), offset },
              ]),
            ),
          ),
        };
      case 'Prototype':
      case 'Callback':
        return { proto: this.describe(signature as Signature) };
      default:
        return {};
    }
  }

  #named(text: string, spec: string): Type {
    const known = this.#registry.get(text);
    if (known) return known;
    const type = typeOfText(this.#registry, text);
    if (!type) throw new TypeError(`Unknown or invalid type name '${spec}'`);
    this.#registry.remember(text, type);
    return type;
  }

  #given(spec: unknown): Parameter {
    if (spec instanceof DirectionMarker) return { type: spec.type, directions: spec.directions };
    const type = this.typeOf(spec);
    if (type) return { type, directions: 1 };
    if (spec instanceof PointerCast) {
      throw new TypeError(
        `Unexpected ${spec.type.name} value as type specifier, expected string or type`,
      );
    }
    throw new TypeError(
      unexpected(spec, 'string or type').message.replace(' value, ', ' value as type specifier, '),
    );
  }
}
