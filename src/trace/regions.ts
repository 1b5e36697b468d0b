/** A named stretch of a file: `//#region name` … `//#endregion`. Lines are counted from 1, markers excluded. */
export interface Region {
  name: string;
  first: number;
  last: number;
}

/** A file whose region markers do not fit together. The message names the line. */
export class BrokenRegions extends Error {
  override readonly name = 'BrokenRegions';
}

const marker = /^\s*\/\/\s*#(region|endregion)\b\s*(.*?)\s*$/;

/** Whether this line is a region marker, which listings leave out. */
export function isRegionMarker(line: string): boolean {
  return marker.test(line);
}

/**
 * The regions of a file, in the order in which they begin. Regions may lie in one another.
 *
 * @throws BrokenRegions for a marker without a partner, a region without a name, or a name used twice
 */
export function regionsOf(text: string): Region[] {
  const regions: Region[] = [];
  const open: Region[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [, kind, name = ''] = marker.exec(line.replace(/\r$/, '')) ?? [];
    if (kind === 'region') {
      if (name === '') throw new BrokenRegions(`line ${index + 1}: a region has no name`);
      if (regions.some((region) => region.name === name)) {
        throw new BrokenRegions(`line ${index + 1}: the region "${name}" begins a second time`);
      }
      const region = { name, first: index + 2, last: index + 1 };
      regions.push(region);
      open.push(region);
    } else if (kind === 'endregion') {
      const region = open.pop();
      if (!region) throw new BrokenRegions(`line ${index + 1}: #endregion without a #region`);
      region.last = index;
    }
  }
  const left = open.at(-1);
  if (left)
    throw new BrokenRegions(`line ${left.first - 1}: the region "${left.name}" is never closed`);
  return regions;
}

/** The step labels of the book, in the order of an operation's life. */
export const STEP_LABELS = [
  'make port',
  'open overlapped',
  'associate',
  'lend memory',
  'submit',
  'wait',
  'identify',
  'reap status',
  'take memory back',
  're-arm or retire',
  'shut down',
] as const;

/** The step label that a region's name stands for (`make-port`: `make port`), or null. */
export function stepLabelOf(regionName: string): string | null {
  return STEP_LABELS.find((label) => label.replaceAll(' ', '-') === regionName) ?? null;
}

/** The step label of the innermost labelled region round this line, or null. */
export function stepAt(regions: readonly Region[], line: number): string | null {
  const round = regions
    .filter((region) => region.first <= line && line <= region.last && stepLabelOf(region.name))
    .sort((a, b) => a.last - a.first - (b.last - b.first));
  return round[0] ? stepLabelOf(round[0].name) : null;
}
