import type { Bytes } from '../memory/heap.ts';
import { type Change, type Disk, FILE_ACTION } from './disk.ts';
import { FileObject } from './file-object.ts';
import type { Machine } from './machine.ts';
import type { Begun, Request } from './request.ts';
import { STATUS } from './status.ts';

/** FILE_NOTIFY_CHANGE_…, winnt.h: what a watch is told of. */
const NOTIFY = { FILE_NAME: 1, DIR_NAME: 2, LAST_WRITE: 0x10 } as const;

/** Which changes a filter lets through. */
function wanted(filter: number, { action }: Change): boolean {
  return action === FILE_ACTION.MODIFIED
    ? (filter & NOTIFY.LAST_WRITE) !== 0
    : (filter & (NOTIFY.FILE_NAME | NOTIFY.DIR_NAME)) !== 0;
}

/** Changes as FILE_NOTIFY_INFORMATION, each record at a multiple of 4; null when there is no room for them. */
function records(changes: readonly Change[], room: number): Bytes | null {
  const all = new Uint8Array(room);
  const view = new DataView(all.buffer);
  let at = 0;
  let end = 0;
  for (const [number, { action, name }] of changes.entries()) {
    end = at + 12 + 2 * name.length;
    if (end > room) return null;
    const next = (end + 3) & ~3;
    view.setUint32(at, number === changes.length - 1 ? 0 : next - at, true);
    view.setUint32(at + 4, action, true);
    view.setUint32(at + 8, 2 * name.length, true);
    for (let unit = 0; unit < name.length; unit++) {
      view.setUint16(at + 12 + 2 * unit, name.charCodeAt(unit), true);
    }
    at = next;
  }
  return all.slice(0, end);
}

/** A folder that was opened, whose changes can be read. */
export class Directory extends FileObject {
  readonly path: string;
  readonly #disk: Disk;
  readonly #reads: Request[] = [];
  readonly #kept: Change[] = [];
  /** Bytes of the first read's memory: so much is kept while nobody reads. */
  #room = 0;
  #filter = 0;
  #end: (() => void) | null = null;

  constructor(machine: Machine, disk: Disk, path: string, overlapped: boolean) {
    super(machine, overlapped);
    this.#disk = disk;
    this.path = disk.resolve(path);
  }

  /** Waits for changes. The first call says of which, and from then on they are kept, also while nobody reads. */
  read(request: Request, deep: boolean, filter: number): Begun {
    if (this.#end === null) {
      this.#filter = filter;
      this.#room = request.capacity;
      this.#end = this.#disk.watch(this.path, deep, (change) => this.#changed(change));
    }
    this.#reads.push(request);
    request.onCancel = () => {
      this.#reads.splice(this.#reads.indexOf(request), 1);
      request.complete(STATUS.CANCELLED, 0);
    };
    if (this.#kept.length > 0) this.machine.after(0, () => this.#serve());
    return 'pending';
  }

  #changed(change: Change): void {
    if (!wanted(this.#filter, change)) return;
    this.#kept.push(change);
    this.#serve();
  }

  #serve(): void {
    if (this.#kept.length === 0) return;
    const request = this.#reads.shift();
    if (!request) return;
    const bytes = records(this.#kept.splice(0), Math.min(this.#room, request.capacity));
    // Too much for the memory: then nothing is told but that something has changed.
    if (bytes === null) request.complete(STATUS.NOTIFY_ENUM_DIR, 0);
    else request.complete(STATUS.SUCCESS, request.fill(bytes));
  }

  protected override lastHandleClosed(): void {
    this.#end?.();
    for (const request of this.#reads.splice(0)) request.complete(STATUS.NOTIFY_CLEANUP, 0);
  }
}
