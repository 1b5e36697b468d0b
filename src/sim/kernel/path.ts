import { STATUS } from './status.ts';

/** `\\.\pipe\name`, with slashes of either kind; `\\?\` says that the rest is meant as it is. */
const PIPE = /^[\\/]{2}[.?][\\/]pipe[\\/](.+)$/is;

const DRIVE = /^[A-Za-z]:/;

/** What Windows does not let into a name. */
const FORBIDDEN = /[<>:"|?*]/;

const isName = (name: string): boolean =>
  name !== '' && !FORBIDDEN.test(name) && [...name].every((letter) => letter >= ' ');

/** The name of the pipe that a path leads to; null where it leads elsewhere. */
export function pipeName(path: string): string | null {
  return PIPE.exec(path)?.[1]?.replaceAll('/', '\\') ?? null;
}

/**
 * A path in one spelling: with a drive, backslashes, and without `.` and `..`.
 *
 * @param folder where it begins if it has no drive or no root
 * @returns the path, or the reason why it is none, as a status
 */
export function fullPath(path: string, folder: string): string | number {
  if (path === '') return STATUS.OBJECT_PATH_NOT_FOUND;
  const spelled = path.replaceAll('/', '\\');
  const bare = spelled.replace(/^\\\\[?.]\\(?=[A-Za-z]:)/, '');
  if (/^\\\\[?.](\\|$)/.test(bare)) return STATUS.OBJECT_NAME_NOT_FOUND;
  if (bare.startsWith('\\\\')) return STATUS.BAD_NETWORK_PATH;
  const drive = DRIVE.exec(bare)?.[0] ?? folder.slice(0, 2);
  const rest = bare.replace(DRIVE, '');
  const full = rest.startsWith('\\') ? rest : `${folder.slice(2)}\\${rest}`;
  const parts: string[] = [];
  for (const part of full.split('\\')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part.replace(/[. ]+$/, ''));
  }
  if (!parts.every(isName)) return STATUS.OBJECT_NAME_INVALID;
  return `${drive.toUpperCase()}\\${parts.join('\\')}`;
}

/** Names that differ in case only are the same. */
export const keyOf = (full: string): string => full.toUpperCase();

/** The folder in which something lies; that of a drive's root is the root itself. */
export function parentOf(full: string): string {
  const parent = full.slice(0, full.lastIndexOf('\\'));
  return parent.length === 2 ? `${parent}\\` : parent;
}

/** The path below a folder, without a backslash at its beginning; null where it is not below it. */
export function below(folder: string, full: string): string | null {
  const inside = folder.endsWith('\\') ? folder : `${folder}\\`;
  return full.length > inside.length && keyOf(full).startsWith(keyOf(inside))
    ? full.slice(inside.length)
    : null;
}
