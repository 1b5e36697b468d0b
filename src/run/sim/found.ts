import type { Report } from '../../sim/checker/report.ts';

/** What the checker has found in a run, as the launcher is told. */
export interface Found {
  reports: Report[];
  /** How many different reports there were besides. */
  more: number;
}

/** What the checker has found, in lines for a person; none where it has found nothing. */
export function foundInWords(found: Found | undefined): string[] {
  const { reports = [], more = 0 } = found ?? {};
  const lines = reports.map(({ sentence, misconception, fact, times }) => {
    const often = times > 1 ? ` This happened ${times} times.` : '';
    return `Ownership: ${sentence}${often} (${misconception}, ${fact})`;
  });
  if (more > 0) lines.push(`Ownership: ${more} more of the kind.`);
  return lines;
}
