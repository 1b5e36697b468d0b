import { FileObject } from '../kernel/file-object.ts';
import type { HandleTable } from '../kernel/handles.ts';
import type { KernelObject } from '../kernel/object.ts';
import type { Observer } from '../kernel/observer.ts';
import { CompletionPort, type Packet } from '../kernel/port.ts';
import type { Process } from '../kernel/process.ts';
import type { Request, Span } from '../kernel/request.ts';
import { STATUS } from '../kernel/status.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Raw } from '../koffi/host.ts';
import { toNumber } from '../memory/address.ts';
import type { Block } from '../memory/heap.ts';
import { type CallKind, CallKinds } from './call-kinds.ts';
import {
  COLLECTED,
  causeOfFree,
  causeOfLentTwice,
  causeOfLoss,
  causeOfReuse,
  causeOfWrite,
  LEFT_OPEN,
  MOVED,
  OUTSTANDING,
  SCRATCH,
  UNSEEN,
} from './causes.ts';
import { type Batch, Dequeues } from './dequeues.ts';
import { Lent, LentList, Loan, lentOf, type Purpose } from './loan.ts';
import { addLoan, loansAt, removeLoan } from './loan-table.ts';
import { type Cause, type Kind, type Place, type Report, Reports } from './report.ts';
import { noun, progress, Sentences, shortName, Thing, thing, written } from './sentences.ts';
import { WatchedBytes } from './watched-bytes.ts';

/** Bytes of an OVERLAPPED, and those of them that the kernel writes at the end. */
const OVERLAPPED = 32;
const STATUS_BLOCK = 16;

/** Of how many starts the lines are noted: to look for a line costs as much as a short call. */
const MOST_PLACES = 5000;

/** How many handles that were left open are named. */
const MOST_NAMED = 5;

/** Of how many refused operations it is remembered that nothing is under way there. */
const MOST_REFUSED = 1000;

/** How a program ended: by itself, by an error that it did not catch, by a fault, or never. */
export type ProgramEnd = 'normal' | 'failed' | 'fault' | 'waits for ever';

export interface CheckerOptions {
  process: Process;
  /** The thread of JavaScript. */
  thread: Thread;
  /** The line of the program that is in the middle of a call now; null when none is, or nobody knows. */
  place?: () => Place | null;
  /** What a person calls a line; the file's name and the line by default. */
  name?: (place: Place) => string;
}

/**
 * Says what Windows does not: where a program breaks the rules of ownership. From the submit until the packet is dequeued
 * the OVERLAPPED and the data belong to the kernel (OV-9); where no packet comes, until the status says that it is over.
 *
 * It cannot see what JavaScript reads, and what JavaScript writes only when it looks the next time: at a call of a
 * function, and before the kernel writes.
 */
export class Checker implements Observer {
  readonly #process: Process;
  readonly #thread: Thread;
  readonly #findPlace: () => Place | null;
  readonly #words: Sentences;
  readonly #kinds: CallKinds;
  readonly #found = new Reports();
  readonly #watched: WatchedBytes;
  readonly #dequeues: Dequeues;
  readonly #lent = new LentList();
  /** Operations that were started since JavaScript ran last. */
  #fresh: Lent[] = [];
  /** Addresses of OVERLAPPEDs whose operation did not start (OV-8). */
  readonly #refused = new Set<bigint>();
  /** Where a call on the pool was made that has not started its operation, by the OVERLAPPED. */
  readonly #starts = new Map<bigint, Place | null>();
  /** Where handles were opened. */
  readonly #opened = new Map<bigint, Place>();
  /** Where ports were closed. */
  readonly #closedAt = new WeakMap<CompletionPort, Place | null>();
  /** The packets that the call of now has dequeued. */
  #taken: (Request | null)[] = [];
  /** Where the program is; undefined when nobody has looked yet. */
  #here: Place | null | undefined;
  /** The OVERLAPPED that the call of now is about to lend. */
  #lending = 0n;
  #isOver = false;
  /** Where it was when its bytes were looked at the last time. */
  #before: Place | null = null;
  #places = 0;

  constructor({ process, thread, place = () => null, name = shortName }: CheckerOptions) {
    this.#process = process;
    this.#thread = thread;
    this.#findPlace = place;
    this.#words = new Sentences(name);
    this.#kinds = new CallKinds(process);
    this.#watched = new WatchedBytes(process.heap, (loan) => this.#changed(loan));
    this.#dequeues = new Dequeues(process.heap, (batch) => this.#overlooked(batch));
  }

  /** What was found so far. */
  get reports(): Report[] {
    return this.#found.all;
  }

  /** How many different reports there were besides. */
  get more(): number {
    return this.#found.more;
  }

  // What the program does.

  /** The program calls a function, on its own thread or on one of the pool. */
  begin(code: bigint, args: readonly Raw[], onPool = false): void {
    const kind = this.#kinds.of(code);
    this.#here = undefined;
    if (this.#taken.length > 0) this.#taken = [];
    if (kind.entries >= 0) this.#dequeues.overwritten(addressIn(args, kind.entries));
    if (kind.overlapped >= 0 || this.#watched.size > 0) this.#note();
    this.#lending = kind.overlapped >= 0 ? addressIn(args, kind.overlapped) : 0n;
    if (this.#watched.size > 0) this.#watched.checkSome();
    if (kind.operation >= 0) this.#askedFor(kind, args);
    if (kind.cancels) this.#cancels(kind, args);
    const kept = kind.overlapped >= 0 ? kind.overlapped : kind.entries;
    if (onPool && kept >= 0) this.#starts.set(addressIn(args, kept), this.#place());
    this.#before = this.#here ?? null;
    if (!onPool) return;
    // JavaScript goes on at once.
    this.#here = undefined;
    this.#watched.resume(false);
  }

  /** The call has returned. */
  end(code: bigint, args: readonly Raw[], result: Raw | undefined): void {
    this.#settle();
    const kind = this.#kinds.of(code);
    if (kind.entries >= 0 && Number(result ?? 0) !== 0) {
      if (this.#taken.length > 1) this.#note();
      this.#dequeued(kind, args, this.#here ?? null);
    }
    this.#here = undefined;
    this.#watched.resume(false);
  }

  /** A call on the pool has returned, and its callback is about to run. */
  returned(code: bigint, args: readonly Raw[], result: Raw | undefined): void {
    this.turn();
    this.#taken = [];
    const kind = this.#kinds.of(code);
    if (kind.entries < 0) return;
    const at = this.#startOf(addressIn(args, kind.entries));
    if (Number(result ?? 0) !== 0) this.#dequeued(kind, args, at);
  }

  /** JavaScript begins something new. */
  turn(): void {
    this.#settle();
    this.#here = undefined;
    this.#watched.resume(true);
  }

  /** The kernel calls JavaScript in the middle of a call, or JavaScript comes back from that. */
  calledBack(): void {
    this.#settle();
    this.#watched.resume(false);
  }

  /** koffi has read memory for the program. */
  looked(address: bigint, length: number): void {
    this.#dequeues.looked(address, length);
  }

  /** Memory was given back. */
  freed(block: Block): void {
    if (block.kind !== 'native') return;
    this.#dequeues.freed(block);
    if (this.#lent.size === 0) return;
    this.#settle();
    const loans = loansAt(block, toNumber(block.base), Math.max(block.size, 1));
    if (loans.length === 0) return;
    const at = this.#placeNow();
    const told = new Set<Lent>();
    for (const loan of loans) {
      const { lent, purpose } = loan;
      const cause = causeOfFree(lent, purpose);
      loan.freed = { at, cause };
      this.#watched.remove(loan);
      if (told.has(lent)) continue;
      told.add(lent);
      this.#report({
        kind: purpose === 'OVERLAPPED' ? 'OVERLAPPED freed' : 'buffer freed',
        cause,
        what: `${Thing(purpose)} of ${this.#words.operation(lent)} was freed${this.#words.at(at)}, ${progress(lent)}.`,
        at,
        since: lent.since,
      });
    }
  }

  /** The program is over, and its handles are not closed yet. */
  exit(how: ProgramEnd): void {
    this.#settle();
    this.#isOver = true;
    this.#dequeues.exit(how === 'waits for ever');
    if (how !== 'normal') return;
    for (const lent of this.#lent) this.#left(lent);
    const open: [KernelObject, Place][] = [];
    for (const [handle, object] of this.#process.handles) {
      if (object instanceof CompletionPort) this.#postedLeft(object);
      const since = this.#opened.get(handle);
      if (since) open.push([object, since]);
    }
    this.#leftOpen(open);
  }

  // What the kernel does.

  started(request: Request): void {
    if (request.thread.process !== this.#process) return;
    this.#dequeues.used(request.file);
    const { overlapped } = request;
    const lent = new Lent(request, this.#since(request));
    if (overlapped !== 0n) {
      this.#refused.delete(overlapped);
      this.#lend(lent, 'OVERLAPPED', { address: overlapped, length: OVERLAPPED }, true);
    }
    for (const span of request.spans) this.#lend(lent, 'buffer', span, request.direction === 'in');
    for (const span of request.beside) this.#lend(lent, 'sender’s address', span, true);
    // An array that grew has room for many more, and thousands may be pending.
    lent.loans = lent.loans.slice();
    this.#lent.add(lent);
    this.#fresh.push(lent);
  }

  refused(request: Request): void {
    const lent = lentOf(request);
    if (!lent) return;
    this.#forget(lent);
    if (request.overlapped === 0n) return;
    this.#refused.add(request.overlapped);
    if (this.#refused.size > MOST_REFUSED) {
      for (const oldest of this.#refused) {
        this.#refused.delete(oldest);
        break;
      }
    }
  }

  completed(request: Request): void {
    const lent = lentOf(request);
    if (!lent) return;
    lent.bringsPacket = lent.queuesPacket;
    for (const loan of lent.loans) {
      this.#watched.check(loan);
      if (loan.kind === 'collectable') this.#mustBeThere(loan);
    }
    if (request.overlapped === 0n) this.#forget(lent);
  }

  reported(request: Request): void {
    const lent = lentOf(request);
    if (!lent) return;
    this.#kernelWrote(lent, request.overlapped, STATUS_BLOCK);
    this.#isTold(lent);
  }

  dequeued(_port: CompletionPort, { request }: Packet, by: Thread): void {
    if (by === this.#thread) this.#taken.push(request);
    const lent = request === null ? undefined : lentOf(request);
    if (lent) this.#forget(lent);
  }

  dropped(port: CompletionPort, { request }: Packet): void {
    if (request !== null && request.thread.process !== this.#process) return;
    if (this.#isOver) return;
    const lent = request === null ? null : (lentOf(request) ?? null);
    const at = this.#closedAt.has(port) ? (this.#closedAt.get(port) ?? null) : this.#placeNow();
    const whose = lent ? ` of ${this.#words.operation(lent)}` : '';
    this.#report({
      kind: 'packet lost',
      cause: causeOfLoss(lent),
      what: `The packet${whose} was lost: its port was closed${this.#words.at(at)} before it was dequeued.`,
      at,
      since: lent?.since ?? null,
    });
    if (lent) this.#forget(lent);
  }

  opened(handles: HandleTable, handle: bigint): void {
    if (handles !== this.#process.handles) return;
    const place = this.#placeNow();
    if (place) this.#opened.set(handle, place);
    else this.#opened.delete(handle);
  }

  closed(object: KernelObject): void {
    this.#dequeues.used(object);
    if (object instanceof CompletionPort) this.#closedAt.set(object, this.#placeNow());
  }

  writing(request: Request, address: bigint): void {
    const lent = lentOf(request);
    if (!lent) return;
    const at = toNumber(address);
    for (const loan of lent.loans) {
      if (at >= loan.start && at < loan.end) this.#watched.check(loan);
    }
  }

  wrote(request: Request, address: bigint, length: number): void {
    const lent = lentOf(request);
    if (lent) this.#kernelWrote(lent, address, length);
  }

  missed(request: Request, address: bigint, length: number): void {
    const lent = lentOf(request);
    if (!lent) return;
    const at = toNumber(address);
    const loan = lent.loans.find(({ start, end }) => at >= start && at < end);
    if (loan?.freed) this.#wroteToFreed(loan, length);
    else if (loan?.kind === 'collectable') this.#mustBeThere(loan);
    if (address === request.overlapped) this.#isTold(lent);
  }

  // Lending.

  #lend(lent: Lent, purpose: Purpose, { address, length }: Span, isFilled: boolean): void {
    if (length <= 0) return;
    const block = this.#process.heap.blockAt(address);
    if (!block) return;
    const loan = new Loan(lent, purpose, address, length, block, isFilled);
    lent.loans.push(loan);
    // Scratch memory is lent anew at each call; what is wrong with that is said when the call is over.
    if (block.kind === 'scratch') return;
    for (const other of loansAt(block, loan.start, length)) {
      if (other.lent === lent) continue;
      loan.isShared = true;
      other.isShared = true;
      this.#lentTwice(loan, other);
    }
    addLoan(loan);
  }

  #lentTwice(loan: Loan, other: Loan): void {
    const { lent } = loan;
    const at = lent.since;
    if (loan.purpose === 'OVERLAPPED' && other.purpose === 'OVERLAPPED') {
      this.#report({
        kind: 'OVERLAPPED reused',
        cause: causeOfReuse(other.lent),
        what: `The OVERLAPPED of ${this.#words.operation(other.lent)} was used for another ${lent.request.name}${this.#words.at(at)}, ${progress(other.lent)}.`,
        at,
        since: other.lent.since,
      });
    } else if (loan.isFilled || other.isFilled) {
      this.#report({
        kind: 'buffer lent twice',
        cause: causeOfLentTwice(loan.purpose, other.purpose),
        what: `${Thing(other.purpose)} of ${this.#words.operation(other.lent)} was lent to another ${lent.request.name}${this.#words.at(at)}, ${progress(other.lent)}.`,
        at,
        since: other.lent.since,
      });
    }
  }

  /** The status block tells the end: the data is the program's, and where no packet comes all of it. */
  #isTold(lent: Lent): void {
    if (!lent.bringsPacket) {
      this.#forget(lent);
      return;
    }
    for (const loan of lent.loans) {
      // Of the OVERLAPPED only the address still counts.
      if (loan.purpose === 'OVERLAPPED') this.#watched.remove(loan);
      else this.#giveBack(loan);
    }
  }

  #forget(lent: Lent): void {
    for (const loan of lent.loans) this.#giveBack(loan);
    this.#lent.remove(lent);
  }

  #giveBack(loan: Loan): void {
    if (!loan.isActive) return;
    loan.isActive = false;
    this.#watched.remove(loan);
    if (loan.kind !== 'scratch') removeLoan(loan);
  }

  /** JavaScript is about to go on: what it must not touch from now on is remembered. */
  #settle(): void {
    if (this.#fresh.length === 0) return;
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const lent of fresh) {
      for (const loan of lent.loans) {
        if (!loan.isActive) continue;
        if (loan.kind === 'scratch') this.#isScratch(loan);
        else if (isWatched(loan)) this.#watched.add(loan);
      }
    }
  }

  #isScratch({ purpose, lent }: Loan): void {
    const what = purpose === 'OVERLAPPED' ? 'an object' : 'an object or an array';
    this.#report({
      kind: purpose === 'OVERLAPPED' ? 'OVERLAPPED is scratch' : 'buffer is scratch',
      cause: SCRATCH,
      what: `${Thing(purpose)} of ${this.#words.operation(lent)} is ${what} of JavaScript’s, of which koffi made a copy for the time of the call.`,
      at: lent.since,
      since: lent.since,
    });
  }

  // Writing.

  #kernelWrote(lent: Lent, address: bigint, length: number): void {
    const at = toNumber(address);
    for (const loan of lent.loans) {
      if (at >= loan.end || at + length <= loan.start) continue;
      if (loan.freed) this.#wroteToFreed(loan, length);
      this.#watched.wrote(loan, address, length);
      if (!loan.isShared) continue;
      for (const other of loansAt(loan.block, at, length)) {
        if (other !== loan) this.#watched.wrote(other, address, length);
      }
    }
  }

  #wroteToFreed(loan: Loan, length: number): void {
    const { lent, freed } = loan;
    if (freed === null) return;
    const { at, cause } = freed;
    this.#report({
      kind: 'kernel wrote to freed memory',
      cause: { ...cause, why: '' },
      what: `Windows wrote ${written(loan, length)} of ${this.#words.operation(lent)} to memory that was freed${this.#words.at(at)}: it may be somebody else’s by then.`,
      at,
      since: lent.since,
    });
  }

  #changed(loan: Loan): void {
    const { lent, purpose, address } = loan;
    // It is said that it is used again, which tells more.
    if (purpose === 'OVERLAPPED' && address === this.#lending) return;
    const from = this.#before ?? lent.since;
    const to = this.#here ?? null;
    this.#report({
      kind: purpose === 'OVERLAPPED' ? 'OVERLAPPED written' : 'buffer written',
      cause: causeOfWrite(lent, purpose),
      what: `The program wrote to ${thing(purpose)} of ${this.#words.operation(lent)}${this.#words.between(from, to)}, ${progress(lent)}.`,
      at: to ?? from,
      since: lent.since,
    });
  }

  /** Whether the garbage collector has left memory that is lent. */
  #mustBeThere(loan: Loan): void {
    const { lent, purpose, address } = loan;
    const block = this.#process.heap.blockAt(address);
    if (block?.state === 'live') return;
    this.#report({
      kind: 'memory collected',
      cause: COLLECTED,
      what: `${Thing(purpose)} of ${this.#words.operation(lent)} was taken by the garbage collector, ${progress(lent)}.`,
      at: lent.since,
      since: lent.since,
    });
  }

  // Asking.

  /** A call names an operation that was started before: with a copy of the OVERLAPPED in another place it names none. */
  #askedFor(kind: CallKind, args: readonly Raw[]): void {
    const address = addressIn(args, kind.operation);
    if (address === 0n || this.#lent.size === 0 || this.#refused.has(address)) return;
    const file = this.#fileIn(args);
    const { heap } = this.#process;
    if (!file || this.#loansAt(address).length > 0) return;
    const given = heap.reach(address, OVERLAPPED);
    if (given === null || (given[0] ?? 0) + 256 * (given[1] ?? 0) !== STATUS.PENDING) return;
    for (const request of file.pending) {
      const lent = lentOf(request);
      const original = lent ? heap.reach(request.overlapped, OVERLAPPED) : null;
      if (!lent || !original?.every((byte, at) => byte === given[at])) continue;
      const at = this.#place();
      this.#report({
        kind: 'OVERLAPPED moved',
        cause: MOVED,
        what: `${kind.name} was given a copy of the OVERLAPPED of ${this.#words.operation(lent)}${this.#words.at(at)}, at another address.`,
        at,
        since: lent.since,
      });
      return;
    }
  }

  #cancels({ operation }: CallKind, args: readonly Raw[]): void {
    if (this.#lent.size === 0) return;
    const address = operation < 0 ? 0n : addressIn(args, operation);
    if (address !== 0n) {
      for (const { lent } of this.#loansAt(address)) lent.cancelAsked = true;
      return;
    }
    for (const request of this.#fileIn(args)?.pending ?? []) {
      const lent = lentOf(request);
      if (lent) lent.cancelAsked = true;
    }
  }

  /** The loans that a byte belongs to. */
  #loansAt(address: bigint): readonly Loan[] {
    const block = this.#process.heap.blockAt(address);
    return block ? loansAt(block, toNumber(address), 1) : [];
  }

  /** The file, socket or pipe that the first argument of a call is. */
  #fileIn(args: readonly Raw[]): FileObject | null {
    const object = this.#process.handles.get(addressIn(args, 0));
    return object instanceof FileObject ? object : null;
  }

  #dequeued(kind: CallKind, args: readonly Raw[], at: Place | null): void {
    const removed = this.#process.heap.reach(addressIn(args, kind.removed), 4);
    const count = removed ? (removed[0] ?? 0) + 256 * (removed[1] ?? 0) : 0;
    if (count < 2) return;
    this.#dequeues.filled(addressIn(args, kind.entries), { count, at }, this.#taken);
  }

  #overlooked({ count, at }: Batch): void {
    this.#report({
      kind: 'entries not looked at',
      cause: UNSEEN,
      what: `The dequeue${this.#words.at(at)} took ${count} packets, and the program looked at the first of them only.`,
      at,
      since: null,
    });
  }

  // The end.

  #left(lent: Lent): void {
    const { request } = lent;
    for (const loan of lent.loans) if (loan.kind === 'collectable') this.#mustBeThere(loan);
    const isOver = request.state === 'over';
    this.#report({
      kind: isOver ? 'packet left' : 'operation outstanding',
      cause: isOver ? { ...causeOfLoss(lent), why: '' } : OUTSTANDING,
      what: isOver
        ? `The packet of ${this.#words.operation(lent)} was still queued when the program ended.`
        : `The program ended while ${this.#words.operation(lent)} was under way.`,
      at: null,
      since: lent.since,
    });
  }

  #postedLeft(port: CompletionPort): void {
    const count = port.packets.filter(({ request }) => request === null).length;
    if (count === 0) return;
    this.#report({
      kind: 'packet left',
      cause: { ...causeOfLoss(null), why: '' },
      what: `${count === 1 ? 'A packet that was posted was' : `${count} packets that were posted were`} still queued when the program ended.`,
      at: null,
      since: null,
    });
  }

  #leftOpen(open: readonly (readonly [KernelObject, Place])[]): void {
    const [first] = open;
    if (!first) return;
    const named = open.slice(0, MOST_NAMED).map(([object, since]) => {
      return `the ${noun(object)} that was opened${this.#words.at(since)}`;
    });
    const others = open.length - named.length;
    const all = others > 0 ? [...named, `${others} more`] : named;
    this.#report({
      kind: 'handle left open',
      cause: LEFT_OPEN,
      what: `When the program ended, ${all.length === 1 ? 'a handle was' : 'handles were'} still open: ${all.join(', ')}.`,
      at: null,
      since: first[1],
    });
  }

  // Places.

  /** Where the call of now was made; looked up at most once. */
  #place(): Place | null {
    if (this.#here === undefined) this.#here = this.#findPlace();
    return this.#here;
  }

  /** The same, as long as not too many were looked up. */
  #note(): void {
    if (this.#places >= MOST_PLACES) return;
    this.#places += 1;
    this.#place();
  }

  /** Where JavaScript is now, in a call or between calls; null when another thread does what is happening. */
  #placeNow(): Place | null {
    if (this.#process.machine.isStepping) return null;
    return this.#here ?? this.#findPlace();
  }

  #since({ thread, overlapped }: Request): Place | null {
    return thread === this.#thread ? (this.#here ?? null) : this.#startOf(overlapped);
  }

  /** Where a call on the pool was made, which lends or fills the memory at an address. */
  #startOf(address: bigint): Place | null {
    const start = this.#starts.get(address) ?? null;
    this.#starts.delete(address);
    return start;
  }

  #report(report: {
    kind: Kind;
    cause: Cause;
    what: string;
    at: Place | null;
    since: Place | null;
  }): void {
    const { kind, cause, what, at, since } = report;
    const { misconception, fact, why } = cause;
    const sentence = why === '' ? what : `${what} ${why}`;
    const t = Math.round(this.#process.machine.now);
    this.#found.add({ kind, misconception, fact, sentence, at, since, t });
  }
}

/** Whether its bytes can be held to what they were: the kernel may still need them, and nobody else writes there. */
const isWatched = ({ purpose, freed, lent }: Loan): boolean =>
  purpose !== 'sender’s address' && freed === null && lent.request.state !== 'over';

/** An argument as an address or a handle. */
function addressIn(args: readonly Raw[], at: number): bigint {
  const raw = args[at] ?? 0;
  return typeof raw === 'bigint'
    ? BigInt.asUintN(64, raw)
    : BigInt.asUintN(64, BigInt(Math.trunc(raw)));
}
