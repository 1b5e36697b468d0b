import type { Bytes } from '../memory/heap.ts';
import type { Change, Disk, Opening } from './disk.ts';
import { FileObject } from './file-object.ts';
import type { Machine } from './machine.ts';
import type { Begun, Request } from './request.ts';
import { STATUS } from './status.ts';

/** Bytes of a FILE_NOTIFY_INFORMATION before its name, and what its address is a multiple of. */
const RECORD = { name: 12, alignment: 4 };

const sizeOf = ({ name }: Change): number => RECORD.name + 2 * name.length;
const aligned = (size: number): number => Math.ceil(size / RECORD.alignment) * RECORD.alignment;

/** Bytes of changes as records; the last one is not filled up. */
function sizeOfAll(changes: readonly Change[]): number {
  return changes.reduce((end, change) => aligned(end) + sizeOf(change), 0);
}

/** Changes as FILE_NOTIFY_INFORMATION. */
function records(changes: readonly Change[]): Bytes {
  const all = new Uint8Array(sizeOfAll(changes));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const [number, change] of changes.entries()) {
    const { action, name } = change;
    const size = aligned(sizeOf(change));
    view.setUint32(at, number === changes.length - 1 ? 0 : size, true);
    view.setUint32(at + 4, action, true);
    view.setUint32(at + 8, 2 * name.length, true);
    for (let unit = 0; unit < name.length; unit++) {
      view.setUint16(at + RECORD.name + 2 * unit, name.charCodeAt(unit), true);
    }
    at += size;
  }
  return all;
}

/** A folder that was opened, whose changes can be read. */
export class Directory extends FileObject {
  /** Whether it may be watched (FILE_LIST_DIRECTORY). */
  readonly canList: boolean;
  readonly #disk: Disk;
  readonly #opening: Opening;
  readonly #reads: Request[] = [];
  #kept: Change[] = [];
  /** More has changed than there was room for. */
  #overflown = false;
  /** Bytes of the first read's memory: so much is kept while nobody reads. */
  #room = 0;
  #filter = 0;
  #end: (() => void) | null = null;

  constructor(
    machine: Machine,
    disk: Disk,
    folder: { opening: Opening; overlapped: boolean; canList: boolean },
  ) {
    super(machine, folder.overlapped);
    this.#disk = disk;
    this.#opening = folder.opening;
    this.canList = folder.canList;
    this.#opening.onDoomed = () => this.#endReads(STATUS.DELETE_PENDING);
    this.signal();
  }

  /**
   * Waits for changes. The first call says of which and how deep, and how much is kept from then on while nobody reads.
   *
   * @param filter NOTIFY bits
   */
  read(request: Request, deep: boolean, filter: number): Begun {
    if (this.#opening.entry.isDoomed) return { status: STATUS.DELETE_PENDING, information: 0 };
    if (this.#end === null) {
      this.#filter = filter;
      this.#room = request.capacity;
      const { entry } = this.#opening;
      this.#end = this.#disk.watch(entry, deep, (changes) => this.#changed(changes));
    }
    this.#reads.push(request);
    request.onCancel = () => {
      this.#reads.splice(this.#reads.indexOf(request), 1);
      request.complete(STATUS.CANCELLED, 0);
    };
    this.#serve();
    return 'pending';
  }

  #changed(changes: readonly Change[]): void {
    const wanted = changes.filter(({ kinds }) => (kinds & this.#filter) !== 0);
    if (wanted.length === 0) return;
    this.#kept.push(...wanted);
    if (sizeOfAll(this.#kept) > this.#room) this.#overflown = true;
    if (this.#overflown) this.#kept = [];
    this.#serve();
  }

  #serve(): void {
    if (this.#kept.length === 0 && !this.#overflown) return;
    const request = this.#reads.shift();
    if (!request) return;
    const isTooMuch = this.#overflown || sizeOfAll(this.#kept) > request.capacity;
    const kept = this.#kept;
    this.#kept = [];
    this.#overflown = false;
    // What has changed is lost then: only that something has is told.
    if (isTooMuch) request.complete(STATUS.NOTIFY_ENUM_DIR, 0);
    else request.complete(STATUS.SUCCESS, request.fill(records(kept)));
  }

  #endReads(status: number): void {
    for (const request of this.#reads.splice(0)) request.complete(status, 0);
  }

  protected override lastHandleClosed(): void {
    this.#end?.();
    this.#endReads(STATUS.NOTIFY_CLEANUP);
    this.#disk.close(this.#opening);
  }
}
