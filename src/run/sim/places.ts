import { pathToFileURL } from 'node:url';
import type { Place } from '../../sim/checker/report.ts';

/** How many frames are looked at first: those of the simulator, and the nearest of the program. */
const NEAR = 12;
const FAR = 60;

/**
 * Finds the program's lines in the call stack: those beside the main module first, else those of the repository.
 *
 * @param root the repository as a file URL that ends with a slash
 * @param main the path of the program's main module
 */
export function placesOf(root: string, main: string) {
  const url = pathToFileURL(main).href;
  const folder = url.slice(0, url.lastIndexOf('/') + 1);
  const judge = (file: string): 'beside' | 'ours' | 'not ours' => {
    if (!file.startsWith(folder) && !file.startsWith(root)) return 'not ours';
    const isTool = file.startsWith(`${root}src/`) || /\/node_modules\/|\/\.iocp\//.test(file);
    if (isTool) return 'not ours';
    return file.startsWith(folder) ? 'beside' : 'ours';
  };
  const judged = new Map<string, ReturnType<typeof judge>>();
  const whose = (file: string): ReturnType<typeof judge> => {
    const known = judged.get(file);
    if (known !== undefined) return known;
    const verdict = judge(file);
    judged.set(file, verdict);
    return verdict;
  };
  /** To look a line up costs as much as to look at several frames. */
  const placeOf = (site: NodeJS.CallSite, file: string): Place => ({
    url: file,
    line: site.getLineNumber() ?? 1,
  });

  const inStack = (sites: readonly NodeJS.CallSite[]): Place | null => {
    let nearest: NodeJS.CallSite | null = null;
    for (const site of sites) {
      const file = site.getFileName();
      const found = file ? whose(file) : 'not ours';
      if (file && found === 'beside') return placeOf(site, file);
      if (found === 'ours') nearest ??= site;
    }
    const file = nearest?.getFileName();
    return nearest && file ? placeOf(nearest, file) : null;
  };
  /** Whether the last look saw the whole stack: then there is nothing farther. */
  let isWhole = false;
  /** Whether the last line was far off: the next one is likely to be, too. */
  let isFar = false;
  const look = (frames: number): Place | null => {
    const { prepareStackTrace, stackTraceLimit } = Error;
    const holder: { stack?: Place | null } = {};
    Error.stackTraceLimit = frames;
    Error.prepareStackTrace = (_error, sites) => {
      isWhole = sites.length < frames;
      return inStack(sites);
    };
    try {
      Error.captureStackTrace(holder, look);
      return holder.stack ?? null;
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  return {
    place(): Place | null {
      const seen = look(isFar ? FAR : NEAR);
      const isNearest = seen?.url.startsWith(folder) === true;
      const isEnough = isFar || isWhole || isNearest;
      isFar = !(isNearest || isWhole);
      return isEnough ? seen : look(FAR);
    },
    name: ({ url: file, line }: Place): string =>
      `${decodeURI(file.startsWith(root) ? file.slice(root.length) : new URL(file).pathname)}:${line}`,
  };
}
