/** How a program ended that did not end by itself. */
export interface Ending {
  how:
    | /** It touched memory that it does not have. */ 'fault'
    /** It waits for what can never come. */
    | 'waits for ever';
  /** NTSTATUS for a fault; null for a program that Windows would leave waiting. */
  code: number | null;
  /** What happened, for a person. */
  sentence: string;
}

/** STATUS_ACCESS_VIOLATION, which Windows makes the exit code of such a program. */
const ACCESS_VIOLATION = 0xc000_0005;

/** The end of a program that touched memory which it does not have. */
export const faulted = (violation: Error): Ending => ({
  how: 'fault',
  code: ACCESS_VIOLATION,
  sentence: violation.message,
});

/** The end of a program that waits for ever. */
export const waitsForEver = (sentence: string): Ending => ({
  how: 'waits for ever',
  code: null,
  sentence,
});
