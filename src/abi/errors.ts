import type { Position } from './types.ts';

/** A declaration that cannot be read. Its message is a whole sentence with the place in front. */
export class DeclarationError extends Error {
  override name = 'DeclarationError';
  readonly line: number;
  readonly column: number;
  /** The sentence without the place. */
  readonly reason: string;

  constructor({ line, column }: Position, reason: string) {
    super(`Line ${line}, column ${column}: ${reason}`);
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

/** What was seen, in quotes and never long. */
export function quote(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
}
