import type { Process } from '../kernel/process.ts';

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** A program waits for what can never come; on Windows it would hang for ever. */
export class Deadlock extends Error {
  override readonly name = 'Deadlock';

  constructor(process: Process) {
    const waits = [...process.threads]
      .filter(({ waitsFor }) => waitsFor !== '')
      .map(({ id, waitsFor }) => `thread ${id} for ${waitsFor}`);
    const started = [...process.pending].map(({ name }) => name);
    const pending =
      started.length === 0 ? '' : ` ${listed(started)} will never end: nobody does the other part.`;
    super(
      `Every thread waits and nothing is pending that could end a wait: ${listed(waits)}.${pending} On Windows the program would hang here.`,
    );
  }
}
