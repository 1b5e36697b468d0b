import { Directory } from '../kernel/directory.ts';
import { DISPOSITIONS, type Opened, type OpenOptions } from '../kernel/disk.ts';
import { DiskFile } from '../kernel/disk-file.ts';
import type { FileObject } from '../kernel/file-object.ts';
import { pipeName } from '../kernel/path.ts';
import { PipeEnd } from '../kernel/pipe.ts';
import { SocketObject } from '../kernel/socket.ts';
import { STATUS } from '../kernel/status.ts';
import type { Blocking, Thread } from '../kernel/thread.ts';
import { ERROR } from './errors.ts';
import { ACCESS, type Access, accessOf, shareOf } from './file-access.ts';
import { FALSE, failWith, fileOf, newHandle, operate, returned, TRUE } from './file-operation.ts';
import { type Transfer, transfer } from './file-transfer.ts';
import { fail, type Win32Functions } from './function.ts';
import { isWritable, readWide } from './pointers.ts';

const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;

const FLAG = {
  READ_ONLY: 1,
  BACKUP_SEMANTICS: 0x0200_0000,
  DELETE_ON_CLOSE: 0x0400_0000,
  OVERLAPPED: 0x4000_0000,
} as const;

const TRUNCATE_EXISTING = 5;

/** The text of a path; empty where there is none. */
const pathAt = (thread: Thread, address: bigint): string =>
  address === 0n ? '' : readWide(thread.process.heap, address);

/** Opens a client's end of a pipe; the reason why not, as a status. */
function openPipe(
  thread: Thread,
  name: string,
  access: Access,
  flags: number,
): FileObject | number {
  return thread.machine.pipes.open(name, {
    overlapped: (flags & FLAG.OVERLAPPED) !== 0,
    canRead: access.canRead,
    canWrite: access.canWrite,
    // Also on a pipe of messages.
    readsMessages: false,
  });
}

/** What was opened, as an object that handles stand for. */
function fileObject(
  thread: Thread,
  { opening }: Opened,
  access: Access,
  flags: number,
): FileObject {
  const { machine } = thread;
  const overlapped = (flags & FLAG.OVERLAPPED) !== 0;
  const { data } = opening.entry;
  return data === null
    ? new Directory(machine, machine.disk, { opening, overlapped, canList: access.canRead })
    : new DiskFile(machine, machine.disk, { opening, data, overlapped, ...access });
}

/** Whether a file was there that could have been made. */
const wasThere = (disposition: OpenOptions['disposition'], { was }: Opened): boolean =>
  disposition.endsWith('or new') && was !== 'new';

/** A read or a write of whatever the handle is of. */
function* readOrWrite(
  thread: Thread,
  handle: bigint,
  what: Omit<Transfer, 'file'>,
  count: bigint,
  overlapped: bigint,
): Blocking<number> {
  const { heap } = thread.process;
  if (count !== 0n) heap.writeUint32(count, 0);
  if (overlapped !== 0n) heap.writeUint32(overlapped, STATUS.PENDING);
  const file = fileOf(thread, handle);
  if (!file) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
  const { status, information } = yield* transfer(thread, { ...what, file }, overlapped);
  // Beside an OVERLAPPED only a success is counted: a warning's bytes are in the status block.
  const isCounted = overlapped === 0n || status === STATUS.SUCCESS;
  if (count !== 0n && isCounted) heap.writeUint32(count, information);
  // Who waits for a read at the end of a file is told by a count of 0.
  if (status === STATUS.END_OF_FILE && overlapped === 0n) return TRUE;
  return returned(thread, status);
}

/** Functions of kernel32.dll for files, which work with pipes and sockets, too. */
export const kernel32Files: Win32Functions = {
  /**
   * Opens a file, with FILE_FLAG_BACKUP_SEMANTICS also a folder, or a client's end of a pipe. A success leaves 0 in the
   * last error, or 183 where a file was there that CREATE_ALWAYS or OPEN_ALWAYS would have made. Attributes other than
   * FILE_ATTRIBUTE_READONLY, security and hints are not simulated.
   */
  CreateFileW(
    thread,
    nameAddress: bigint,
    desiredAccess: number,
    shareMode: number,
    attributes: bigint,
    dispositionNumber: number,
    flags: number,
  ): bigint {
    const path = pathAt(thread, nameAddress);
    if (path === '') return failWith(thread, STATUS.OBJECT_PATH_NOT_FOUND, INVALID_HANDLE_VALUE);
    const disposition = DISPOSITIONS[dispositionNumber - 1];
    const isTruncating = dispositionNumber === TRUNCATE_EXISTING;
    if (!disposition || (isTruncating && (desiredAccess & ACCESS.GENERIC_WRITE) === 0)) {
      return fail(thread, ERROR.INVALID_PARAMETER, INVALID_HANDLE_VALUE);
    }
    const deletesOnClose = (flags & FLAG.DELETE_ON_CLOSE) !== 0;
    const access = accessOf(desiredAccess, deletesOnClose);
    const pipe = pipeName(path);
    if (pipe !== null) {
      const end = openPipe(thread, pipe, access, flags);
      if (typeof end === 'number') return failWith(thread, end, INVALID_HANDLE_VALUE);
      thread.lastError = ERROR.SUCCESS;
      return newHandle(thread, end, attributes);
    }
    const opened = thread.machine.disk.open(path, {
      disposition,
      access: access.rights,
      share: shareOf(shareMode),
      mayBeFolder: (flags & FLAG.BACKUP_SEMANTICS) !== 0,
      deletesOnClose,
      isReadOnly: (flags & FLAG.READ_ONLY) !== 0,
    });
    if (typeof opened === 'number') {
      return opened === STATUS.OBJECT_NAME_COLLISION
        ? fail(thread, ERROR.FILE_EXISTS, INVALID_HANDLE_VALUE)
        : failWith(thread, opened, INVALID_HANDLE_VALUE);
    }
    thread.lastError = wasThere(disposition, opened) ? ERROR.ALREADY_EXISTS : ERROR.SUCCESS;
    return newHandle(thread, fileObject(thread, opened, access, flags), attributes);
  },

  /**
   * Reads (FILE-1 to FILE-5). Without an OVERLAPPED the end of a file is a success with 0 bytes, and what an OVERLAPPED's
   * offset would say is the file's position.
   */
  *ReadFile(
    thread,
    handle: bigint,
    buffer: bigint,
    length: number,
    count: bigint,
    overlapped: bigint,
  ): Blocking<number> {
    const spans = [{ address: buffer, length }];
    const what = { name: 'ReadFile', direction: 'in', spans } as const;
    return yield* readOrWrite(thread, handle, what, count, overlapped);
  },

  /** Writes; at the end of the file where the OVERLAPPED's offset is all ones. */
  *WriteFile(
    thread,
    handle: bigint,
    buffer: bigint,
    length: number,
    count: bigint,
    overlapped: bigint,
  ): Blocking<number> {
    const spans = [{ address: buffer, length }];
    const what = { name: 'WriteFile', direction: 'out', spans } as const;
    return yield* readOrWrite(thread, handle, what, count, overlapped);
  },

  /** On a pipe it waits until the other end has read everything, on an overlapped one, too. A file has nothing to flush. */
  *FlushFileBuffers(thread, handle: bigint): Blocking<number> {
    const file = fileOf(thread, handle);
    if (!file) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    if (file instanceof DiskFile) {
      return file.canWrite ? TRUE : fail(thread, ERROR.ACCESS_DENIED, FALSE);
    }
    if (!(file instanceof PipeEnd)) return failWith(thread, STATUS.INVALID_DEVICE_REQUEST, FALSE);
    const { status } = yield* operate({ thread, file, name: 'FlushFileBuffers' }, 0n, (request) =>
      file.flush(request),
    );
    return returned(thread, status);
  },

  /** The length of a file; of a pipe it is how many bytes a read would find, of all messages. */
  GetFileSizeEx(thread, handle: bigint, size: bigint): number {
    const file = fileOf(thread, handle);
    if (!file) return fail(thread, ERROR.INVALID_HANDLE, FALSE);
    if (file instanceof SocketObject) return failWith(thread, STATUS.INVALID_DEVICE_REQUEST, FALSE);
    const { heap } = thread.process;
    if (!isWritable(heap, size, 8)) return fail(thread, ERROR.NOACCESS, FALSE);
    const length =
      file instanceof DiskFile ? file.data.length : file instanceof PipeEnd ? file.available : 0;
    heap.writeUint64(size, BigInt(length));
    return TRUE;
  },

  /** Deletes a file. While somebody has it open, who has to share that, it cannot be opened any more, and goes then. */
  DeleteFileW(thread, name: bigint): number {
    return returned(thread, thread.machine.disk.remove(pathAt(thread, name)));
  },

  /**
   * The folder for temporary files, with a backslash at its end. The rest of the memory becomes 0, all of it where the
   * path does not fit.
   *
   * @returns its length without the ending zero; where there is no room for that, the length with it
   */
  GetTempPathW(thread, units: number, buffer: bigint): number {
    const { heap } = thread.process;
    const path = thread.machine.disk.temporary;
    const fits = path.length < units;
    if (units > 0) {
      const bytes = heap.bytes(buffer, 2 * Math.min(units, 0x7fff), 'write').fill(0);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let at = 0; fits && at < path.length; at++) {
        view.setUint16(2 * at, path.charCodeAt(at), true);
      }
    }
    return fits ? path.length : path.length + 1;
  },
};
