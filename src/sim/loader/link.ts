import type { StrippedModule } from './module.ts';
import { type StandIns, standInText } from './stand-ins.ts';

/** Where the files of a program are on the simulated machine. */
export const ROOT = 'C:\\workbook';

/** The name that a module calls to import another one while it runs. */
export const IMPORT_CALL = Symbol.for('iocp simulated import');

/** What a program is made of. */
export interface Program {
  /** Modules by their paths below {@link ROOT}, with slashes: `examples/ffi/index.ts`. */
  modules: Readonly<Record<string, StrippedModule>>;
  /** The path of the module that is run. */
  main: string;
}

/** Imports that lead nowhere; the message says for each of them which, and what to do. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** The URL that a file of a program has on the simulated machine. */
export const fileUrl = (path: string): string =>
  new URL(`file:///${ROOT.replaceAll('\\', '/')}/${path}`).href;

/** The path of a file that a module names relatively to itself. */
function relativeTo(importer: string, specifier: string): string {
  // Windows' file system looks for names in any case, but Node takes modules of two spellings for two.
  return decodeURI(new URL(specifier, `file:///${importer}`).pathname.slice(1));
}

/** Finds out what an import leads to: a stand-in, or a module of the program; or says why it leads nowhere. */
function find(
  specifier: string,
  importer: string,
  { modules }: Program,
  standIns: StandIns,
): { standIn: string } | { path: string } | { sentence: string } {
  for (const name of [specifier, `node:${specifier}`]) {
    if (Object.hasOwn(standIns, name)) return { standIn: name };
  }
  const path = /^@iocp\/[a-z0-9-]+$/.test(specifier)
    ? `examples/${specifier.slice('@iocp/'.length)}/index.ts`
    : /^\.{0,2}\//.test(specifier)
      ? relativeTo(importer, specifier)
      : null;
  if (path !== null && Object.hasOwn(modules, path)) return { path };
  if (path !== null) {
    return {
      sentence: `There is no ${path} among the files of this program. Add it, or leave the import out.`,
    };
  }
  return {
    sentence: `The simulated Windows has no ${specifier} for programs here. It has ${Object.keys(standIns).sort().join(', ')}, and the files of the program.`,
  };
}

/** Where an offset is in a text. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

/**
 * The text of a module with other addresses for what it imports. Lines stay, and columns up to the first `import()` of a line;
 * the first line moves where the module asks for its own address.
 */
function textOf(
  path: string,
  { code, imports, usesMeta }: StrippedModule,
  addressOf: (specifier: string) => string,
): string {
  let text = code;
  for (const { specifier, start, end, call } of [...imports].sort((a, b) => b.start - a.start)) {
    text = `${text.slice(0, start)}${JSON.stringify(addressOf(specifier))}${text.slice(end)}`;
    if (call !== null) {
      const name = `globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(IMPORT_CALL))})]`;
      text = `${text.slice(0, call)}${name}${text.slice(call + 'import'.length)}`;
    }
  }
  const url = fileUrl(path);
  // A first line with #! is for Unix.
  const shown = text.startsWith('#!') ? `//${text.slice(2)}` : text;
  const first = usesMeta ? `import.meta.url = ${JSON.stringify(url)};` : '';
  return `${first}${shown}\n//# sourceURL=${url}\n`;
}

/**
 * Gives every module of a program an address, those first that others import.
 *
 * @param makeUrl makes an address at which a module with a text is; the name is for a person
 * @returns the main module's address
 * @throws {@link LinkError} when an import leads nowhere, or modules import each other in a circle
 */
export function linkProgram(
  program: Program,
  standIns: StandIns,
  makeUrl: (name: string, text: string) => string,
): string {
  const urls = new Map<string, string>();
  const wrong: string[] = [];
  /** Modules whose imports are being linked, each imported by the one before. */
  const open: string[] = [];

  function standIn(name: string): string {
    const known = urls.get(name);
    if (known !== undefined) return known;
    const url = makeUrl(name, standInText(name, standIns[name] ?? {}));
    urls.set(name, url);
    return url;
  }

  function link(path: string, module: StrippedModule): string {
    const known = urls.get(path);
    if (known !== undefined) return known;
    open.push(path);
    const addresses = new Map<string, string>();
    for (const { specifier, start } of module.imports) {
      const found = find(specifier, path, program, standIns);
      const imported = 'path' in found ? program.modules[found.path] : undefined;
      let sentence = 'sentence' in found ? found.sentence : null;
      if ('standIn' in found) addresses.set(specifier, standIn(found.standIn));
      if ('path' in found && open.includes(found.path)) {
        const circle = [...open.slice(open.indexOf(found.path)), found.path].join(' → ');
        sentence = `These modules import each other in a circle, which only Node can load: ${circle}. Put what both need into a module of its own.`;
      } else if ('path' in found && imported) {
        addresses.set(specifier, link(found.path, imported));
      }
      if (sentence !== null) wrong.push(`${path}:${placeOf(module.code, start)}: ${sentence}`);
    }
    open.pop();
    if (wrong.length > 0) return '';
    const url = makeUrl(
      fileUrl(path),
      textOf(path, module, (name) => addresses.get(name) ?? ''),
    );
    urls.set(path, url);
    return url;
  }

  const main = program.modules[program.main];
  if (main === undefined) {
    throw new LinkError(`There is no ${program.main} among the files of this program.`);
  }
  const url = link(program.main, main);
  if (wrong.length > 0) throw new LinkError(wrong.join('\n'));
  return url;
}
