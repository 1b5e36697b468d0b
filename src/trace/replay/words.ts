import { prototypeOf } from '../../abi/prototypes/index.ts';
import { explain } from '../../status/explain.ts';
import { statusName } from '../../status/index.ts';
import { bookTables } from '../../status/tables.ts';
import type { Call } from '../questions.ts';
import type { Event, KernelKind, Value } from '../schema.ts';
import type { Model } from './model.ts';

const LONGEST_TEXT = 40;
const MOST_ITEMS = 4;

/** How the book calls a kernel. */
export const KERNEL_NAMES: Readonly<Record<KernelKind, string>> = {
  windows: 'Windows',
  wine: 'Wine',
  sim: 'the simulated Windows',
  linux: 'Linux',
  macos: 'macOS',
};

/** A value of a trace as a person reads it: symbols by name, structs and arrays with what they hold. */
export function valueText(value: Value | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'NULL';
  if (typeof value === 'string') {
    const text = value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
    return JSON.stringify(text);
  }
  if (typeof value !== 'object') return String(value).replace('-', '−');
  if (Array.isArray(value)) {
    const shown = value.slice(0, MOST_ITEMS).map(valueText);
    const more = value.length - shown.length;
    return `[${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')}]`;
  }
  const { ref, delta, hex } = value as { ref?: Value; delta?: Value; hex?: Value };
  if (typeof ref === 'string') return delta === undefined ? ref : `${ref} + ${delta}`;
  if (typeof hex === 'string') return hex;
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${valueText(inner)}`)
    .join(', ')} }`;
}

/** A last error with its name and what it means: `997 ERROR_IO_PENDING: the operation has started, …`. */
export function errorText(error: number): { name: string | null; meaning: string | null } {
  const answer = explain(String(error), bookTables);
  if (answer.kind !== 'explained') return { name: null, meaning: null };
  const entry = answer.entries.find(({ family }) => family === 'Win32' || family === 'Winsock');
  if (entry?.family !== 'Win32' && entry?.family !== 'Winsock')
    return { name: null, meaning: null };
  return { name: entry.names[0] ?? null, meaning: entry.meaning };
}

/** A call's arguments by name, in the order of its prototype. */
export function argumentsText({ begin }: Call): { name: string; text: string }[] {
  const order = prototypeOf(begin.function)?.parameters.map(({ name }) => name) ?? [];
  const given = Object.entries(begin.arguments);
  given.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return given.map(([name, value]) => ({ name, text: valueText(value) }));
}

const lentWords = (blocks: readonly string[], whose: string): string =>
  blocks.length === 1
    ? `${blocks[0]} belongs to ${whose}`
    : `${inWords(blocks)} belong to ${whose}`;

function inWords(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  if (items.length > MOST_ITEMS) return `${items[0]} and ${items.length - 1} others`;
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** What memory changed hands in some events, in words; empty where none did. */
function handsText(events: readonly Event[]): string {
  const to = (owner: 'K' | 'P') => [
    ...new Set(
      events.flatMap((event) =>
        event.event === 'owner' && event.owner === owner ? [event.block] : [],
      ),
    ),
  ];
  const parts = [
    ...(to('K').length > 0 ? [lentWords(to('K'), 'the kernel')] : []),
    ...(to('P').length > 0 ? [lentWords(to('P'), 'the program again')] : []),
  ];
  return parts.length === 0 ? '' : `; ${parts.join('; ')}`;
}

function returnedText({ begin, end }: Call): string {
  if (!end) return `${begin.function} never returned`;
  const error =
    end.lastError === null
      ? ''
      : ` with ${end.lastError}${errorText(end.lastError).name === null ? '' : `, ${errorText(end.lastError).name}`}`;
  return `${begin.function} returned ${valueText(end.returned)}${error}`;
}

const packetText = (operation: string | null): string =>
  operation === null ? 'A posted packet' : `The packet of ${operation}`;

/** A thread as a person calls it. */
export function threadText({
  thread,
  poolThread,
}: {
  thread: number;
  poolThread?: number | undefined;
}): string {
  if (poolThread !== undefined) return `Thread ${poolThread} of Node’s pool`;
  return thread === 0 ? 'The main thread' : `Thread ${thread}`;
}

const scheduledWords = {
  released: 'is released by #: it runs',
  blocked: 'waits, and does not count as running at #',
  resumed: 'runs again, and counts at # whatever its limit',
  left: 'leaves #',
} as const;

/** What happened in a frame, without its number and step; not yet a sentence. */
function happened(model: Model, index: number): string {
  const frame = model.frames[index];
  if (!frame) return '';
  const events = model.trace.events.slice(frame.first, frame.last + 1);
  const [event] = events;
  const call = frame.call === null ? undefined : model.calls.get(frame.call);
  const first = call && Object.values(call.begin.arguments)[0];
  const isNamed = first !== null && typeof first === 'object' && 'ref' in first;
  const on = isNamed ? ` on ${valueText(first)}` : '';
  switch (event?.event) {
    case 'begin':
      if (frame.kind === 'call' && call) return `${returnedText(call).replace(' ', `${on} `)}`;
      return `${event.function} is called${on}${handsText(events)}`;
    case 'end': {
      const packets = model.about[index]?.operations ?? [];
      const brought =
        call && /^GetQueued/.test(call.begin.function) && packets.length > 0
          ? `; it brought ${packets.length === 1 ? 'the packet' : 'the packets'} of ${inWords(packets)}`
          : '';
      return `${call ? returnedText(call) : 'A call returned'}${brought}${handsText(events)}`;
    }
    case 'alloc':
      return `The program allocates ${event.block}`;
    case 'free':
      return `The program frees ${event.block}`;
    case 'observe':
    case 'owner':
      return `${inWords(model.about[index]?.blocks ?? [])} was looked at${handsText(events)}`;
    case 'print':
      return `The program prints ${JSON.stringify(event.text.trimEnd())}`;
    case 'report':
      return event.sentence ?? `The checker finds ${event.misconception} (${event.fact})`;
    case 'exit':
      return event.how === 'normal'
        ? `The program ends with exit code ${event.code}`
        : `The program ends: ${event.how}`;
    case 'completed':
      return `The kernel completes ${event.operation} with ${statusName(event.status)} and ${event.bytes} bytes`;
    case 'queued':
      return `${packetText(event.operation)} is queued at ${event.port}`;
    case 'dequeued':
      return `${packetText(event.operation)} leaves ${event.port}`;
    case 'scheduled':
      return `${threadText(event)} ${scheduledWords[event.what].replace('#', event.port)}`;
    default:
      return 'Nothing that is known happens';
  }
}

/** What a frame shows, as one sentence: for the headline and for who listens. */
export function sentenceOf(model: Model, index: number): string {
  const what = happened(model, index);
  return /[.!?]$/.test(what) ? what : `${what}.`;
}

/** Where a frame is: `frame 40 of 139 · submit · op3`. */
export function whereText(model: Model, index: number): string {
  const frame = model.frames[index];
  const operations = model.about[index]?.operations ?? [];
  return [
    `frame ${index + 1} of ${model.frames.length}`,
    ...(frame?.step ? [frame.step] : []),
    ...(operations.length > 0 ? [inWords(operations)] : []),
  ].join(' · ');
}
