import type { Directions, Type } from './types.ts';

/** What `koffi.as` gives: a value for a pointer parameter, with the type it shall be taken for. */
export class PointerCast {
  readonly #value: unknown;
  readonly #type: Type;

  constructor(value: unknown, type: Type) {
    this.#value = value;
    this.#type = type;
  }

  get value(): unknown {
    return this.#value;
  }

  get type(): Type {
    return this.#type;
  }
}

/** What `koffi.out` and `koffi.inout` give. */
export class DirectionMarker {
  readonly #type: Type;
  readonly #directions: Directions;

  constructor(type: Type, directions: Directions) {
    this.#type = type;
    this.#directions = directions;
  }

  get type(): Type {
    return this.#type;
  }

  get directions(): Directions {
    return this.#directions;
  }
}
