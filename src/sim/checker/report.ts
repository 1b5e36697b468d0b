/** A line of the program. */
export interface Place {
  readonly url: string;
  /** From 1. */
  readonly line: number;
}

/** The rules that the checker knows, by what was broken. */
export type Kind =
  | 'OVERLAPPED is scratch'
  | 'buffer is scratch'
  | 'OVERLAPPED reused'
  | 'OVERLAPPED moved'
  | 'OVERLAPPED written'
  | 'OVERLAPPED freed'
  | 'buffer lent twice'
  | 'buffer written'
  | 'buffer freed'
  | 'memory collected'
  | 'kernel wrote to freed memory'
  | 'packet lost'
  | 'packet left'
  | 'entries not looked at'
  | 'operation outstanding'
  | 'handle left open';

/** The belief behind a broken rule, and the fact that refutes it. */
export interface Cause {
  /** Such as M09. */
  readonly misconception: string;
  /** Such as OV-9. */
  readonly fact: string;
  /** What is so instead, as a sentence; empty where the report itself says it. */
  readonly why: string;
}

/** What Windows does not tell: a rule of ownership that the program broke. */
export interface Report {
  readonly kind: Kind;
  readonly misconception: string;
  readonly fact: string;
  /** What happened, in whole sentences, with the lines. */
  readonly sentence: string;
  /** Where the rule was broken; where that cannot be seen, the line at which it came to light. */
  readonly at: Place | null;
  /** Where the operation was started, the handle opened, or the packet dequeued. */
  readonly since: Place | null;
  /** Microseconds on the machine's clock, when it was found. */
  readonly t: number;
  /** How often it happened at the same lines. */
  readonly times: number;
}

/** How many different reports are kept; of one mistake in a loop there is one. */
const MOST = 50;

const samePlace = (place: Place | null): string => (place ? `${place.url}:${place.line}` : '');

/** What was found, in the order in which it was. */
export class Reports {
  readonly #byKey = new Map<string, Report>();
  #more = 0;

  add(report: Omit<Report, 'times'>): void {
    const { kind, misconception, at, since } = report;
    const key = [kind, misconception, samePlace(at), samePlace(since)].join('|');
    const known = this.#byKey.get(key);
    if (known) this.#byKey.set(key, { ...known, times: known.times + 1 });
    else if (this.#byKey.size < MOST) this.#byKey.set(key, { ...report, times: 1 });
    else this.#more += 1;
  }

  get all(): Report[] {
    return [...this.#byKey.values()];
  }

  /** How many there were besides those that are kept. */
  get more(): number {
    return this.#more;
  }
}
