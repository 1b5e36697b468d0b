/**
 * What to say of a program's end, and the exit code that stands for it.
 * @param {import('./child.mjs').Outcome} outcome
 * @param {number} timeoutSeconds the limit it ran under
 * @returns {{ exitCode: number, sentence: string | null }} no sentence for an ordinary end
 */
export function ended(outcome, timeoutSeconds) {
  const { how, code } = outcome;
  if (how === 'timeout') {
    return {
      exitCode: 124,
      sentence: `The program did not end within ${timeoutSeconds} s and was stopped; --timeout gives it longer.`,
    };
  }
  if (how === 'killed') {
    return { exitCode: 137, sentence: 'The program was stopped before it had ended.' };
  }
  if (how === 'fault') {
    // Wine keeps the low eight bits of Windows' 0xC0000005.
    const violation = code === 5 || (code !== null && code >>> 0 === 0xc0000005);
    const shown =
      code === null ? 'none' : code > 255 ? `0x${(code >>> 0).toString(16).toUpperCase()}` : code;
    return {
      exitCode: code ?? 139,
      sentence: violation
        ? `The program died of an access violation: it read or wrote memory that it does not have (exit code ${shown}).`
        : `The program died of an exception that nothing handled, most often an access violation (exit code ${shown}).`,
    };
  }
  return { exitCode: code ?? 1, sentence: null };
}
