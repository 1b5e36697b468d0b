import type { KernelObject } from '../kernel/object.ts';
import { SocketObject } from '../kernel/socket.ts';
import type { Lent, Loan, Purpose } from './loan.ts';
import type { Place } from './report.ts';

/** `main.ts:23` for a place: its file's name without the folders. */
export const shortName = ({ url, line }: Place): string =>
  `${url.slice(url.lastIndexOf('/') + 1)}:${line}`;

/** The sentences of reports, with the program's lines in them. */
export class Sentences {
  readonly #name: (place: Place) => string;

  constructor(name: (place: Place) => string) {
    this.#name = name;
  }

  /** `the WSARecv that was started at main.ts:20`. */
  operation({ request, since }: Lent): string {
    return since === null
      ? `a ${request.name}`
      : `the ${request.name} that was started at ${this.#name(since)}`;
  }

  /** ` at main.ts:23`, or nothing where the place is not known. */
  at(place: Place | null, word = 'at'): string {
    return place === null ? '' : ` ${word} ${this.#name(place)}`;
  }

  /** `between main.ts:20 and main.ts:23`, as far as it is known. */
  between(from: Place | null, to: Place | null): string {
    if (from === null) return this.at(to, 'before');
    if (to === null) return this.at(from, 'after');
    if (from.url === to.url && from.line === to.line) return this.at(to, 'before');
    return ` between ${this.#name(from)} and ${this.#name(to)}`;
  }
}

/** What lent memory is, in the middle of a sentence. */
export const thing = (purpose: Purpose): string =>
  purpose === 'sender’s address' ? 'the memory for the sender’s address' : `the ${purpose}`;

/** The same at the beginning of one. */
export const Thing = (purpose: Purpose): string => {
  const words = thing(purpose);
  return `T${words.slice(1)}`;
};

/** How far an operation is, for a person. */
export function progress({ request }: Lent): string {
  if (request.state !== 'over') return 'while it was under way';
  return 'before its packet was dequeued';
}

const bytes = (count: number): string => (count === 1 ? '1 byte' : `${count} bytes`);

/** `12 bytes of the buffer`, for what the kernel wrote. */
export const written = (loan: Loan, length: number): string =>
  loan.purpose === 'OVERLAPPED' ? 'the status' : bytes(length);

/** What a handle stands for. */
export function noun(object: KernelObject): string {
  return object instanceof SocketObject ? 'socket' : object.kind;
}
