import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

/** What changes what comes out, besides the text. */
const STRIPPER = process.versions.amaro ?? process.versions.node;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function read(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Node's own stripper as a function, without the warning that the function is new: modules are stripped without one. */
function strip(source: string): string | null {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } catch {
    return null;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Whole or not at all: others may be reading it. */
function write(file: string, text: string): void {
  const made = `${file}-${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(made, text);
    fs.renameSync(made, file);
  } catch {
    // The next run will take the types out again.
    fs.rmSync(made, { force: true });
  }
}

/**
 * A module without its types as Node's own stripper leaves it. That stripper takes longer to load than a program takes to run,
 * so what it made of each file of the repository is kept until the file changes.
 *
 * @param root the repository as a path of this system
 * @param file the module's, of the same kind
 * @returns null for what Node should strip itself: a file elsewhere, and one that it will refuse, in its own words
 */
export function strippedText(root: string, file: string, source: string): string | null {
  const own = path.join(root, '.iocp');
  const isOurs = (folder: string) => file.startsWith(folder.replace(/[\\/]?$/, path.sep));
  if (!isOurs(root) || isOurs(own)) return null;
  const kept = path.join(own, 'stripped', `${hashOf(file).slice(0, 24)}.js`);
  const head = `// ${hashOf(`${STRIPPER}\0${source}`)}\n`;
  const before = read(kept);
  if (before?.startsWith(head)) return before.slice(head.length);
  const text = strip(source);
  if (text !== null) write(kept, head + text);
  return text;
}
