/** An NTSTATUS that a completion packet or an OVERLAPPED of the book can hold. */
export interface Status {
  /** The 32-bit number, unsigned. */
  code: number;
  name: string;
  /** What it says of an operation, in plain words. */
  meaning: string;
}

const statuses: readonly Status[] = [
  { code: 0x0000_0000, name: 'STATUS_SUCCESS', meaning: 'it succeeded' },
  { code: 0x0000_0103, name: 'STATUS_PENDING', meaning: 'it is not over yet' },
  {
    code: 0x8000_0005,
    name: 'STATUS_BUFFER_OVERFLOW',
    meaning: 'the buffer was too small for the message',
  },
  {
    code: 0x8000_000a,
    name: 'STATUS_HANDLES_CLOSED',
    meaning: 'its handle was closed (seen on Wine only)',
  },
  {
    code: 0xc000_0011,
    name: 'STATUS_END_OF_FILE',
    meaning: 'it began at or behind the end of the file',
  },
  { code: 0xc000_0120, name: 'STATUS_CANCELLED', meaning: 'it was cancelled' },
  { code: 0xc000_013b, name: 'STATUS_LOCAL_DISCONNECT', meaning: 'this side ended the connection' },
  { code: 0xc000_013c, name: 'STATUS_REMOTE_DISCONNECT', meaning: 'the peer ended the connection' },
  { code: 0xc000_020d, name: 'STATUS_CONNECTION_RESET', meaning: 'the peer reset the connection' },
  {
    code: 0xc000_0241,
    name: 'STATUS_CONNECTION_ABORTED',
    meaning: 'the connection was aborted on this side',
  },
];

const byCode = new Map(statuses.map((status) => [status.code, status]));

/** The status with this unsigned 32-bit number, or undefined when the book does not meet it. */
export function statusByCode(code: number): Status | undefined {
  return byCode.get(code >>> 0);
}

/** `STATUS_PENDING`, or `0xC0000123` for a number that has no name here. */
export function statusName(code: number): string {
  return (
    byCode.get(code >>> 0)?.name ?? `0x${(code >>> 0).toString(16).toUpperCase().padStart(8, '0')}`
  );
}
