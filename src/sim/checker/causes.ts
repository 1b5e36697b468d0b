import { STATUS } from '../kernel/status.ts';
import type { Lent, Purpose } from './loan.ts';
import type { Cause } from './report.ts';

const AFTER_SUCCESS: Cause = {
  misconception: 'M03',
  fact: 'OV-13',
  why: 'It succeeded at once, and its packet comes all the same.',
};

const AFTER_SKIP: Cause = {
  misconception: 'M04',
  fact: 'SKIP-3',
  why: 'The handle skips the packets of operations that succeed at once; this one was pending, and its packet comes.',
};

const AFTER_CANCEL: Cause = {
  misconception: 'M19',
  fact: 'CANC-7',
  why: 'CancelIoEx only asks; the memory comes back with the packet.',
};

const AFTER_CLOSE: Cause = {
  misconception: 'M20',
  fact: 'SCLOSE-1',
  why: 'To close the handle ends the operation, and its packet still comes.',
};

const UNTIL_OVER: Cause = {
  misconception: 'M10',
  fact: 'OV-9',
  why: 'What an operation reads or fills is lent until its packet is dequeued.',
};

/** Why somebody may have thought that an operation is done with its memory; null where nothing speaks for it. */
function mistaken(lent: Lent): Cause | null {
  const { request } = lent;
  if (lent.wasImmediate) return AFTER_SUCCESS;
  if (lent.cancelAsked) return AFTER_CANCEL;
  if (request.file.handleCount === 0) return AFTER_CLOSE;
  if (request.status === STATUS.CANCELLED) return AFTER_CANCEL;
  return request.file.skipPacket && lent.queuesPacket ? AFTER_SKIP : null;
}

const UNTIL_STATUS: Cause = {
  misconception: 'M09',
  fact: 'OV-9',
  why: 'Windows writes the status there when the operation is over.',
};

const ONE_EACH: Cause = {
  misconception: 'M11',
  fact: 'OV-11',
  why: 'Each operation that is under way needs an OVERLAPPED of its own.',
};

const TOO_EARLY: Cause = {
  misconception: 'M11',
  fact: 'OV-11',
  why: 'It may be prepared for the next operation when the packet of this one was dequeued.',
};

const TO_BE_FILLED: Cause = {
  misconception: 'M01',
  fact: 'OV-9',
  why: 'The operation fills the buffer whenever data comes; until then it is lent.',
};

const NEVER_FETCHED: Cause = { misconception: 'M03', fact: 'SKIP-3', why: AFTER_SUCCESS.why };

const LOST: Cause = {
  misconception: 'M20',
  fact: 'CLOSE-3',
  why: 'Packets that are still queued are lost with the port.',
};

/** Memory that was lent was freed. */
export function causeOfFree(lent: Lent, purpose: Purpose): Cause {
  return mistaken(lent) ?? (purpose === 'OVERLAPPED' ? UNTIL_STATUS : UNTIL_OVER);
}

/** An OVERLAPPED was given to another operation while it was lent. */
export function causeOfReuse(lent: Lent): Cause {
  return mistaken(lent) ?? ONE_EACH;
}

/** Bytes that were lent were written by the program. */
export function causeOfWrite({ request }: Lent, purpose: Purpose): Cause {
  if (purpose === 'OVERLAPPED') return TOO_EARLY;
  return request.direction === 'out' ? UNTIL_OVER : TO_BE_FILLED;
}

/** Memory that an operation fills was lent to another one as well. */
export function causeOfLentTwice(...purposes: readonly Purpose[]): Cause {
  return purposes.includes('sender’s address') ? UNTIL_OVER : LENT_TWICE;
}

/** A packet that nobody dequeued. */
export function causeOfLoss(lent: Lent | null): Cause {
  return lent?.wasImmediate ? NEVER_FETCHED : LOST;
}

export const MOVED: Cause = {
  misconception: 'M09',
  fact: 'OV-9',
  why: 'Windows knows an operation by the address that it was started with.',
};

export const SCRATCH: Cause = {
  misconception: 'M07',
  fact: 'FFI-8',
  why: 'The next call uses that memory again, and what Windows writes later never reaches the object.',
};

const LENT_TWICE: Cause = {
  misconception: 'M01',
  fact: 'OV-9',
  why: 'The operation fills the buffer whenever data comes; until then nothing else may use it.',
};

export const COLLECTED: Cause = {
  misconception: 'M08',
  fact: 'FFI-7',
  why: 'That Windows has its address keeps nothing alive; only a reference of the program’s does.',
};

export const UNSEEN: Cause = {
  misconception: 'M02',
  fact: 'EX-2',
  why: 'The BOOL that the dequeue returns is 1 for any number of packets; the number is in *ulNumEntriesRemoved.',
};

export const OUTSTANDING: Cause = {
  misconception: 'M20',
  fact: 'CLOSE-3',
  why: 'Cancel what is under way, dequeue its packet, and only then leave.',
};

export const LEFT_OPEN: Cause = {
  misconception: 'M20',
  fact: 'CLOSE-2',
  why: 'Windows closes what is left, and whatever was under way ends without a packet for anybody.',
};

/** All of them, to be held to the catalogue. */
export const CAUSES: readonly Cause[] = [
  UNTIL_STATUS,
  ONE_EACH,
  TOO_EARLY,
  TO_BE_FILLED,
  NEVER_FETCHED,
  LOST,
  AFTER_SUCCESS,
  AFTER_SKIP,
  AFTER_CANCEL,
  AFTER_CLOSE,
  UNTIL_OVER,
  MOVED,
  SCRATCH,
  LENT_TWICE,
  COLLECTED,
  UNSEEN,
  OUTSTANDING,
  LEFT_OPEN,
];
