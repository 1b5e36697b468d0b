import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { ownFolder, publish } from '../boot/folders.mjs';
import { PRIVATE_FOLDER, ROOT } from '../boot/paths.mjs';

/** What is loaded first into a simulated program's process, and its main module. */
const ENTRIES = ['boot', 'program'];
/** Where the simulator and all that it imports are. */
const ROOMS = ['abi', 'facts', 'run/sim', 'sim', 'status', 'trace'];
/** Packs of other sources are kept for so long after they were made: a program may still start Workers from one. */
const KEPT = 24 * 60 * 60 * 1000;

/** @returns {string[]} paths of this system, in a fixed order */
function sources() {
  return ROOMS.flatMap((room) =>
    fs
      .readdirSync(path.join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/\.(?:test|test-d|d)\.ts$/.test(name))
      .sort()
      .map((name) => path.join(ROOT, 'src', room, name)),
  );
}

/** @param {readonly string[]} files */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of [fileURLToPath(import.meta.url), ...files]) {
    hash.update(path.relative(ROOT, file)).update('\0').update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} pack the one that stays */
function removeOld(pack) {
  for (const name of fs.readdirSync(PRIVATE_FOLDER)) {
    const folder = path.join(PRIVATE_FOLDER, name);
    if (!name.startsWith('sim-') || folder === pack) continue;
    const made = fs.statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > KEPT) fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The simulator in a few files of JavaScript: as some 150 modules of TypeScript, Node would take types out of them and link
 * them at every start of a program. Made once for what the sources say.
 *
 * @returns {Promise<{ boot: string, program: string }>} where the process of a program begins; in the sources themselves
 *   when the packages of the site are not installed, as beside `examples/start.mjs`
 */
export async function packSim() {
  const files = sources();
  const pack = path.join(PRIVATE_FOLDER, `sim-${hashOf(files)}`);
  const packed = {
    boot: path.join(pack, 'boot.mjs'),
    program: path.join(pack, 'program.mjs'),
  };
  if (fs.existsSync(packed.boot)) return packed;
  const own = (/** @type {string} */ name) =>
    fileURLToPath(new URL(`../sim/${name}.ts`, import.meta.url));
  /** @type {typeof import('esbuild')} */
  let esbuild;
  try {
    esbuild = await import('esbuild');
  } catch {
    return { boot: own('boot'), program: own('program') };
  }
  const made = ownFolder('sim');
  try {
    const { metafile } = await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: ENTRIES.map(own),
      outdir: made,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      metafile: true,
      logLevel: 'silent',
    });
    const known = new Set(files);
    const unknown = Object.keys(metafile.inputs).filter(
      (name) => !known.has(path.join(ROOT, name)),
    );
    if (unknown.length > 0) {
      throw new Error(
        `The simulator imports ${unknown.join(', ')}, which is in none of the rooms that src/run/kernel/pack.mjs looks at for changes.`,
      );
    }
    publish(made, pack);
  } finally {
    fs.rmSync(made, { recursive: true, force: true });
  }
  removeOld(pack);
  return packed;
}
