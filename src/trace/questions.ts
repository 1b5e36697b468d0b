import { argumentOf, prototypeOf, type Start, startOf } from '../abi/prototypes/index.ts';
import { decode, targetOf } from './decode.ts';
import { fieldsWithin, type NameOperation, operationNames } from './ranges.ts';
import type {
  Bytes,
  EventOf,
  Large,
  Owner,
  Place,
  Reference,
  StructType,
  Trace,
  Value,
} from './schema.ts';

/** Everything the program wrote to stdout, as one text. */
export function stdoutOf(trace: Trace): string {
  return trace.events
    .filter((event) => event.event === 'print' && event.stream === 'stdout')
    .map((event) => (event as EventOf<'print'>).text)
    .join('');
}

/** Where a recording comes from, as a page prints it. */
export interface Provenance {
  /** `Wine 8.0` */
  kernel: string;
  node: string;
  koffi: string;
  arch: string;
  os: string;
  /** `22 Nov 2026`, in UTC. */
  date: string;
  commit: string | null;
  dirty: boolean | null;
  /** Of a simulated run: what it was varied by. */
  seed?: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Where a recorded run comes from, as figures print it. */
export function provenanceOf({
  kernel,
  recorded,
}: {
  kernel: Omit<Trace['kernel'], 'kind'>;
  recorded: Trace['recorded'];
}): Provenance {
  const at = new Date(recorded.at);
  return {
    kernel: `${kernel.product} ${kernel.version.split(' (')[0]}`,
    node: kernel.node,
    koffi: kernel.koffi,
    arch: kernel.arch,
    os: kernel.os,
    date: `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`,
    commit: recorded.commit,
    dirty: recorded.dirty,
    ...(kernel.seed === undefined ? {} : { seed: kernel.seed }),
  };
}

/**
 * Repository paths of embedded files that are no longer what they were when the program was recorded.
 *
 * @param sha256Of hash of a repository file now, null when it is gone
 */
export function staleFiles(trace: Trace, sha256Of: (path: string) => string | null): string[] {
  return trace.program.files
    .filter(({ path, sha256 }) => sha256Of(path) !== sha256)
    .map(({ path }) => path);
}

/** A stretch of memory: a field, or padding. */
export interface MemoryRow {
  /** From the start of the block, in bytes. */
  offset: number;
  /** In bytes. */
  size: number;
  /** Path of the field in its struct; null for padding. */
  field: string | null;
  type: string;
  /** `03 01 00 00`, in the order in which the bytes lie in memory. */
  hex: string;
  /** What the bytes say, in words; empty where there is nothing to say. */
  meaning: string;
  /** The block, handle or port whose address or number the bytes are; null when they are none that has a name. */
  target: string | null;
  /** Whether a byte differs from the moment before. */
  changed: boolean;
}

/** An operation's memory at one point of its life. */
export interface MemoryMoment {
  label: 'before' | 'pending' | 'after';
  /** Who may touch it from here on (OV-9). */
  owner: Owner;
  /** Where the program stood. */
  place: Place | null;
  /** Microseconds since the run began. */
  t: number;
  rows: MemoryRow[];
}

/** The memory of one operation's OVERLAPPED and what lies behind it, from its submit to its dequeue. */
export interface OperationMemory {
  operation: string;
  type: string;
  size: number;
  moments: MemoryMoment[];
}

/** A question to which this trace has no answer. */
export class NotInTrace extends Error {
  override readonly name = 'NotInTrace';
}

/** A place in a block. */
export interface Spot {
  block: string;
  /** In bytes. */
  offset: number;
}

/** What happened to one operation once, from its submit on. */
export interface Submission {
  /** Its name: `op3`, or `op3[0]` where a block holds several. */
  operation: string;
  /** Where its OVERLAPPED lies. */
  memory: Spot;
  /** The call that lent the memory. */
  begin: EventOf<'begin'>;
  end: EventOf<'end'> | undefined;
  /** `failed`: it did not start, no packet comes (RECV-4). */
  outcome: Start | 'unknown';
  /** The dequeue that brought the packet; undefined when none did. */
  dequeue: EventOf<'end'> | undefined;
  dequeueBegin: EventOf<'begin'> | undefined;
  /** The packet's NTSTATUS, unsigned, and its byte count. */
  packet: Dequeue['packets'][number] | undefined;
  /** How the program learned that it is over; undefined when it did not start, or nobody learned of it. */
  over: Over | undefined;
}

/** The end of an operation, by its packet or without one. */
interface Over {
  because: 'dequeued' | 'completed at once' | 'observed';
  /** The call that said so. */
  call: number;
  /** Its NTSTATUS, unsigned; null where nobody saw it. */
  status: number | null;
  bytes: number;
}

/** One successful dequeue, with the packets it took. */
export interface Dequeue {
  place: Place | null;
  packets: {
    operation: string;
    /** Null where nobody saw it: GetQueuedCompletionStatus tells a Win32 error only. */
    status: number | null;
    bytes: number;
  }[];
}

/** A call from its beginning to its end; a program that died in it left no end. */
export interface Call {
  begin: EventOf<'begin'>;
  end: EventOf<'end'> | undefined;
}

/** The calls of a run by their numbers, in the order in which they began. */
export function callsOf(trace: Trace): Map<number, Call> {
  const calls = new Map<number, Call>();
  for (const event of trace.events) {
    if (event.event === 'begin') calls.set(event.call, { begin: event, end: undefined });
    const call = event.event === 'end' ? calls.get(event.call) : undefined;
    if (call && event.event === 'end') call.end = event;
  }
  return calls;
}

/** What is asked of a trace again and again, by what it is asked with. */
interface Index {
  readonly blocks: ReadonlyMap<string, Trace['blocks'][number]>;
  readonly observed: ReadonlyMap<string, EventOf<'observe'>>;
}

const indexes = new WeakMap<Trace, Index>();

/** The index of a trace, made once: traces are never changed. */
function indexOf(trace: Trace): Index {
  const known = indexes.get(trace);
  if (known) return known;
  const observed = new Map<string, EventOf<'observe'>>();
  for (const event of trace.events) {
    if (event.event !== 'observe') continue;
    const key = sightOf(event, event.call, event.side);
    if (!observed.has(key)) observed.set(key, event);
  }
  const index = { blocks: new Map(trace.blocks.map((block) => [block.id, block])), observed };
  indexes.set(trace, index);
  return index;
}

const sightOf = ({ block, offset }: Spot, call: number, side: 'begin' | 'end'): string =>
  `${block} ${offset} ${call} ${side}`;

/** The bytes from a place in a block on, as they were seen on one side of a call. */
export function observedAt(
  trace: Trace,
  spot: Spot,
  call: number | undefined,
  side: 'begin' | 'end',
): EventOf<'observe'> | undefined {
  return call === undefined ? undefined : indexOf(trace).observed.get(sightOf(spot, call, side));
}

/** Every dequeue that brought packets, in order. */
export function dequeuesOf(trace: Trace): Dequeue[] {
  const calls = callsOf(trace);
  const nameOf = operationNames(trace);
  return trace.events.flatMap((event) => {
    const call = event.event === 'end' ? calls.get(event.call) : undefined;
    const packets = packetsOf(trace, call, nameOf);
    return call === undefined || packets.length === 0 ? [] : [{ place: call.begin.at, packets }];
  });
}

/** Every submit of every operation, in the order in which they were made. */
export function submissionsOf(trace: Trace): Submission[] {
  const calls = callsOf(trace);
  const nameOf = operationNames(trace);
  // What is looked at before a call is the OVERLAPPED that the call lends.
  const operations = new Set(
    trace.events.flatMap((event) =>
      event.event === 'observe' && event.side === 'begin'
        ? [nameOf(event.block, event.offset)]
        : [],
    ),
  );
  const submissions: Submission[] = [];
  const open = new Map<string, Submission>();
  for (const event of trace.events) {
    if (event.event !== 'owner') continue;
    const memory = { block: event.block, offset: event.offset ?? 0 };
    const operation = nameOf(memory.block, memory.offset);
    if (!operations.has(operation)) continue;
    if (event.owner === 'K') {
      const call = calls.get(event.call);
      if (!call) continue;
      const { begin, end } = call;
      const outcome =
        end === undefined ? 'unknown' : startOf(prototypeOf(begin.function), end.lastError);
      const submission: Submission = {
        operation,
        memory,
        begin,
        end,
        outcome,
        dequeue: undefined,
        dequeueBegin: undefined,
        packet: undefined,
        over: undefined,
      };
      submissions.push(submission);
      open.set(operation, submission);
    } else {
      const submission = open.get(operation);
      if (!submission) continue;
      open.delete(operation);
      const { because } = event;
      if (because === 'dequeued') {
        const call = calls.get(event.call);
        submission.dequeue = call?.end;
        submission.dequeueBegin = call?.begin;
        const packet = packetsOf(trace, call, nameOf).find((one) => one.operation === operation);
        submission.packet = packet;
        const { status = null, bytes = 0 } = packet ?? {};
        submission.over = { because, call: event.call, status, bytes };
      } else if (because === 'completed at once' || because === 'observed') {
        const seen = observedAt(trace, memory, event.call, 'end');
        const [status, bytes] = [
          numberIn(trace, seen, 'Internal'),
          numberIn(trace, seen, 'InternalHigh'),
        ];
        submission.over = { because, call: event.call, status, bytes: bytes ?? 0 };
      }
    }
  }
  return submissions;
}

/** The packets that a call dequeued. */
function packetsOf(
  trace: Trace,
  call: Call | undefined,
  nameOf: NameOperation,
): Dequeue['packets'] {
  if (call?.end === undefined) return [];
  const { begin, end } = call;
  const prototype = prototypeOf(begin.function);
  const written = (role: Parameters<typeof argumentOf>[1]) => {
    const value = end.out[argumentOf(prototype, role) ?? ''];
    return Array.isArray(value) ? value : undefined;
  };
  const one = written('packet overlapped');
  if (one === undefined) {
    return (written('entries') ?? []).map((item) => {
      const entry = item as { [member: string]: Value };
      return {
        operation: operationAt(spotOf(entry.lpOverlapped), nameOf),
        status: lowWord(entry.Internal ?? 0),
        bytes: Number(entry.dwNumberOfBytesTransferred),
      };
    });
  }
  const succeeded = end.lastError === null;
  if (!succeeded && (one[0] ?? null) === null) return [];
  const spot = spotOf(one[0]);
  const operation = operationAt(spot, nameOf);
  const seen = spot && numberIn(trace, observedAt(trace, spot, end.call, 'end'), 'Internal');
  const bytes = Number(written('packet bytes')?.[0] ?? 0);
  return [{ operation, status: seen ?? (succeeded ? 0 : null), bytes }];
}

/** The place that a value stands for; null where it stands for none. */
function spotOf(value: Value | undefined): Spot | null {
  const { ref, delta = 0 } = (value ?? {}) as Partial<Reference>;
  return ref === undefined ? null : { block: ref, offset: delta };
}

/** The name of an operation; empty where nobody knows whose packet it was, or it was posted without one (POST-2). */
const operationAt = (spot: Spot | null, nameOf: NameOperation) =>
  spot === null ? '' : nameOf(spot.block, spot.offset);

/** The low 4 bytes of a number, unsigned: of an entry's Internal only these are written (EX-6). */
function lowWord(value: Value): number {
  const number = typeof value === 'number' ? value : ((value as Partial<Large> | null)?.hex ?? 0);
  return Number(BigInt.asUintN(32, BigInt(number)));
}

/** The low 4 bytes of a field of the OVERLAPPED that an observed block begins with: of Internal, the status (OV-3). */
function numberIn(
  trace: Trace,
  observed: EventOf<'observe'> | undefined,
  name: 'Internal' | 'InternalHigh',
): number | null {
  if (observed === undefined) return null;
  const [first, second] = fieldsSeen(trace, observed);
  if (first?.offset !== 0 || first.path.split('.').at(-1) !== 'Internal') return null;
  const at = name === 'Internal' ? 0 : (second?.offset ?? 0) * 2;
  const bytes = observed.bytes.hex.slice(at, at + 8).match(/../g) ?? [];
  return Number.parseInt(bytes.reverse().join(''), 16);
}

/** The fields of which an observation has the bytes, by where they lie in those. */
export function fieldsSeen(trace: Trace, { block: id, offset, bytes }: EventOf<'observe'>) {
  const block = indexOf(trace).blocks.get(id);
  return fieldsWithin(trace.types[block?.type ?? ''], offset, bytes.hex.length / 2);
}

/**
 * The memory of one operation before its submit, while pending, and after it was over for the program: its packet
 * dequeued, or its result asked for. An operation that succeeded at once and brings a packet has no pending moment that
 * shows 0x103: it shows what was there. One that succeeded at once without a packet has no pending moment at all.
 *
 * @param operation symbolic id, such as `op3`
 * @param submission which submit of that operation, from 1
 * @throws NotInTrace when the trace has no such operation or submit
 */
export function memoryOfOperation(
  trace: Trace,
  operation: string,
  submission = 1,
): OperationMemory {
  const all = submissionsOf(trace);
  const mine = all.filter((one) => one.operation === operation);
  const block = trace.blocks.find(({ id }) => id === mine[0]?.memory.block);
  if (!block) {
    const known = [...new Set(all.map((one) => one.operation))].join(', ');
    throw new NotInTrace(`it has no operation ${operation}; it has ${known || 'none'}`);
  }
  const asked = mine[submission - 1];
  if (!asked)
    throw new NotInTrace(
      `${operation} was submitted ${mine.length} times, so there is no submit ${submission}`,
    );

  const atOnce = asked.over?.because === 'completed at once';
  const points = [
    {
      label: 'before',
      owner: 'P',
      seen: observedAt(trace, asked.memory, asked.begin.call, 'begin'),
      place: asked.begin.at,
    },
    {
      label: 'pending',
      owner: asked.outcome === 'failed' ? 'P' : 'K',
      seen: atOnce ? undefined : observedAt(trace, asked.memory, asked.begin.call, 'end'),
      place: asked.begin.at,
    },
    {
      label: 'after',
      owner: 'P',
      seen: observedAt(trace, asked.memory, asked.over?.call, 'end'),
      place: callsOf(trace).get(asked.over?.call ?? -1)?.begin.at ?? null,
    },
  ] as const;
  const moments: MemoryMoment[] = [];
  let previous: Bytes | undefined;
  let size = 0;
  for (const { label, owner, seen, place } of points) {
    if (!seen) continue;
    moments.push({
      label,
      owner,
      place,
      t: seen.t,
      rows: rowsOf(trace, block.type, seen, { label, previous }),
    });
    size = seen.bytes.hex.length / 2;
    previous = seen.bytes;
  }
  return { operation, type: block.type, size, moments };
}

/**
 * The fields and the padding of an operation's memory, with what its bytes say.
 *
 * @param blockType the type of its block, for memory that has no fields
 * @param moment which of an operation's life the bytes are from, and the same bytes a moment earlier
 */
function rowsOf(
  trace: Trace,
  blockType: string,
  observed: EventOf<'observe'>,
  moment: { label: MemoryMoment['label']; previous: Bytes | undefined },
): MemoryRow[] {
  const { bytes } = observed;
  const length = bytes.hex.length / 2;
  const known = fieldsSeen(trace, observed);
  const fields =
    known.length > 0
      ? withPadding(known, length)
      : [{ path: observed.block, type: blockType, offset: 0, size: length }];
  return fields.map(({ path, type: fieldType, offset, size }) => {
    const own = bytes.hex.slice(offset * 2, (offset + size) * 2);
    const relocation = bytes.relocations.find((one) => one.offset === offset);
    const old = moment.previous?.hex.slice(offset * 2, (offset + size) * 2);
    return {
      offset,
      size,
      field: path,
      type: fieldType,
      hex: own.replaceAll(/(..)(?!$)/g, '$1 '),
      meaning:
        path === null
          ? 'padding'
          : decode({ path, type: fieldType, hex: own }, relocation, moment.label),
      target: relocation === undefined ? null : targetOf(relocation),
      changed: old !== undefined && old !== own,
    };
  });
}

function withPadding(
  fields: StructType['fields'],
  size: number,
): { path: string | null; type: string; offset: number; size: number }[] {
  const rows: ReturnType<typeof withPadding> = [];
  let end = 0;
  const pad = (to: number) => {
    if (to > end) rows.push({ path: null, type: '', offset: end, size: to - end });
  };
  for (const field of fields) {
    pad(field.offset);
    rows.push(field);
    end = field.offset + field.size;
  }
  pad(size);
  return rows;
}
