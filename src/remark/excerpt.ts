import { BrokenRegions, isRegionMarker, regionsOf, stepLabelOf } from '../trace/regions.ts';

/** One line of an excerpt with the number it has in its file. */
export interface ExcerptLine {
  number: number;
  text: string;
}

/** Part of a file, or a whole file, as a page shows it. */
export interface Excerpt {
  lines: ExcerptLine[];
  /** The step label when the region is named after one. */
  step: string | null;
}

function withoutBlankEdges(lines: ExcerptLine[]): ExcerptLine[] {
  const isText = (line: ExcerptLine): boolean => line.text.trim() !== '';
  return lines.slice(lines.findIndex(isText), lines.findLastIndex(isText) + 1);
}

function withoutIndentation(lines: ExcerptLine[]): ExcerptLine[] {
  const depths = lines
    .filter((line) => line.text.trim() !== '')
    .map((line) => line.text.search(/\S/));
  const depth = Math.min(...depths);
  return lines.map((line) => ({ ...line, text: line.text.slice(depth) }));
}

/** First and last line of a region, by number. */
function linesOfRegion(text: string, file: string, name: string): [number, number] {
  const regions = regionsOf(text);
  const region = regions.find((each) => each.name === name);
  if (region === undefined) {
    const known = regions.map((each) => each.name);
    const hint = known.length === 0 ? 'It has no regions.' : `It has: ${known.join(', ')}.`;
    throw new Error(`${file} has no region "${name}". ${hint}`);
  }
  return [region.first, region.last];
}

/**
 * The lines of a file between `//#region name` and its `//#endregion`, or of the whole file.
 *
 * Markers are left out, also those of regions inside; common indentation is removed.
 *
 * @param text the file's content
 * @param file what to call it in errors
 * @param region the region's name, or null for the whole file
 * @throws Error when there is no such region, when markers do not fit together, or when no line is left
 */
export function excerptOf(text: string, file: string, region: string | null): Excerpt {
  const all = text.split(/\r?\n/).map((line, at) => ({ number: at + 1, text: line }));
  let [first, last] = [1, all.length];
  try {
    if (region !== null) [first, last] = linesOfRegion(text, file, region);
  } catch (cause) {
    if (!(cause instanceof BrokenRegions)) throw cause;
    throw new Error(`The regions of ${file} do not fit together: ${cause.message}.`, { cause });
  }
  const inside = all.slice(first - 1, last).filter((line) => !isRegionMarker(line.text));
  const lines = withoutIndentation(withoutBlankEdges(inside));
  if (lines.length === 0) {
    throw new Error(`${region === null ? file : `The region "${region}" of ${file}`} is empty.`);
  }
  return { lines, step: region === null ? null : stepLabelOf(region) };
}
