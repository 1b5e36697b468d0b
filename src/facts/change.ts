import { diffArrays } from 'diff';

/** A line of a broken program or of the right one. */
export interface ChangedLine {
  /** In which of the two it stands. */
  in: 'both' | 'broken' | 'right';
  text: string;
}

const MARKER = /^\s*\/\/#(?:end)?region\b/;
const HEADER = /^\/\/ (?:You see|Behind it|Refuted by): /;

/** A program without its region markers and the lines that only a broken one begins with. */
function plainLines(text: string): string[] {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .filter((line) => !MARKER.test(line) && !HEADER.test(line));
  return lines.slice(lines.findIndex((line) => line.trim() !== ''));
}

/**
 * What tells a broken program from the right one, line by line, both in their order. Region markers and the header of
 * the broken one are left out.
 */
export function changeBetween(broken: string, right: string): ChangedLine[] {
  return diffArrays(plainLines(broken), plainLines(right)).flatMap(({ added, removed, value }) =>
    value.map((text): ChangedLine => ({ in: added ? 'right' : removed ? 'broken' : 'both', text })),
  );
}
