import { positionOf, prototypeOf } from '../../abi/prototypes/index.ts';
import type { Event, EventOf, Place, Trace } from '../schema.ts';

/** One step of a replay: an event of the trace, and what was seen of memory and its owner with it. */
export interface Frame {
  /** From 0. */
  readonly index: number;
  /** The events that it is made of, by their places in the trace, the last one included. */
  readonly first: number;
  readonly last: number;
  /**
   * `call`: a call that neither lends memory nor waits for packets, from its beginning to its end. `begin` and `end`: the
   * two sides of any other. `seen`: memory that was looked at, or changed hands, by itself.
   */
  readonly kind: 'call' | 'begin' | 'seen' | Exclude<Event['event'], 'begin' | 'observe' | 'owner'>;
  /** Microseconds since the run began. */
  readonly t: number;
  /** 0 is the main thread. */
  readonly thread: number;
  /** Where the program stands; of the end of a call where the call was made. */
  readonly at: Place | null;
  readonly step: string | null;
  /** The call's number; null when it is of no call. */
  readonly call: number | null;
}

/** Whether a call waits for packets. */
export function dequeues(name: string): boolean {
  const prototype = prototypeOf(name);
  return positionOf(prototype, 'entries') >= 0 || positionOf(prototype, 'packet overlapped') >= 0;
}

const belongsTo = (event: Event | undefined, call: number): boolean =>
  (event?.event === 'observe' || event?.event === 'owner') && event.call === call;

/** The frames of a trace. Every event is in exactly one of them, and they are in its order. */
export function framesOf({ events }: Trace): Frame[] {
  const frames: Frame[] = [];
  const begun = new Map<number, EventOf<'begin'>>();
  /** The last of the events behind one that were seen with the same call. */
  const lastWith = (call: number, at: number): number => {
    let last = at;
    while (belongsTo(events[last + 1], call)) last += 1;
    return last;
  };
  for (let at = 0; at < events.length; ) {
    const event = events[at] as Event;
    const { t, thread } = event;
    const frame = (kind: Frame['kind'], last: number, place: Place | null, call: number | null) => {
      const step = place?.step ?? null;
      frames.push({
        index: frames.length,
        first: at,
        last,
        kind,
        t,
        thread,
        at: place,
        step,
        call,
      });
      at = last + 1;
    };
    switch (event.event) {
      case 'begin': {
        begun.set(event.call, event);
        const next = events[at + 1];
        const isOver = next?.event === 'end' && next.call === event.call;
        const isPlain =
          isOver && !dequeues(event.function) && lastWith(event.call, at + 1) === at + 1;
        if (isPlain) frame('call', at + 1, event.at, event.call);
        else frame('begin', lastWith(event.call, at), event.at, event.call);
        break;
      }
      case 'end': {
        const place = begun.get(event.call)?.at ?? null;
        frame('end', lastWith(event.call, at), place, event.call);
        break;
      }
      case 'observe':
      case 'owner': {
        const place = begun.get(event.call)?.at ?? null;
        frame('seen', lastWith(event.call, at), place, event.call);
        break;
      }
      case 'alloc':
      case 'free':
      case 'report':
      case 'print':
        frame(event.event, at, event.at, null);
        break;
      default:
        frame(event.event, at, null, null);
    }
  }
  return frames;
}
