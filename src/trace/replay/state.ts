import type { Call } from '../questions.ts';
import type { Event } from '../schema.ts';
import type { Frame } from './frames.ts';
import { countUpTo } from './intervals.ts';
import { isAlive } from './memory.ts';
import type {
  About,
  Model,
  Operation,
  Printed,
  QueuedPacket,
  Registration,
  Waiting,
} from './model.ts';
import { type ReplayRow, rowsAt } from './rows.ts';

/** A port in a frame. */
export interface PortState {
  readonly port: string;
  readonly handles: readonly Registration[];
  /** Operations on those handles that are under way, or whose packet waits. */
  readonly pending: readonly Operation[];
  /** Its packets, the next one first; null where this kernel does not let us see them. */
  readonly queued: readonly QueuedPacket[] | null;
  readonly waiting: readonly Waiting[];
}

/** A block in a frame. */
export interface BlockState {
  readonly block: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** Whether it is there when the frame is over. */
  readonly isAlive: boolean;
  readonly rows: readonly ReplayRow[];
  /** How many rows there are besides. */
  readonly more: number;
}

/** All that a replay shows of one frame. */
export interface State {
  readonly frame: Frame;
  /** The trace's events that make the frame. */
  readonly events: readonly Event[];
  readonly call: Call | null;
  readonly operations: readonly string[];
  readonly ports: readonly PortState[];
  /** Those that it is about; where it is about none, those that a frame shortly before was about. */
  readonly blocks: readonly BlockState[];
  /** How much of `model.printed` was printed by then. */
  readonly printed: number;
}

/** How many blocks a frame shows, and rows of each. */
const MOST_BLOCKS = 12;
const MOST_ROWS = 64;

/** How far back is looked of a frame that is about nothing. */
const FAR = 64;

/** What the nearest frame up to this one is about for which something holds; nothing where none near does. */
function nearest(model: Model, index: number, holds: (about: About) => boolean): About {
  for (let at = index; at >= Math.max(0, index - FAR); at--) {
    const about = model.about[at];
    if (about && holds(about)) return about;
  }
  return { operations: [], blocks: [] };
}

/** What a frame is about; of one that is about nothing, what the nearest frame before is about. */
export const aboutAt = (model: Model, index: number): About =>
  nearest(model, index, ({ operations, blocks }) => operations.length + blocks.length > 0);

/**
 * What is so when a frame is over. It depends on the model and the frame alone, and costs the same wherever in the run
 * the frame is.
 */
export function stateAt(model: Model, index: number): State {
  const frame = model.frames[index] as Frame;
  const about = model.about[index];
  const registered = model.registered.at(index);
  const pending = model.pending.at(index);
  const waiting = model.waiting.at(index);
  const queued = model.queued?.at(index) ?? null;
  const portOf = new Map(registered.map(({ handle, port }) => [handle, port]));
  return {
    frame,
    events: model.trace.events.slice(frame.first, frame.last + 1),
    call: frame.call === null ? null : (model.calls.get(frame.call) ?? null),
    operations: about?.operations ?? [],
    ports: model.openPorts.at(index).map((port) => ({
      port,
      handles: registered.filter((one) => one.port === port),
      pending: pending.filter(({ handle }) => handle !== null && portOf.get(handle) === port),
      queued: queued?.filter((packet) => packet.port === port) ?? null,
      waiting: waiting.filter((one) => one.port === port),
    })),
    blocks: nearest(model, index, ({ blocks }) => blocks.length > 0)
      .blocks.slice(0, MOST_BLOCKS)
      .map((block) => {
        const { type = '', size = 0 } = model.blocks.get(block) ?? {};
        const { rows, more } = rowsAt(model, block, index, MOST_ROWS);
        return { block, type, size, isAlive: isAlive(model, block, index), rows, more };
      }),
    printed: countUpTo(model.printed, index, ({ frame: printedIn }: Printed) => printedIn),
  };
}
