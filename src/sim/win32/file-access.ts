import type { Rights } from '../kernel/disk.ts';

/** Bits of dwDesiredAccess. */
export const ACCESS = {
  READ_DATA: 1,
  WRITE_DATA: 2,
  APPEND_DATA: 4,
  EXECUTE: 0x20,
  DELETE: 0x1_0000,
  MAXIMUM_ALLOWED: 0x0200_0000,
  GENERIC_ALL: 0x1000_0000,
  GENERIC_EXECUTE: 0x2000_0000,
  GENERIC_WRITE: 0x4000_0000,
  GENERIC_READ: 0x8000_0000,
} as const;

const ALL = ACCESS.GENERIC_ALL | ACCESS.MAXIMUM_ALLOWED;
const READS = ALL | ACCESS.GENERIC_READ | ACCESS.READ_DATA;
const WRITES = ALL | ACCESS.GENERIC_WRITE | ACCESS.WRITE_DATA;

/** What a handle may do. */
export interface Access {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Whether it only writes at the end. */
  readonly appends: boolean;
  /** What has to go together with what others do. */
  readonly rights: Rights;
}

/** Reads dwDesiredAccess. @param deletesOnClose FILE_FLAG_DELETE_ON_CLOSE, which asks for the right to delete */
export function accessOf(desired: number, deletesOnClose: boolean): Access {
  const has = (bits: number) => (desired & bits) !== 0;
  const canRead = has(READS);
  const canWrite = has(WRITES | ACCESS.APPEND_DATA);
  const runs = has(ACCESS.GENERIC_EXECUTE | ACCESS.EXECUTE);
  return {
    canRead,
    canWrite,
    appends: canWrite && !has(WRITES),
    rights: {
      read: canRead || runs,
      write: canWrite,
      delete: deletesOnClose || has(ALL | ACCESS.DELETE),
    },
  };
}

/** Reads dwShareMode: FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_SHARE_DELETE. */
export const shareOf = (mode: number): Rights => ({
  read: (mode & 1) !== 0,
  write: (mode & 2) !== 0,
  delete: (mode & 4) !== 0,
});
