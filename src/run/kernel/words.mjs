/**
 * What to say of a program's end, and the exit code that stands for it.
 * @param {import('./child.mjs').Outcome} outcome
 * @param {number} timeoutSeconds the limit it ran under
 * @returns {{ exitCode: number, sentence: string | null }} no sentence for an ordinary end
 */
export function ended(outcome, timeoutSeconds) {
  const { how, code, told = false } = outcome;
  if (how === 'timeout') {
    return {
      exitCode: 124,
      sentence: told
        ? null
        : `The program did not end within ${timeoutSeconds} s and was stopped; --timeout gives it longer.`,
    };
  }
  if (how === 'killed') {
    return {
      exitCode: 137,
      sentence: told ? null : 'The program was stopped before it had ended.',
    };
  }
  if (how === 'fault') {
    if (code === null) {
      return { exitCode: 139, sentence: 'The program died of an exception that nothing handled.' };
    }
    const status = `0x${(code >>> 0).toString(16).toUpperCase()}`;
    return {
      // Only Windows has exit codes of 32 bits; elsewhere the low eight are kept, and 0 would mean success.
      exitCode: process.platform === 'win32' ? code : code & 255 || 139,
      sentence:
        code >>> 0 === 0xc0000005
          ? `The program died of an access violation: it read or wrote memory that it does not have (${status}).`
          : `The program died of an exception that nothing handled (${status}).`,
    };
  }
  return { exitCode: code ?? 1, sentence: null };
}
