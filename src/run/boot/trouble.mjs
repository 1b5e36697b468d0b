/**
 * Something the person at the keyboard can mend. Its message is the one sentence to print; no stack trace
 * helps, and the exit code is 2.
 */
export class Trouble extends Error {
  /** @override */
  name = 'Trouble';
}

/**
 * What to do with an error that reached the top: a `Trouble` is its sentence, anything else is a bug of ours
 * and keeps its stack.
 * @param {unknown} error
 * @returns {number} the exit code: 2 for a `Trouble`, else 70
 */
export function tell(error) {
  if (error instanceof Error && error.name === 'Trouble') {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 70;
}
