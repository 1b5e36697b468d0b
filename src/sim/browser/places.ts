import type { Place } from '../checker/report.ts';
import { fileUrl } from '../loader/link.ts';

/** How many frames are looked at first: those of the simulator, and the nearest of the program. */
const NEAR = 12;
const FAR = 60;

const FRAME = /((?:file:\/\/\/C:\/workbook\/|blob:)[^\s()]+?):(\d+):\d+/g;

/**
 * Finds the program's lines in the call stack: those beside the main module first, else those of its other files.
 *
 * @param main the main module's path below `C:\workbook`
 * @param nameOf what is at an address, in a browser that shows where modules really are
 */
export function placesOf(main: string, nameOf: (address: string) => string | undefined) {
  const root = fileUrl('');
  const folder = fileUrl(main.replace(/[^/]+$/, ''));
  const look = (frames: number): Place | null => {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = frames;
    const { stack = '' } = new Error();
    Error.stackTraceLimit = before;
    let other: Place | null = null;
    for (const [, address = '', line] of stack.matchAll(FRAME)) {
      const url = address.startsWith('blob:') ? (nameOf(address) ?? '') : address;
      if (!url.startsWith(root)) continue;
      const place = { url, line: Number(line) };
      if (url.startsWith(folder)) return place;
      other ??= place;
    }
    return other;
  };
  return {
    place(): Place | null {
      const near = look(NEAR);
      return near?.url.startsWith(folder) ? near : look(FAR);
    },
    name: ({ url, line }: Place): string => `${decodeURI(url.slice(root.length))}:${line}`,
  };
}
