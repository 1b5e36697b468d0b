import { spawn } from 'node:child_process';

/**
 * @typedef {'normal' | 'fault' | 'timeout' | 'killed'} How
 * @typedef {import('../sim/found.ts').Found} Found
 * @typedef {{ how: How, code: number | null, told?: boolean, found?: Found }} Outcome `code` as the system shows it; null
 *   when we ended the program. `told` when a sentence about the end stands on stderr already. `found` is what the checker of
 *   the simulated Windows has to say.
 *
 * @typedef {object} RunOptions
 * @property {string} file absolute path of the program's main module
 * @property {readonly string[]} args
 * @property {string} [cwd] the current folder when absent
 * @property {readonly string[]} [imports] absolute paths of modules that Node loads first, in Workers too
 * @property {Record<string, string>} [env] added to the clean environment
 * @property {string} [peers] absolute path of a module that stands in for `@iocp/peers`
 * @property {number} timeoutSeconds
 * @property {(bytes: Buffer) => void} onStdout
 * @property {(bytes: Buffer) => void} onStderr
 * @property {AbortSignal} [signal] ends the program: how is 'killed'
 */

/**
 * How long a program's pipes may stay open after its own end, held by something that it left behind.
 * Milliseconds.
 */
const PIPES_AFTER_EXIT = 2000;

/**
 * Starts one program, passes its output on as it comes, and sees it to its end, by itself or by `kill`.
 * @param {object} what
 * @param {string} what.program
 * @param {readonly string[]} what.args
 * @param {string} what.cwd
 * @param {NodeJS.ProcessEnv} what.env
 * @param {number} what.timeoutSeconds
 * @param {(bytes: Buffer) => void} what.onStdout
 * @param {(bytes: Buffer) => void} what.onStderr
 * @param {(bytes: Buffer) => void} [what.onReport] gives the program a descriptor 3, and is told what it writes there
 * @param {readonly AbortSignal[]} what.signals
 * @param {(pid: number) => void} what.kill ends the program and all that it started; may be called twice
 * @param {(code: number | null, signal: string | null) => boolean} what.isFault
 * @returns {Promise<Outcome>} rejects only when the program could not be started
 */
export function runChild(what) {
  return new Promise((resolve, reject) => {
    const child =
      /** @type {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} */ (
        spawn(what.program, [...what.args], {
          cwd: what.cwd,
          env: what.env,
          stdio: what.onReport ? ['ignore', 'pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe'],
          windowsHide: true,
        })
      );
    /** @type {How | null} */
    let ended = null;
    /** @type {NodeJS.Timeout | undefined} */
    let pipes;
    /** @param {How} how */
    const end = (how) => {
      if (ended !== null || child.exitCode !== null || child.signalCode !== null) return;
      ended = how;
      if (child.pid !== undefined) what.kill(child.pid);
    };
    const timer = setTimeout(() => end('timeout'), what.timeoutSeconds * 1000);
    const abort = () => end('killed');
    for (const signal of what.signals) {
      if (signal.aborted) queueMicrotask(abort);
      else signal.addEventListener('abort', abort, { once: true });
    }
    const done = () => {
      clearTimeout(timer);
      clearTimeout(pipes);
      for (const signal of what.signals) signal.removeEventListener('abort', abort);
    };
    child.stdout.on('data', what.onStdout);
    child.stderr.on('data', what.onStderr);
    const report = /** @type {import('node:stream').Readable | undefined} */ (child.stdio[3]);
    if (what.onReport) report?.on('data', what.onReport);
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      pipes = setTimeout(() => {
        if (child.pid !== undefined) what.kill(child.pid);
        child.stdout.destroy();
        child.stderr.destroy();
        report?.destroy();
      }, PIPES_AFTER_EXIT);
    });
    child.once('close', (code, signal) => {
      done();
      if (ended !== null) resolve({ how: ended, code: null });
      else if (what.isFault(code, signal)) resolve({ how: 'fault', code });
      else if (code === null) resolve({ how: 'killed', code: null });
      else resolve({ how: 'normal', code });
    });
  });
}
