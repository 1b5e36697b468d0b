import { FileObject } from '../kernel/file-object.ts';
import { objectOf } from '../kernel/handles.ts';
import { EventObject } from '../kernel/object.ts';
import { type Begun, Request, type RequestOptions } from '../kernel/request.ts';
import { isError, isSuccess, STATUS } from '../kernel/status.ts';
import { type Blocking, FOR_EVER, type Thread } from '../kernel/thread.ts';
import { ERROR, win32Error } from './errors.ts';
import { fail } from './function.ts';
import { doAndWait, startOverlapped } from './overlapped.ts';

export const TRUE = 1;
export const FALSE = 0;

/** bInheritHandle in a SECURITY_ATTRIBUTES. */
const INHERIT = 16n;

/** The open file of a handle, a socket's and a pipe's included; undefined when it is none. */
export function fileOf(thread: Thread, handle: bigint): FileObject | undefined {
  const object = objectOf(thread, handle);
  return object instanceof FileObject ? object : undefined;
}

/** A new handle to an open file, which children get if the SECURITY_ATTRIBUTES say so. */
export function newHandle(thread: Thread, file: FileObject, attributes: bigint): bigint {
  const { heap, handles } = thread.process;
  return handles.open(file, attributes !== 0n && heap.readUint32(attributes + INHERIT) !== 0);
}

/** Fails with what a status becomes in Win32. */
export const failWith = <T>(thread: Thread, status: number, returned: T): T =>
  fail(thread, win32Error(status), returned);

/** What a call returns for a status: TRUE, or FALSE with the reason, which is 997 for what pends. */
export function returned(thread: Thread, status: number): number {
  if (status === STATUS.PENDING) return fail(thread, ERROR.IO_PENDING, FALSE);
  return isSuccess(status) ? TRUE : failWith(thread, status, FALSE);
}

/** What became of an operation when its call returns. */
export interface Outcome {
  readonly status: number;
  /** The byte count; 0 while it is pending. */
  readonly information: number;
}

type Operation = Omit<RequestOptions, 'event' | 'tagged' | 'overlapped'>;

/** On a file that is not overlapped one operation goes after the other, whoever starts them. */
const turns = new WeakMap<FileObject, EventObject>();

function turnOf(file: FileObject): EventObject {
  const turn = turns.get(file) ?? new EventObject(false, true);
  turns.set(file, turn);
  return turn;
}

/**
 * Does an operation the way its call asks for it: on an overlapped file it is started with an OVERLAPPED; without one,
 * and on any other file, it is over when the call returns.
 */
export function* operate(
  operation: Operation,
  overlapped: bigint,
  begin: (request: Request) => Begun,
): Blocking<Outcome> {
  const { thread, file } = operation;
  if (file.overlapped) {
    if (overlapped === 0n) return yield* waitFor(operation, begin);
    const { status, request } = startOverlapped({ ...operation, overlapped }, begin);
    return { status, information: request.state === 'over' ? request.information : 0 };
  }
  const turn = turnOf(file);
  yield* turn.waitFor(thread, FOR_EVER, false);
  const outcome =
    overlapped === 0n
      ? yield* waitFor(operation, begin)
      : yield* waitWith(operation, overlapped, begin);
  turn.signal();
  return outcome;
}

/** Without an OVERLAPPED. The file is signalled at the end, as after any operation that has no event. */
function* waitFor(operation: Operation, begin: (request: Request) => Begun): Blocking<Outcome> {
  const outcome = yield* doAndWait(operation, begin);
  if (!operation.file.skipSignal) operation.file.signal();
  return outcome;
}

/** With an OVERLAPPED for a file that is not overlapped: status block and event tell the end, which the call waits for. */
function* waitWith(
  operation: Operation,
  overlapped: bigint,
  begin: (request: Request) => Begun,
): Blocking<Outcome> {
  const { thread, file } = operation;
  const { heap, handles } = thread.process;
  const hEvent = heap.readUint64(overlapped + 24n);
  const event = hEvent === 0n ? null : handles.get(hEvent);
  if (hEvent !== 0n && !(event instanceof EventObject)) {
    const { status } = startOverlapped({ ...operation, overlapped }, begin);
    return { status, information: 0 };
  }
  const own = event instanceof EventObject ? event : null;
  own?.reset();
  const over = new EventObject(true, false);
  const request = new Request({ ...operation, overlapped, event: over });
  const status = request.start(begin);
  if (status === STATUS.PENDING) yield* over.waitFor(thread, FOR_EVER, false);
  // What was refused at once signals nothing.
  if (!isError(status)) (own ?? file).signal();
  return { status: request.status, information: request.information };
}
