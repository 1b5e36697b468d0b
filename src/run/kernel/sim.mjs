import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { EXAMPLES, ROOT } from '../boot/paths.mjs';
import { runChild } from './child.mjs';
import { cleanEnvironment, distribution, killOne } from './native.mjs';
import { packSim } from './pack.mjs';
import { findNode } from './unix.mjs';

/** What a simulated program says of its own end, as the last thing it does; exit codes of this system have only 8 bits.
 * @typedef {{ how: 'normal' | 'fault' | 'waits for ever', code: number | null } & import('../sim/found.ts').Found} End
 */

/** Most programs are over before V8 would begin to learn what to compile of the simulator: this lets it learn at once. */
const EARLY_FEEDBACK = '--no-lazy-feedback-allocation';
/** MiB for what was made just now, from the start: what is pending for a while is otherwise copied again and again. */
const YOUNG = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

/** How much a program may print, in MiB: one that prints for ever is ended then. */
const OUTPUT_LIMIT = 64;

/**
 * @param {string} text what came of it
 * @returns {End | null} null when the program was ended before it could say
 */
function endIn(text) {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line === '' ? null : JSON.parse(line);
}

/**
 * Opens the simulated Windows: a Node in which the program finds our koffi, our clock and our peers.
 * @param {(sentence: string) => void} say is told what takes longer the first time
 * @param {{ seed?: number }} [options] another seed varies what Windows leaves open
 * @returns {Promise<import('./index.mjs').Kernel>} rejects with a `Trouble` where no Node runs TypeScript
 */
export async function openSim(say, { seed = 1 } = {}) {
  const node = await findNode(say);
  const packed = await packSim();
  const closing = new AbortController();
  /** @type {Set<Promise<unknown>>} */
  const running = new Set();
  return {
    kind: 'sim',
    hostPath: (file) => path.resolve(file),
    async describe() {
      const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
      const lock = JSON.parse(fs.readFileSync(path.join(EXAMPLES, 'package-lock.json'), 'utf8'));
      return {
        product: 'simulated Windows',
        version,
        os: distribution(),
        arch: 'x64',
        node: node.version,
        koffi: lock.packages['node_modules/koffi'].version,
        seed,
      };
    },
    async run(options) {
      const imports = [packed.boot, ...(options.imports ?? [])];
      const nodeOptions = [
        ...imports.map((file) => `--import=${pathToFileURL(file).href}`),
        ...(options.env?.NODE_OPTIONS ? [options.env.NODE_OPTIONS] : []),
      ];
      let said = '';
      let printed = 0;
      const flooded = new AbortController();
      /** @param {(bytes: Buffer) => void} pass */
      const counted = (pass) => (/** @type {Buffer} */ bytes) => {
        if (flooded.signal.aborted) return;
        pass(bytes);
        printed += bytes.length;
        if (printed > OUTPUT_LIMIT * 2 ** 20) flooded.abort();
      };
      const run = runChild({
        program: node.file,
        args: [EARLY_FEEDBACK, ...YOUNG, packed.program, options.file, ...options.args],
        cwd: options.cwd ?? process.cwd(),
        env: {
          ...cleanEnvironment(process.env),
          ...options.env,
          NODE_OPTIONS: nodeOptions.join(' '),
          IOCP_SIM: JSON.stringify({
            seed,
            root: pathToFileURL(`${ROOT}${path.sep}`).href,
            ...(options.peers === undefined ? {} : { peers: pathToFileURL(options.peers).href }),
          }),
        },
        timeoutSeconds: options.timeoutSeconds,
        onStdout: counted(options.onStdout),
        onStderr: counted(options.onStderr),
        onReport(bytes) {
          said += bytes.toString();
        },
        signals: [closing.signal, flooded.signal, ...(options.signal ? [options.signal] : [])],
        kill: killOne,
        isFault: () => false,
      });
      running.add(run);
      try {
        const outcome = await run;
        if (flooded.signal.aborted) {
          const sentence = `The program printed more than ${OUTPUT_LIMIT} MiB and was stopped. Print less, or only now and then.`;
          options.onStderr(Buffer.from(`\n${sentence}\n`));
          return { how: 'killed', code: null, told: true };
        }
        const end = endIn(said);
        if (outcome.how !== 'normal' || end === null) return outcome;
        const { how, code, ...found } = end;
        if (how === 'waits for ever') return { how: 'timeout', code: null, told: true, found };
        return { how, code, found };
      } finally {
        running.delete(run);
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}
