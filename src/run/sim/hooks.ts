import { isBuiltin, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { provideStandIns, type StandIns, standInText } from '../../sim/loader/stand-ins.ts';
import { strippedText } from './stripped.ts';

/** Modules of Node that only compute: they are the same in the simulated Windows. */
const PURE = new Set([
  'assert',
  'assert/strict',
  'buffer',
  'console',
  'events',
  'path',
  'path/posix',
  'path/win32',
  'process',
  'querystring',
  'string_decoder',
  'url',
  'util',
  'util/types',
]);

/** How the addresses of modules begin that the simulator makes. */
const OURS = 'iocp-sim:';

/** Where this is: in the sources, or among what `pack.mjs` has made of them. */
const HERE = new URL('./', import.meta.url).href;

/** An import that a simulated program cannot have. */
export class NotSimulated extends Error {
  override readonly name = 'NotSimulated';
}

/** What the hooks need to know. */
export interface Imports {
  /** The repository as a file URL that ends with a slash. */
  root: string;
  /** What the simulator has in place of modules, by their full names; each is what `import *` gives, `default` included. */
  modules: StandIns;
  /** A module that stands in for `@iocp/peers`, as a file URL. */
  peers?: string | undefined;
}

/**
 * Has every import of a program lead into the simulator: koffi, the peers and those parts of Node that know time, threads
 * or the system. What belongs to the simulator itself imports what it likes.
 */
export function redirectImports({ root, modules, peers }: Imports): void {
  provideStandIns(modules);
  const isOwn = (parent: string | undefined) =>
    parent === undefined ||
    parent.startsWith(`${root}src/`) ||
    parent.startsWith(HERE) ||
    !parent.startsWith('file:');
  const folder = fileURLToPath(root);

  registerHooks({
    resolve(specifier, context, next) {
      if (isOwn(context.parentURL)) return next(specifier, context);
      if (specifier === '@iocp/peers' && peers !== undefined) return next(peers, context);
      const core = isBuiltin(specifier);
      const name = core ? `node:${specifier.replace(/^node:/, '')}` : specifier;
      if (Object.hasOwn(modules, name)) {
        return { url: `${OURS}${name}`, format: 'module', shortCircuit: true };
      }
      const ours = /^@iocp\/([a-z0-9-]+)$/.exec(specifier)?.[1];
      if (ours !== undefined) return next(`${root}examples/${ours}/index.ts`, context);
      if (core && !PURE.has(name.slice('node:'.length))) {
        throw new NotSimulated(
          `${name} is not in the simulated Windows; ${new URL(context.parentURL ?? '').pathname} imports it. Node has it on Windows and on Wine: run the program there.`,
        );
      }
      return next(specifier, context);
    },
    load(url, context, next) {
      if (url.startsWith(OURS)) {
        const name = url.slice(OURS.length);
        return {
          format: 'module',
          shortCircuit: true,
          source: standInText(name, modules[name] ?? {}),
        };
      }
      const loaded = next(url, context);
      if (loaded.format !== 'module-typescript' || !loaded.source) return loaded;
      const source = strippedText(folder, fileURLToPath(url), String(loaded.source));
      return source === null ? loaded : { format: 'module', shortCircuit: true, source };
    },
  });
}
