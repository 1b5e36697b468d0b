import type { Disk, FileData } from './disk.ts';
import { FileObject } from './file-object.ts';
import type { Machine } from './machine.ts';
import type { Begun, Request } from './request.ts';
import { STATUS } from './status.ts';

/** Microseconds that the disk takes for a read or a write. */
const ACCESS = 100;

/** A file that was opened. */
export class DiskFile extends FileObject {
  readonly path: string;
  readonly data: FileData;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Where a read or write without an OVERLAPPED goes on. */
  position = 0;
  readonly #disk: Disk;
  readonly #deletesOnClose: boolean;

  constructor(
    machine: Machine,
    disk: Disk,
    file: {
      path: string;
      data: FileData;
      overlapped: boolean;
      canRead: boolean;
      canWrite: boolean;
      deletesOnClose: boolean;
    },
  ) {
    super(machine, file.overlapped);
    this.#disk = disk;
    this.path = disk.resolve(file.path);
    this.data = file.data;
    this.canRead = file.canRead;
    this.canWrite = file.canWrite;
    this.#deletesOnClose = file.deletesOnClose;
  }

  /** Starts a read. It pends, even at the end of the file (FILE-1, FILE-2). @param offset in bytes */
  read(request: Request, offset: number): Begun {
    return this.#later(request, () => {
      const bytes = this.data.read(offset, request.capacity);
      if (bytes.length === 0 && request.capacity > 0) {
        return { status: STATUS.END_OF_FILE, information: 0 };
      }
      return { status: STATUS.SUCCESS, information: request.fill(bytes) };
    });
  }

  /** Starts a write. It pends (FILE-1). */
  write(request: Request, offset: number): Begun {
    return this.#later(request, () => {
      const bytes = request.gather();
      this.data.write(offset, bytes);
      this.#disk.modified(this.path);
      return { status: STATUS.SUCCESS, information: bytes.length };
    });
  }

  #later(request: Request, act: () => { status: number; information: number }): Begun {
    const planned = this.machine.after(ACCESS, () => {
      const { status, information } = act();
      request.complete(status, information);
    });
    request.onCancel = () => {
      planned.cancel();
      request.complete(STATUS.CANCELLED, 0);
    };
    return 'pending';
  }

  protected override lastHandleClosed(): void {
    // What the disk has begun it ends.
    if (this.#deletesOnClose) this.#disk.remove(this.path);
  }
}
