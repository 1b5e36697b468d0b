interface Node<T> {
  readonly value: T;
  before: Node<T> | null;
  behind: Node<T> | null;
  isThere: boolean;
}

/** Values in the order in which they came. Any of them can leave, at the same cost however many there are. */
export class Queue<T> {
  #first: Node<T> | null = null;
  #last: Node<T> | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The one that came first; undefined when there is none. */
  get first(): T | undefined {
    return this.#first?.value;
  }

  /** Adds a value at the end. @returns what takes it out again, if it is still there */
  push(value: T): () => void {
    const node: Node<T> = { value, before: this.#last, behind: null, isThere: true };
    if (this.#last) this.#last.behind = node;
    else this.#first = node;
    this.#last = node;
    this.#length += 1;
    return () => this.#remove(node);
  }

  /** Takes the first one; undefined when there is none. */
  shift(): T | undefined {
    const node = this.#first;
    if (node) this.#remove(node);
    return node?.value;
  }

  /** Takes all of them, the first one first. */
  takeAll(): T[] {
    const all: T[] = [];
    while (this.#first) all.push(this.shift() as T);
    return all;
  }

  #remove(node: Node<T>): void {
    if (!node.isThere) return;
    node.isThere = false;
    this.#length -= 1;
    if (node.before) node.before.behind = node.behind;
    else this.#first = node.behind;
    if (node.behind) node.behind.before = node.before;
    else this.#last = node.before;
    // A node that grew old and is gone would keep its younger neighbours alive, and they theirs, until old memory is tidied.
    node.before = null;
    node.behind = null;
  }
}
