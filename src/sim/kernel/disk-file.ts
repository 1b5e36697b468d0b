import type { Disk, Opening } from './disk.ts';
import type { FileData } from './file-data.ts';
import { FileObject } from './file-object.ts';
import type { Machine } from './machine.ts';
import type { Begun, Request } from './request.ts';
import { STATUS } from './status.ts';

/** Microseconds that the disk takes for a read or a write. */
const ACCESS = 100;

type Ended = Exclude<Begun, 'pending'>;

/** A file that was opened. */
export class DiskFile extends FileObject {
  readonly data: FileData;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Where a read or a write without an OVERLAPPED goes on; only a file that is not overlapped has that (OV-12). */
  position = 0;
  /** Whether it was opened for appending only: then it writes at the end, whatever it is told. */
  readonly #appends: boolean;
  readonly #disk: Disk;
  readonly #opening: Opening;

  constructor(
    machine: Machine,
    disk: Disk,
    file: {
      opening: Opening;
      data: FileData;
      overlapped: boolean;
      canRead: boolean;
      canWrite: boolean;
      appends?: boolean;
    },
  ) {
    super(machine, file.overlapped);
    this.#disk = disk;
    this.#opening = file.opening;
    this.data = file.data;
    this.canRead = file.canRead;
    this.canWrite = file.canWrite;
    this.#appends = file.appends ?? false;
    // Opening it was an operation, too.
    this.signal();
  }

  /** Starts a read. It pends, even at the end of the file (FILE-1, FILE-2). @param offset in bytes */
  read(request: Request, offset: number): Begun {
    return this.#later(request, () => {
      if (request.capacity === 0) return { status: STATUS.SUCCESS, information: 0 };
      const bytes = this.data.read(offset, request.capacity);
      return bytes.length === 0
        ? { status: STATUS.END_OF_FILE, information: 0 }
        : { status: STATUS.SUCCESS, information: request.fill(bytes) };
    });
  }

  /** Starts a write. It pends (FILE-1). @param offset in bytes; null means behind the end */
  write(request: Request, offset: number | null): Begun {
    const bytes = request.gather();
    return this.#later(request, () => {
      const at = offset === null || this.#appends ? this.data.length : offset;
      return this.#disk.write(this.#opening.entry, at, bytes)
        ? { status: STATUS.SUCCESS, information: bytes.length }
        : { status: STATUS.DISK_FULL, information: 0 };
    });
  }

  #later(request: Request, act: () => Ended): Begun {
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
    this.#disk.close(this.#opening);
  }
}
