/** What the page of the test can do. It has no other script. */
import { type RunOptions, runInWorker } from '../../../src/sim/browser/run-in-worker.ts';
import type { StrippedModule } from '../../../src/sim/loader/module.ts';

export interface Files {
  modules: Record<string, StrippedModule>;
  /** Texts. */
  data: Record<string, string>;
}

/** How a program is run, as far as a test can say it from outside the page. */
export type RunFlags = Pick<Partial<RunOptions>, 'args' | 'seed' | 'seconds' | 'outputLimit'>;

let files: Files = { modules: {}, data: {} };

const page = {
  have(given: Files): void {
    files = given;
  },
  /** Runs a program of the files that the page has, or of others. */
  run(options: RunFlags & { main: string }, given = files) {
    const folder = options.main.replace(/(?:broken\/)?[^/]+$/, '');
    const folders = [folder, 'examples/ffi/', 'facts/win32/'];
    const pick = <T>(all: Record<string, T>) =>
      Object.entries(all).filter(([path]) => folders.some((folder) => path.startsWith(folder)));
    return runInWorker({
      ...options,
      worker: () => new Worker('/worker.js', { type: 'module' }),
      modules: Object.fromEntries(pick(given.modules)),
      data: Object.fromEntries(
        pick(given.data).map(([path, text]) => [path, new TextEncoder().encode(text)]),
      ),
    });
  },
};

export type Page = typeof page;

Object.assign(globalThis, { simulated: page });
