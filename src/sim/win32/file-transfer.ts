import { DatagramSocket } from '../kernel/datagram.ts';
import { DiskFile } from '../kernel/disk-file.ts';
import type { FileObject } from '../kernel/file-object.ts';
import { PipeEnd } from '../kernel/pipe.ts';
import type { Begun, Request, Span } from '../kernel/request.ts';
import { SocketObject } from '../kernel/socket.ts';
import { STATUS } from '../kernel/status.ts';
import { StreamSocket } from '../kernel/stream-socket.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { type Outcome, operate } from './file-operation.ts';
import { offsetOf } from './overlapped.ts';
import { isReadable, isWritable } from './pointers.ts';

/** A read or a write of memory. */
export interface Transfer {
  readonly name: string;
  readonly file: FileObject;
  readonly direction: 'in' | 'out';
  readonly spans: readonly Span[];
}

/** Offsets that mean something else: the end of the file, and where it was left. */
const END = -1n;
const CURRENT = -2n;

/** Where a transfer begins: so many bytes behind the beginning, where the file was left, or behind its end. */
type Place = number | 'position' | 'end';

/** Where a transfer begins; null where there is no such place. */
function placeOf(thread: Thread, { file, direction }: Transfer, overlapped: bigint): Place | null {
  // A pipe has no places. Everything else that is overlapped has to be told one.
  if (file instanceof PipeEnd) return 0;
  if (overlapped === 0n) return file.overlapped ? null : 'position';
  const offset = BigInt.asIntN(64, offsetOf(thread.process.heap, overlapped));
  if (offset === CURRENT && !file.overlapped) return 'position';
  if (offset === END && direction === 'out' && file instanceof DiskFile) return 'end';
  return offset < 0n ? null : Number(offset);
}

const refused = (status: number): Begun => ({ status, information: 0 });

/** The read or write of a socket: one more way to receive and to send (FFI-3). */
function ofSocket(socket: SocketObject, direction: 'in' | 'out', request: Request): Begun {
  if (socket instanceof StreamSocket) {
    const { endpoint } = socket;
    if (endpoint === null) return refused(STATUS.INVALID_CONNECTION);
    return direction === 'in'
      ? endpoint.receive(request, {})
      : endpoint.send(request, request.gather());
  }
  if (!(socket instanceof DatagramSocket)) return refused(STATUS.INVALID_DEVICE_REQUEST);
  if (direction === 'in') {
    return socket.local === null ? refused(STATUS.INVALID_PARAMETER) : socket.receive(request, {});
  }
  return socket.remote === null
    ? refused(STATUS.INVALID_CONNECTION)
    : socket.send(request.gather(), socket.remote);
}

/** A transfer of a file on the disk. One that has a position leaves it behind the last byte. */
function* ofDiskFile(
  thread: Thread,
  what: Transfer & { file: DiskFile },
  place: Place,
  overlapped: bigint,
): Blocking<Outcome> {
  const { file, direction } = what;
  let from = 0;
  const outcome = yield* operate({ thread, ...what }, overlapped, (request) => {
    from = place === 'position' ? file.position : place === 'end' ? file.data.length : place;
    if (direction === 'in') return file.read(request, from);
    return file.write(request, place === 'end' ? null : from);
  });
  if (!file.overlapped && outcome.status === STATUS.SUCCESS) {
    file.position = from + outcome.information;
  }
  return outcome;
}

/** How the device of any other file begins; null where it has no such thing, as a folder has none. */
function device({ file, direction }: Transfer): ((request: Request) => Begun) | null {
  if (file instanceof PipeEnd) {
    return (request) => (direction === 'in' ? file.read(request) : file.write(request));
  }
  if (file instanceof SocketObject) return (request) => ofSocket(file, direction, request);
  return null;
}

/** Whether the handle was opened for it. */
function isAllowed({ file, direction }: Transfer): boolean {
  if (!(file instanceof DiskFile || file instanceof PipeEnd)) return true;
  return direction === 'in' ? file.canRead : file.canWrite;
}

/** Why a transfer cannot be begun; null where it can. */
function wrong(thread: Thread, { file, direction, spans }: Transfer): number | null {
  const { heap } = thread.process;
  const isThere = direction === 'in' ? isWritable : isReadable;
  const isLent = spans.every(
    ({ address, length }) => length === 0 || isThere(heap, address, length),
  );
  if (isLent) return null;
  const isOnDisk = direction === 'out' && file instanceof DiskFile;
  return isOnDisk ? STATUS.INVALID_USER_BUFFER : STATUS.ACCESS_VIOLATION;
}

/** Reads or writes, as ReadFile and WriteFile do with any handle. */
export function* transfer(thread: Thread, what: Transfer, overlapped: bigint): Blocking<Outcome> {
  const refuse = (status: number): Outcome => ({ status, information: 0 });
  if (!isAllowed(what)) return refuse(STATUS.ACCESS_DENIED);
  const error = wrong(thread, what);
  if (error !== null) return refuse(error);
  const place = placeOf(thread, what, overlapped);
  if (place === null) return refuse(STATUS.INVALID_PARAMETER);
  const { file } = what;
  if (file instanceof DiskFile) {
    return yield* ofDiskFile(thread, { ...what, file }, place, overlapped);
  }
  const begin = device(what);
  if (begin === null) return refuse(STATUS.INVALID_DEVICE_REQUEST);
  return yield* operate({ thread, ...what }, overlapped, begin);
}
