/** Gives objects back as they are, so that a class that extends it puts its private field on them. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for.
    return object;
  }
}

/** Something that is known of objects, as long as they live. */
interface Labels<Label> {
  put(object: object, label: Label): void;
  of(object: object): Label | undefined;
}

/**
 * Labels on objects of others, which nobody else sees. They are private fields, since the garbage collector takes long
 * over a WeakMap with a hundred thousand entries.
 */
export function makeLabels<Label>(): Labels<Label> {
  class Labelled extends Given {
    #label: Label;

    constructor(object: object, label: Label) {
      super(object);
      this.#label = label;
    }

    static put(object: object, label: Label): void {
      if (#label in object) object.#label = label;
      else new Labelled(object, label);
    }

    static of(object: object): Label | undefined {
      return #label in object ? object.#label : undefined;
    }
  }
  return Labelled;
}
