/** The middle of several numbers, and how far they lie apart. NaN where there are none. */
export function middle(numbers: readonly number[]): { median: number; from: number; to: number } {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return {
    median: (low + high) / 2,
    from: sorted[0] ?? Number.NaN,
    to: sorted.at(-1) ?? Number.NaN,
  };
}

/** Speeds as ratios, round by round: what disturbed a round has disturbed both. */
export function ratios(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, round) => value / (b[round] ?? Number.NaN));
}

/** `0.97 (0.95–1.02)`: the median and the ends. */
export function spread(numbers: readonly number[], digits = 2): string {
  const { median, from, to } = middle(numbers);
  return `${median.toFixed(digits)} (${from.toFixed(digits)}–${to.toFixed(digits)})`;
}

/** A speed for a person: the median, in whole numbers. */
export function rate(numbers: readonly number[]): string {
  return Math.round(middle(numbers).median).toLocaleString('en');
}

/** Lines of a table, its columns as wide as they have to be; the first line is its head. */
export function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths?.[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
