import { bookStatuses, type Status } from './book/ntstatus.ts';

const byCode = new Map(bookStatuses.map((status) => [status.code, status]));

/** The status with this unsigned 32-bit number, or undefined when the book does not meet it. */
export function statusByCode(code: number): Status | undefined {
  return byCode.get(code >>> 0);
}

/** `0xC0000120`: an NTSTATUS or an HRESULT with all its eight digits. */
export function hex32(code: number): string {
  return `0x${(code >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** `STATUS_PENDING`, or `0xC0000123` for a number that has no name here. */
export function statusName(code: number): string {
  return byCode.get(code >>> 0)?.name ?? hex32(code);
}
