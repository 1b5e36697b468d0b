import { EventObject } from '../kernel/object.ts';
import { type Begun, Request, type RequestOptions } from '../kernel/request.ts';
import { STATUS } from '../kernel/status.ts';
import type { Blocking } from '../kernel/thread.ts';

/** Where things are in an OVERLAPPED of 64-bit Windows. */
const OFFSET = 16n;
const EVENT = 24n;

/** Offset and OffsetHigh as one number. */
export function offsetOf(
  heap: { readUint64(address: bigint): bigint },
  overlapped: bigint,
): bigint {
  return heap.readUint64(overlapped + OFFSET);
}

/** The reason why nothing was started, or the operation, started. */
export type Started = { status: number; request: Request };

/**
 * Starts an operation with an OVERLAPPED: takes hEvent and its low bit from it (EVT-1 to EVT-3), and asks the device.
 *
 * @returns the status of the call; STATUS_INVALID_HANDLE when hEvent is no event
 */
export function startOverlapped(
  options: Omit<RequestOptions, 'event' | 'tagged'>,
  begin: (request: Request) => Begun,
): Started {
  const { thread, overlapped } = options;
  const { heap, handles } = thread.process;
  const hEvent = heap.readUint64(overlapped + EVENT);
  let event: EventObject | null = null;
  let refused: number | null = null;
  if (hEvent !== 0n) {
    const object = handles.get(hEvent);
    if (object instanceof EventObject) event = object;
    else refused = object ? STATUS.OBJECT_TYPE_MISMATCH : STATUS.INVALID_HANDLE;
  }
  const request = new Request({ ...options, event, tagged: (hEvent & 1n) === 1n });
  const status = request.start(
    refused === null ? begin : () => ({ status: refused, information: 0 }),
  );
  return { status, request };
}

/**
 * Does an operation without an OVERLAPPED, which is over when the call returns and queues no packet (RECV-14).
 *
 * @returns its status and byte count
 */
export function* doAndWait(
  options: Omit<RequestOptions, 'event' | 'tagged' | 'overlapped'>,
  begin: (request: Request) => Begun,
): Blocking<{ status: number; information: number }> {
  const over = new EventObject(true, false);
  const request = new Request({ ...options, overlapped: 0n, event: over });
  const status = request.start(begin);
  if (status === STATUS.PENDING)
    yield* over.waitFor(options.thread, Number.POSITIVE_INFINITY, false);
  return { status: request.status, information: request.information };
}
