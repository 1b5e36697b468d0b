/** An error that a function can give, as GetLastError or WSAGetLastError tells it, or as it returns it itself. */
export interface FunctionFailure {
  code: number;
  /** When the function gives it, as one sentence. */
  when: string;
  /** The facts that state it; none where Microsoft’s page of the function is the one source. */
  facts: readonly string[];
}

/** Errors by the name of the function that gives them, those that a reader meets first in front. */
export type Failures = Readonly<Record<string, readonly FunctionFailure[]>>;

export const failure = (code: number, when: string, ...facts: string[]): FunctionFailure => ({
  code,
  when,
  facts,
});

/** What 997 says of a call that starts an operation. */
export const pending = (...facts: string[]): FunctionFailure =>
  failure(
    997,
    'It has not failed: the operation has started and is not over, and its packet will come.',
    ...facts,
  );
