/**
 * A loader that runs before MDX's and says which files a page is made of. Without it a warm build would show the code
 * and the recordings of the build before. It is plain JavaScript because the bundler loads it without any compiler.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folders whose code decides what a page is made into. */
const makers = ['src/remark', 'src/facts', 'src/trace', 'src/abi'];

/**
 * The repository paths a page is made of.
 *
 * @param {string} source the page's Markdown
 * @param {string} root the folder of the repository
 * @returns {string[]} paths, also of files that do not exist yet
 */
export function dependenciesOf(source, root) {
  const files = makers.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => /\.m?ts$|\.mjs$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  for (const [, file] of source.matchAll(/^.*(?:```|~~~).*?\bfile=([^\s#]+)/gm)) {
    if (file !== undefined) files.push(file);
  }
  for (const [element] of source.matchAll(/<(?:Recording|Dequeues|MemoryLayout|Replay)\b[^>]*>/g)) {
    const example = /\bexample="([^"]+)"/.exec(element)?.[1];
    const scene = /\bscene="([^"]+)"/.exec(element)?.[1];
    if (example === undefined || scene === undefined) continue;
    files.push(`examples/${example}/package.json`);
    for (const kernel of ['windows', 'wine', 'sim', 'linux', 'macos']) {
      const recording = `examples/${example}/recordings/${scene}.${kernel}.json`;
      files.push(recording, ...embeddedFiles(path.join(root, recording)));
    }
  }
  return [...new Set(files)];
}

/**
 * The files that a recording embeds. A broken recording has none here: the page that shows it says what is wrong.
 *
 * @param {string} recording
 * @returns {string[]}
 */
function embeddedFiles(recording) {
  if (!existsSync(recording)) return [];
  try {
    const { program } = JSON.parse(readFileSync(recording, 'utf8'));
    return program.files.map((/** @type {{ path: string }} */ file) => file.path);
  } catch {
    return [];
  }
}

/**
 * @this {{ getOptions(): { root: string }, addDependency(file: string): void, addMissingDependency(file: string): void }}
 * @param {string} source
 */
export default function dependenciesLoader(source) {
  const { root } = this.getOptions();
  for (const file of dependenciesOf(source, root)) {
    const full = path.join(root, file);
    if (existsSync(full)) this.addDependency(full);
    else this.addMissingDependency(full);
  }
  return source;
}
