import type { Bytes } from '../memory/heap.ts';
import { FileData } from './file-data.ts';
import { below, fullPath, keyOf, parentOf } from './path.ts';
import { STATUS } from './status.ts';

/** What ReadDirectoryChangesW tells of a name: FILE_ACTION_…, winnt.h. */
export const FILE_ACTION = {
  ADDED: 1,
  REMOVED: 2,
  MODIFIED: 3,
  RENAMED_OLD_NAME: 4,
  RENAMED_NEW_NAME: 5,
} as const;

/** Which changes there are: FILE_NOTIFY_CHANGE_…, winnt.h. */
export const NOTIFY = {
  FILE_NAME: 1,
  DIR_NAME: 2,
  ATTRIBUTES: 4,
  SIZE: 8,
  LAST_WRITE: 0x10,
  ALL: 0x17f,
} as const;

/** A change below a folder. */
export interface Change {
  readonly action: number;
  /** Its {@link NOTIFY} bits: whoever wants one of them is told. */
  readonly kinds: number;
  /** The path below the folder, with backslashes. */
  readonly name: string;
}

/** What somebody wants to do with a file, or lets others do at the same time. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
  readonly delete: boolean;
}

/** A file or a folder. */
export interface Entry {
  path: string;
  /** Null: it is a folder. */
  readonly data: FileData | null;
  isReadOnly: boolean;
  /** It was deleted, and goes when nobody has it open any more. */
  isDoomed: boolean;
  readonly openings: Set<Opening>;
}

/** That a file or a folder is open. */
export interface Opening {
  readonly entry: Entry;
  readonly access: Rights;
  readonly share: Rights;
  readonly deletesOnClose: boolean;
  /** Is told when it was deleted. */
  onDoomed: () => void;
}

/** CreateFileW's dispositions, from CREATE_NEW to TRUNCATE_EXISTING. */
export const DISPOSITIONS = ['new', 'emptied or new', 'there', 'there or new', 'emptied'] as const;

/** How something is to be opened. */
export interface OpenOptions {
  readonly disposition: (typeof DISPOSITIONS)[number];
  readonly access: Rights;
  readonly share: Rights;
  /** Whether it may be a folder. */
  readonly mayBeFolder?: boolean;
  readonly deletesOnClose?: boolean;
  /** Whether a new file is read-only. */
  readonly isReadOnly?: boolean;
}

/** What opening has led to. */
export interface Opened {
  readonly opening: Opening;
  readonly was: 'there' | 'new' | 'emptied';
}

const NOTHING: Rights = { read: false, write: false, delete: false };
const EVERYTHING: Rights = { read: true, write: true, delete: true };

const asksForMore = (access: Rights, share: Rights): boolean =>
  (access.read && !share.read) ||
  (access.write && !share.write) ||
  (access.delete && !share.delete);

const takesPart = ({ read, write, delete: deletes }: Rights): boolean => read || write || deletes;

/** Whether somebody has it open in a way that does not go with this. Who only looks at attributes disturbs nobody. */
function isShared(entry: Entry, access: Rights, share: Rights): boolean {
  if (!takesPart(access)) return true;
  return [...entry.openings].every(
    (other) =>
      !takesPart(other.access) ||
      !(asksForMore(access, other.share) || asksForMore(other.access, share)),
  );
}

interface Watcher {
  readonly folder: string;
  readonly deep: boolean;
  readonly tell: (changes: readonly Change[]) => void;
}

/** A change of something on the disk. */
interface Event {
  readonly path: string;
  readonly action: number;
  readonly kinds: number;
}

/**
 * A disk in memory. Files of the world outside can be lent to it: they can be read, and what is written to them stays
 * in memory.
 */
export class Disk {
  /** Where paths without a drive or a root begin. */
  readonly folder = 'C:\\workbook';
  /** The folder for temporary files, with a backslash at its end. Nothing in it is lent. */
  readonly temporary = 'C:\\Temp\\';
  readonly #entries = new Map<string, Entry>();
  readonly #watchers = new Set<Watcher>();
  /** Files that were lent and then deleted. */
  readonly #gone = new Set<string>();
  #lend: (path: string) => Bytes | null = () => null;

  constructor() {
    for (const folder of ['C:\\', 'C:\\Temp', 'C:\\workbook']) this.#add(folder, null);
  }

  /**
   * Says where files of the world outside come from.
   *
   * @param lend gives the contents of a file, by the path that the program used; null where there is none
   */
  lendFrom(lend: (path: string) => Bytes | null): void {
    this.#lend = lend;
  }

  /** A path in one spelling, or the reason why it is none, as a status. */
  resolve(path: string): string | number {
    return fullPath(path, this.folder);
  }

  /** What is at a path; the reason why there is nothing, as a status. */
  at(path: string): Entry | number {
    const full = this.resolve(path);
    if (typeof full === 'number') return full;
    const key = keyOf(full);
    const entry = this.#entries.get(key);
    if (entry) return entry.isDoomed ? STATUS.DELETE_PENDING : entry;
    if (!this.#gone.has(key) && below(this.temporary, full) === null) {
      const lent = this.#lend(path);
      if (lent !== null) return this.#add(full, new FileData(lent));
    }
    const parent = this.#entries.get(keyOf(parentOf(full)));
    return parent?.data === null ? STATUS.OBJECT_NAME_NOT_FOUND : STATUS.OBJECT_PATH_NOT_FOUND;
  }

  /** Opens what is at a path, or makes it. @returns the reason why not, as a status */
  open(path: string, options: OpenOptions): Opened | number {
    const found = this.at(path);
    return typeof found === 'number'
      ? this.#openNew(path, options, found)
      : this.#openOld(found, options);
  }

  /** Somebody does not need it any more. */
  close(opening: Opening): void {
    const { entry } = opening;
    entry.openings.delete(opening);
    if (opening.deletesOnClose) this.#doom(entry);
    else if (entry.isDoomed) this.#vanish(entry);
  }

  /** Makes a file with these contents, or gives one new contents, as another program would. @returns a status */
  create(path: string, contents: Bytes = new Uint8Array(0)): number {
    const opened = this.open(path, {
      disposition: 'emptied or new',
      access: { ...NOTHING, write: true },
      share: EVERYTHING,
    });
    if (typeof opened === 'number') return opened;
    const { entry } = opened.opening;
    const isWritten = contents.length === 0 || this.write(entry, 0, contents);
    this.close(opened.opening);
    return isWritten ? STATUS.SUCCESS : STATUS.DISK_FULL;
  }

  /** Makes a folder. @returns a status */
  createFolder(path: string): number {
    const found = this.at(path);
    if (typeof found !== 'number') return STATUS.OBJECT_NAME_COLLISION;
    const full = this.#place(path, found);
    if (typeof full === 'number') return full;
    this.#add(full, null);
    this.#tell({ path: full, action: FILE_ACTION.ADDED, kinds: NOTIFY.DIR_NAME });
    return STATUS.SUCCESS;
  }

  /** Deletes a file; it goes when nobody has it open any more. @returns a status */
  remove(path: string): number {
    const entry = this.at(path);
    if (typeof entry === 'number') return entry;
    if (entry.data === null) return STATUS.FILE_IS_A_DIRECTORY;
    if (entry.isReadOnly) return STATUS.CANNOT_DELETE;
    return this.#delete(entry);
  }

  /** Deletes a folder, if nothing is in it. @returns a status */
  removeFolder(path: string): number {
    const entry = this.at(path);
    if (typeof entry === 'number') return entry;
    if (entry.data !== null) return STATUS.NOT_A_DIRECTORY;
    if (entry.path === parentOf(entry.path)) return STATUS.ACCESS_DENIED;
    for (const { path: other } of this.#entries.values()) {
      if (below(entry.path, other) !== null) return STATUS.DIRECTORY_NOT_EMPTY;
    }
    return this.#delete(entry);
  }

  /** Gives a file another name or place. @returns a status */
  rename(from: string, to: string): number {
    const entry = this.at(from);
    if (typeof entry === 'number') return entry;
    if (entry.data === null) return STATUS.ACCESS_DENIED;
    const found = this.at(to);
    if (typeof found !== 'number' && found !== entry) return STATUS.OBJECT_NAME_COLLISION;
    const name = typeof found === 'number' ? this.#place(to, found) : (this.resolve(to) as string);
    if (typeof name === 'number') return name;
    if (!isShared(entry, { ...NOTHING, delete: true }, EVERYTHING)) return STATUS.SHARING_VIOLATION;
    const old = entry.path;
    this.#forget(entry);
    entry.path = name;
    this.#entries.set(keyOf(name), entry);
    const kinds = NOTIFY.FILE_NAME;
    const isNear = keyOf(parentOf(old)) === keyOf(parentOf(name));
    this.#tell(
      { path: old, action: isNear ? FILE_ACTION.RENAMED_OLD_NAME : FILE_ACTION.REMOVED, kinds },
      { path: name, action: isNear ? FILE_ACTION.RENAMED_NEW_NAME : FILE_ACTION.ADDED, kinds },
    );
    return STATUS.SUCCESS;
  }

  /** Writes to a file. @returns false when there is no room for it */
  write({ path, data }: Entry, offset: number, bytes: Bytes): boolean {
    const before = data?.length;
    if (!data?.write(offset, bytes)) return false;
    const kinds = NOTIFY.LAST_WRITE | (data.length === before ? 0 : NOTIFY.SIZE);
    this.#tell({ path, action: FILE_ACTION.MODIFIED, kinds });
    return true;
  }

  /**
   * Tells of changes in a folder, and with `deep` below it; gives what ends that.
   *
   * @param tell is told of those that belong together at once
   */
  watch(folder: Entry, deep: boolean, tell: (changes: readonly Change[]) => void): () => void {
    const watcher = { folder: folder.path, deep, tell };
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #openOld(entry: Entry, options: OpenOptions): Opened | number {
    const { disposition, access, share, deletesOnClose = false } = options;
    const empties = disposition.startsWith('emptied');
    if (entry.data === null && (empties || !options.mayBeFolder)) return STATUS.FILE_IS_A_DIRECTORY;
    if (disposition === 'new') return STATUS.OBJECT_NAME_COLLISION;
    if (entry.isReadOnly && (access.write || empties)) return STATUS.ACCESS_DENIED;
    if (entry.isReadOnly && deletesOnClose) return STATUS.CANNOT_DELETE;
    const needed = empties ? { ...access, write: true } : access;
    if (!isShared(entry, needed, share)) return STATUS.SHARING_VIOLATION;
    if (empties && entry.data) {
      entry.data.truncate();
      entry.isReadOnly = options.isReadOnly ?? false;
      const kinds = NOTIFY.SIZE | NOTIFY.LAST_WRITE | NOTIFY.ATTRIBUTES;
      this.#tell({ path: entry.path, action: FILE_ACTION.MODIFIED, kinds });
    }
    return { opening: this.#opening(entry, options), was: empties ? 'emptied' : 'there' };
  }

  #openNew(path: string, options: OpenOptions, found: number): Opened | number {
    if (options.disposition === 'there' || options.disposition === 'emptied') return found;
    if (/[\\/]$/.test(path)) return STATUS.OBJECT_NAME_INVALID;
    const full = this.#place(path, found);
    if (typeof full === 'number') return full;
    const entry = this.#add(full, new FileData());
    entry.isReadOnly = options.isReadOnly ?? false;
    this.#tell({ path: full, action: FILE_ACTION.ADDED, kinds: NOTIFY.FILE_NAME });
    return { opening: this.#opening(entry, options), was: 'new' };
  }

  #opening(entry: Entry, { access, share, deletesOnClose = false }: OpenOptions): Opening {
    const opening = { entry, access, share, deletesOnClose, onDoomed: () => {} };
    entry.openings.add(opening);
    return opening;
  }

  /** The full path for something new, where nothing was found. */
  #place(path: string, found: number): string | number {
    if (found !== STATUS.OBJECT_NAME_NOT_FOUND) return found;
    const full = this.resolve(path);
    if (typeof full === 'number') return full;
    return this.#entries.get(keyOf(parentOf(full)))?.isDoomed ? STATUS.DELETE_PENDING : full;
  }

  #add(path: string, data: FileData | null): Entry {
    const openings = new Set<Opening>();
    const entry: Entry = { path, data, isReadOnly: false, isDoomed: false, openings };
    this.#entries.set(keyOf(path), entry);
    return entry;
  }

  #delete(entry: Entry): number {
    if (!isShared(entry, { ...NOTHING, delete: true }, EVERYTHING)) return STATUS.SHARING_VIOLATION;
    this.#doom(entry);
    return STATUS.SUCCESS;
  }

  #doom(entry: Entry): void {
    entry.isDoomed = true;
    for (const { onDoomed } of [...entry.openings]) onDoomed();
    this.#vanish(entry);
  }

  /** What was deleted goes, unless somebody has it open. */
  #vanish(entry: Entry): void {
    if (entry.openings.size > 0) return;
    this.#forget(entry);
    const kinds = entry.data === null ? NOTIFY.DIR_NAME : NOTIFY.FILE_NAME;
    this.#tell({ path: entry.path, action: FILE_ACTION.REMOVED, kinds });
  }

  #forget({ path }: Entry): void {
    this.#entries.delete(keyOf(path));
    this.#gone.add(keyOf(path));
  }

  #tell(...events: readonly Event[]): void {
    for (const { folder, deep, tell } of [...this.#watchers]) {
      const changes = events.flatMap(({ path, action, kinds }): Change[] => {
        const name = below(folder, path);
        return name === null || (!deep && name.includes('\\')) ? [] : [{ action, kinds, name }];
      });
      if (changes.length > 0) tell(changes);
    }
  }
}
