import { argumentOf, prototypeOf, startOf } from '../abi/prototypes/index.ts';
import { callsOf, fieldsSeen, observedAt, submissionsOf } from './questions.ts';
import type { EventOf, Reference, Trace, Value } from './schema.ts';

/** Completions of one kind in a row: how a receive was cut into packets is not the program's doing. */
interface Stretch {
  function: string;
  /** What the OVERLAPPED's block held at the first submit. */
  before: Record<string, string>;
  /** What it held while it was submitted; the status as `pending or final`, which of them is a race. */
  during: Record<string, string>;
  /** The operation's status, from its packet or, where none comes, from its OVERLAPPED; null when it was never seen. */
  status: string | null;
  /** Of all operations of the stretch. */
  bytes: number;
  /** What the block held when the last of them was over, the byte count apart. */
  after: Record<string, string>;
  /** What arrived in the data buffers, in order. */
  data: string;
}

/** Lines in their order, or, where the order is free, how often each occurs. */
type Lines = string[] | Record<string, number>;

/** What of a run is the same in every run: the part of a trace that two traces are compared by. */
export interface Normalised {
  exit: string;
  stdout: Lines;
  operations: Record<string, Stretch[]>;
  /** Operations in the order in which their last packet was dequeued; null where the order is free. */
  order: string[] | null;
  errors: Lines;
  closed: Lines;
}

const TIMEOUT_ERROR = 258;
const STATUS_PENDING = 0x103;

/** Members of an OVERLAPPED, however a program spells them. */
const STATUS_FIELD = /internal$/i;
const COUNT_FIELD = /internal_?high$/i;

/**
 * Leaves out of a trace what may differ between two good runs: numbers of dequeues and batch sizes, time-out polls,
 * how operations interleave (unless the scene's order is fixed), immediate against pending, times, addresses. So is what
 * only the simulated kernel shows: completions, packets at their ports, scheduling.
 */
export function normalise(trace: Trace): Normalised {
  const free = trace.program.order === 'free';
  const arranged = (items: string[]) => (free ? tally(items) : items);
  const exit = trace.events.find((event) => event.event === 'exit') as EventOf<'exit'> | undefined;
  const stdout = trace.events
    .flatMap((event) => (event.event === 'print' && event.stream === 'stdout' ? [event.text] : []))
    .join('')
    .split('\n')
    .filter((line) => line !== '');

  const errors: string[] = [];
  const closed: string[] = [];
  const calls = callsOf(trace);
  for (const { begin, end } of calls.values()) {
    const lastError = end?.lastError ?? null;
    if (lastError !== null && lastError !== TIMEOUT_ERROR && !hasStarted(begin, lastError)) {
      errors.push(`${begin.function}: error ${lastError}`);
    }
    const handle = prototypeOf(begin.function)?.closes;
    if (handle && end && lastError === null) closed.push(nameOf(begin.arguments[handle]));
  }

  const operations: Record<string, Stretch[]> = {};
  const lastDequeue = new Map<string, number>();
  for (const submission of submissionsOf(trace)) {
    if (submission.outcome === 'failed') continue;
    const { operation, memory, begin, over } = submission;
    operations[operation] ??= [];
    const stretches = operations[operation];
    const code = over?.status ?? null;
    const status = code === null ? null : `0x${code.toString(16).padStart(8, '0')}`;
    const seen = (call: number | undefined, side: 'begin' | 'end') =>
      observedAt(trace, memory, call, side);
    const during = fieldsIn(trace, seen(begin.call, 'end'));
    const allowed = [STATUS_PENDING, code];
    for (const [field, value] of Object.entries(during)) {
      if (STATUS_FIELD.test(field) && allowed.includes(statusIn(value)))
        during[field] = 'pending or final';
      if (COUNT_FIELD.test(field)) delete during[field];
    }
    const after = fieldsIn(trace, seen(over?.call, 'end'));
    for (const field of Object.keys(after)) if (COUNT_FIELD.test(field)) delete after[field];
    const before = fieldsIn(trace, seen(begin.call, 'begin'));
    const data = dataOf(trace, submission);
    const bytes = over?.bytes ?? 0;
    const end = over && calls.get(over.call)?.end;
    if (end) lastDequeue.set(operation, trace.events.indexOf(end));

    const last = stretches.at(-1);
    const goesOn =
      last &&
      last.function === begin.function &&
      last.status === status &&
      last.bytes > 0 &&
      bytes > 0;
    if (goesOn) {
      last.bytes += bytes;
      last.data += data;
      last.after = after;
    } else {
      stretches.push({ function: begin.function, before, during, status, bytes, after, data });
    }
  }
  return {
    exit: exit ? `${exit.how}, code ${exit.code}` : 'none',
    stdout: arranged(stdout),
    operations,
    order: free
      ? null
      : [...lastDequeue].sort(([, a], [, b]) => a - b).map(([operation]) => operation),
    errors: arranged(errors),
    closed: arranged(closed),
  };
}

/** Whether a call says that it failed although its operation is on its way, or over with a packet (FILE-4). */
function hasStarted({ function: name, arguments: named }: EventOf<'begin'>, lastError: number) {
  const prototype = prototypeOf(name);
  const overlapped = named[argumentOf(prototype, 'overlapped') ?? ''] ?? null;
  return overlapped !== null && startOf(prototype, lastError) !== 'failed';
}

function tally(items: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

const nameOf = (value: Value | undefined): string =>
  value !== undefined && isReference(value) ? value.ref : JSON.stringify(value);

const statusIn = (littleEndianHex: string): number =>
  Number.parseInt((littleEndianHex.slice(0, 8).match(/../g) ?? []).reverse().join(''), 16);

/** The bytes of each field, pointers and handles by their names. Only the low 4 bytes of Internal count (OV-3). */
function fieldsIn(trace: Trace, observed: EventOf<'observe'> | undefined): Record<string, string> {
  if (!observed) return {};
  return Object.fromEntries(
    fieldsSeen(trace, observed).map(({ path, offset, size }) => {
      const relocation = observed.bytes.relocations.find((one) => one.offset === offset);
      const width = path.endsWith('Internal') ? Math.min(size, 4) : size;
      const hex = observed.bytes.hex.slice(offset * 2, (offset + width) * 2);
      return [path, relocation ? `${relocation.ref}+${relocation.delta ?? 0}` : hex];
    }),
  );
}

/** The bytes that arrived or went with one packet: what else a call writes there has addresses in it. */
function dataOf(trace: Trace, { begin, over }: ReturnType<typeof submissionsOf>[number]): string {
  if (!over) return '';
  const lent = memoryLent(begin);
  return trace.events
    .flatMap((event) =>
      event.event === 'observe' &&
      event.call === over.call &&
      event.side === 'end' &&
      lent.some(({ ref, delta = 0 }) => ref === event.block && delta === event.offset)
        ? [event.bytes.hex]
        : [],
    )
    .join('')
    .slice(0, over.bytes * 2);
}

/** Where the data memory that a call lends begins. */
function memoryLent({ function: name, arguments: named }: EventOf<'begin'>): Reference[] {
  const prototype = prototypeOf(name);
  return (['buffers', 'send buffers', 'buffer'] as const).flatMap((role) => {
    const value = named[argumentOf(prototype, role) ?? ''] ?? null;
    const lent = Array.isArray(value) ? value.map((one) => (one as { buf: Value }).buf) : [value];
    return lent.filter(isReference);
  });
}

const isReference = (value: Value): value is Reference =>
  value !== null && typeof value === 'object' && 'ref' in value;

/**
 * What differs between two runs, as sentences; an empty list when they say the same.
 *
 * @param recorded the run that is kept
 * @param now the run that is held against it
 */
export function compareTraces(recorded: Trace, now: Trace): string[] {
  const differences: string[] = [];
  differ('', normalise(recorded), normalise(now), differences);
  return differences;
}

function differ(path: string, recorded: unknown, now: unknown, into: string[]): void {
  if (isTree(recorded) && isTree(now)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(now)])) {
      differ(path === '' ? key : `${path} › ${label(key)}`, recorded[key], now[key], into);
    }
  } else if (JSON.stringify(recorded) !== JSON.stringify(now)) {
    into.push(`${path}: recorded ${show(recorded)}, now ${show(now)}`);
  }
}

const label = (key: string) => (/^\d+$/.test(key) ? `number ${Number(key) + 1}` : key);

const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
