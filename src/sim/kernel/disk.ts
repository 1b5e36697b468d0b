import type { Bytes } from '../memory/heap.ts';
import { STATUS } from './status.ts';

/** What ReadDirectoryChangesW tells of a name: FILE_ACTION_…, winnt.h. */
export const FILE_ACTION = {
  ADDED: 1,
  REMOVED: 2,
  MODIFIED: 3,
  RENAMED_OLD_NAME: 4,
  RENAMED_NEW_NAME: 5,
} as const;

/** A change below a folder. */
export interface Change {
  readonly action: number;
  /** The path below the folder, with backslashes. */
  readonly name: string;
}

/** The contents of a file. */
export class FileData {
  #bytes: Bytes;
  #length: number;

  constructor(bytes: Bytes = new Uint8Array(0)) {
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  get length(): number {
    return this.#length;
  }

  /** A copy of some bytes; fewer where the file ends. */
  read(offset: number, length: number): Bytes {
    return this.#bytes.slice(offset, Math.min(offset + length, this.#length));
  }

  /** Writes, and lets the file grow; what lies between its end and the offset becomes 0. */
  write(offset: number, data: Bytes): void {
    const end = offset + data.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(data, offset);
    this.#length = Math.max(this.#length, end);
  }

  truncate(): void {
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
  }
}

interface Watcher {
  readonly folder: string;
  readonly deep: boolean;
  readonly tell: (change: Change) => void;
}

/** A path in one spelling: backslashes, a drive, no `.` and `..`. */
function whole(path: string, folder: string): string {
  const bare = path.replaceAll('/', '\\').replace(/^\\\\[?.]\\/, '');
  const drive = /^[A-Za-z]:/.exec(bare)?.[0] ?? folder.slice(0, 2);
  const rest = /^[A-Za-z]:/.test(bare) ? bare.slice(2) : bare;
  const full = rest.startsWith('\\') ? rest : `${folder.slice(2)}\\${rest}`;
  const parts: string[] = [];
  for (const part of full.split('\\')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${drive.toUpperCase()}\\${parts.join('\\')}`;
}

/** Names differ by more than case. */
const keyOf = (path: string): string => path.toUpperCase();

const parentOf = (path: string): string => {
  const parent = path.slice(0, path.lastIndexOf('\\'));
  return parent.length === 2 ? `${parent}\\` : parent;
};

/**
 * A disk in memory. Files of the world outside can be lent to it: they can be read, and what is written to them stays
 * in memory.
 */
export class Disk {
  /** Where paths without a drive or a root begin. */
  folder = 'C:\\workbook';
  /** The folder for temporary files, with a backslash at its end. */
  readonly temporary = 'C:\\Temp\\';
  readonly #files = new Map<string, { path: string; data: FileData }>();
  readonly #folders = new Map<string, string>();
  readonly #watchers = new Set<Watcher>();
  readonly #lent: (path: string) => Bytes | null;

  /** @param lent gives the contents of a file outside, by the path that the program used; null where there is none */
  constructor(lent: (path: string) => Bytes | null = () => null) {
    this.#lent = lent;
    for (const folder of ['C:\\', 'C:\\Temp', 'C:\\workbook']) {
      this.#folders.set(keyOf(folder), folder);
    }
  }

  /** A path in one spelling. */
  resolve(path: string): string {
    return whole(path, this.folder);
  }

  file(path: string): FileData | null {
    const full = this.resolve(path);
    const found = this.#files.get(keyOf(full));
    if (found) return found.data;
    const lent = this.#lent(path);
    if (lent === null) return null;
    const data = new FileData(lent);
    this.#files.set(keyOf(full), { path: full, data });
    return data;
  }

  isFolder(path: string): boolean {
    return this.#folders.has(keyOf(this.resolve(path)));
  }

  /** A new empty file; what was there is gone. @returns the reason why not, or the file */
  create(path: string): FileData | number {
    const full = this.resolve(path);
    if (this.isFolder(full)) return STATUS.ACCESS_DENIED;
    if (!this.isFolder(parentOf(full))) return STATUS.OBJECT_PATH_NOT_FOUND;
    const data = new FileData();
    this.#files.set(keyOf(full), { path: full, data });
    this.#tell(full, FILE_ACTION.ADDED);
    return data;
  }

  /** @returns STATUS_SUCCESS, or the reason why not */
  createFolder(path: string): number {
    const full = this.resolve(path);
    if (this.isFolder(full) || this.file(full)) return STATUS.OBJECT_NAME_COLLISION;
    if (!this.isFolder(parentOf(full))) return STATUS.OBJECT_PATH_NOT_FOUND;
    this.#folders.set(keyOf(full), full);
    this.#tell(full, FILE_ACTION.ADDED);
    return STATUS.SUCCESS;
  }

  /** @returns STATUS_SUCCESS, or the reason why not */
  remove(path: string): number {
    const full = this.resolve(path);
    if (!this.#files.delete(keyOf(full))) return STATUS.OBJECT_NAME_NOT_FOUND;
    this.#tell(full, FILE_ACTION.REMOVED);
    return STATUS.SUCCESS;
  }

  /** @returns STATUS_SUCCESS, or the reason why not: a folder goes only when it is empty */
  removeFolder(path: string): number {
    const full = this.resolve(path);
    const inside = keyOf(`${full}\\`);
    const names = [...this.#files.keys(), ...this.#folders.keys()];
    if (names.some((name) => name.startsWith(inside))) return STATUS.DIRECTORY_NOT_EMPTY;
    if (!this.#folders.delete(keyOf(full))) return STATUS.OBJECT_NAME_NOT_FOUND;
    this.#tell(full, FILE_ACTION.REMOVED);
    return STATUS.SUCCESS;
  }

  /** @returns STATUS_SUCCESS, or the reason why not */
  rename(from: string, to: string): number {
    const [old, name] = [this.resolve(from), this.resolve(to)];
    const found = this.#files.get(keyOf(old));
    if (!found) return STATUS.OBJECT_NAME_NOT_FOUND;
    if (this.#files.has(keyOf(name))) return STATUS.OBJECT_NAME_COLLISION;
    this.#files.delete(keyOf(old));
    this.#files.set(keyOf(name), { path: name, data: found.data });
    this.#tell(old, FILE_ACTION.RENAMED_OLD_NAME);
    this.#tell(name, FILE_ACTION.RENAMED_NEW_NAME);
    return STATUS.SUCCESS;
  }

  /** Somebody has written to a file. */
  modified(path: string): void {
    this.#tell(this.resolve(path), FILE_ACTION.MODIFIED);
  }

  /** Tells of changes in a folder, and with `deep` below it; gives what ends that. */
  watch(folder: string, deep: boolean, tell: (change: Change) => void): () => void {
    const watcher = { folder: this.resolve(folder), deep, tell };
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #tell(path: string, action: number): void {
    for (const { folder, deep, tell } of [...this.#watchers]) {
      const inside = `${folder}\\`;
      if (!keyOf(path).startsWith(keyOf(inside))) continue;
      const name = path.slice(inside.length);
      if (deep || !name.includes('\\')) tell({ action, name });
    }
  }
}
