import { objectOf } from '../kernel/handles.ts';
import { EventObject, Waitable } from '../kernel/object.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { ERROR } from './errors.ts';
import { fail, type Win32Functions } from './function.ts';
import { readWide } from './pointers.ts';
import { microseconds } from './time.ts';

const TRUE = 1;
const FALSE = 0;
const WAIT_FAILED = 0xffff_ffff;

/** bInheritHandle in a SECURITY_ATTRIBUTES. */
const INHERIT = 16n;

/** What a wait returns. */
const RETURNED = { 'what it waited for': 0, timeout: 258, apc: 192 } as const;

/** The event of a handle, whose low bits do not count (EVT-2); undefined when it is none. */
function eventOf(thread: Thread, handle: bigint): EventObject | undefined {
  const object = objectOf(thread, handle);
  return object instanceof EventObject ? object : undefined;
}

function* wait(
  thread: Thread,
  handle: bigint,
  milliseconds: number,
  alertable: boolean,
): Blocking<number> {
  const object = objectOf(thread, handle);
  if (!(object instanceof Waitable)) return fail(thread, ERROR.INVALID_HANDLE, WAIT_FAILED);
  return RETURNED[yield* object.waitFor(thread, microseconds(milliseconds), alertable)];
}

/** Functions of kernel32.dll for events, and for waits. */
export const kernel32Events: Win32Functions = {
  /**
   * Makes an event, or opens the one that has this name already: then the last error is 183, ERROR_ALREADY_EXISTS. A
   * success leaves 0 in it otherwise, unlike most functions.
   */
  CreateEventW(
    thread,
    attributes: bigint,
    manual: number,
    signaled: number,
    nameAddress: bigint,
  ): bigint {
    const { process, machine } = thread;
    const isInherited = attributes !== 0n && process.heap.readUint32(attributes + INHERIT) !== 0;
    const name = nameAddress === 0n ? '' : readWide(process.heap, nameAddress);
    const existing = name === '' ? undefined : machine.named.get(name);
    if (existing && existing.handleCount > 0) {
      if (!(existing instanceof EventObject)) return fail(thread, ERROR.INVALID_HANDLE, 0n);
      return fail(thread, ERROR.ALREADY_EXISTS, process.handles.open(existing, isInherited));
    }
    const event = new EventObject(manual !== 0, signaled !== 0);
    if (name !== '') machine.named.set(name, event);
    thread.lastError = ERROR.SUCCESS;
    return process.handles.open(event, isInherited);
  },

  SetEvent(thread, handle: bigint): number {
    const event = eventOf(thread, handle);
    if (!event) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    event.signal();
    return TRUE;
  },

  ResetEvent(thread, handle: bigint): number {
    const event = eventOf(thread, handle);
    if (!event) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    event.reset();
    return TRUE;
  },

  /** Waits for an object: 0 when it is signalled, 258 when the time is up. Neither is in the last error. */
  *WaitForSingleObject(thread, handle: bigint, milliseconds: number): Blocking<number> {
    return yield* wait(thread, handle, milliseconds, false);
  },

  /** The same; 192 when an APC ran. */
  *WaitForSingleObjectEx(
    thread,
    handle: bigint,
    milliseconds: number,
    alertable: number,
  ): Blocking<number> {
    return yield* wait(thread, handle, milliseconds, alertable !== 0);
  },
};
