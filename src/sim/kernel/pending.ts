import type { Request } from './request.ts';

/**
 * The pending operations of a process, in the order in which they were started. They are linked by themselves: a Set
 * makes its table anew again and again while thousands come and go, and one whose old table has grown old keeps all that
 * was in it since.
 */
export class Pending {
  #first: Request | null = null;
  #last: Request | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds one that is in no such list. */
  add(request: Request): void {
    request.before = this.#last;
    if (this.#last) this.#last.behind = request;
    else this.#first = request;
    this.#last = request;
    this.#size += 1;
  }

  /** Takes one out that is in the list. */
  remove(request: Request): void {
    const { before, behind } = request;
    if (before) before.behind = behind;
    else this.#first = behind;
    if (behind) behind.before = before;
    else this.#last = before;
    request.before = null;
    request.behind = null;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Iterator<Request> {
    for (let request = this.#first; request; request = request.behind) yield request;
  }
}
