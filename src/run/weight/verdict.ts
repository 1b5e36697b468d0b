/** What one load of a page cost, and how Lighthouse rates it. */
export interface Load {
  /** Bytes on the wire, headers included. */
  scripts: number;
  all: number;
  requests: number;
  /** 0 to 100. */
  performance: number;
  accessibility: number;
  bestPractices: number;
  seo: number;
  /** Largest contentful paint and total blocking time, in simulated milliseconds. */
  lcp: number;
  tbt: number;
  /** Cumulative layout shift. */
  cls: number;
  /** Audits that failed, of those that rate accessibility, best practice and SEO. */
  failed: string[];
}

/** The parts of a Lighthouse report that are read here. */
export interface Report {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<
    string,
    {
      score: number | null;
      scoreDisplayMode?: string;
      numericValue?: number;
      details?: { items?: { url?: string; transferSize?: number }[] };
    }
  >;
}

/**
 * Reads a report of Lighthouse 12. What is fetched beforehand counts like everything else.
 *
 * @throws Error when a category is missing
 */
export function loadOf({ categories, audits }: Report): Load {
  const score = (id: string): number => {
    const found = categories[id]?.score;
    if (found === undefined || found === null) throw new Error(`The report has no ${id}.`);
    return Math.round(found * 100);
  };
  const value = (id: string): number => audits[id]?.numericValue ?? Number.NaN;
  const requests = audits['network-requests']?.details?.items ?? [];
  const sum = (items: typeof requests): number =>
    items.reduce((bytes, { transferSize = 0 }) => bytes + transferSize, 0);
  return {
    scripts: sum(requests.filter(({ url = '' }) => /\.m?js$/.test(url))),
    all: sum(requests),
    requests: requests.length,
    performance: score('performance'),
    accessibility: score('accessibility'),
    bestPractices: score('best-practices'),
    seo: score('seo'),
    lcp: value('largest-contentful-paint'),
    tbt: value('total-blocking-time'),
    cls: value('cumulative-layout-shift'),
    failed: ['accessibility', 'best-practices', 'seo'].flatMap((id) =>
      (categories[id]?.auditRefs ?? [])
        .filter(({ id: audit, weight }) => weight > 0 && audits[audit]?.score === 0)
        .map(({ id: audit }) => audit),
    ),
  };
}

const middle = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The median of each number over several loads of a page. */
export function median(loads: Load[]): Load {
  const of = (name: Exclude<keyof Load, 'failed'>): number =>
    middle(loads.map((load) => load[name]));
  return {
    scripts: of('scripts'),
    all: of('all'),
    requests: of('requests'),
    performance: of('performance'),
    accessibility: of('accessibility'),
    bestPractices: of('bestPractices'),
    seo: of('seo'),
    lcp: of('lcp'),
    tbt: of('tbt'),
    cls: of('cls'),
    failed: [...new Set(loads.flatMap(({ failed }) => failed))],
  };
}

/** What a chapter's page may weigh before anybody touches it, in bytes on the wire. */
export const MOST_SCRIPTS = 150_000;
export const MOST_IN_ALL = 190_000;

export const LEAST_PERFORMANCE = 95;

/**
 * What is wrong with a page of ours, a sentence each.
 *
 * @param scaffoldTbt the total blocking time of a plain Docusaurus page with the same text, in the same run
 */
export function complaints(
  page: string,
  load: Load,
  { isChapter, scaffoldTbt }: { isChapter: boolean; scaffoldTbt: number },
): string[] {
  const said: string[] = [];
  const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;
  if (isChapter && load.scripts > MOST_SCRIPTS) {
    said.push(`${page} loads ${kb(load.scripts)} of scripts; ${kb(MOST_SCRIPTS)} is the most.`);
  }
  if (isChapter && load.all > MOST_IN_ALL) {
    said.push(`${page} loads ${kb(load.all)} in all; ${kb(MOST_IN_ALL)} is the most.`);
  }
  if (load.performance < LEAST_PERFORMANCE) {
    said.push(
      `${page} has a performance of ${load.performance}; ${LEAST_PERFORMANCE} is the least.`,
    );
  }
  if (load.tbt > scaffoldTbt / 3) {
    said.push(
      `${page} blocks for ${Math.round(load.tbt)} ms; a third of the scaffold’s ${Math.round(scaffoldTbt)} ms is the most.`,
    );
  }
  for (const [name, score] of [
    ['accessibility', load.accessibility],
    ['best practice', load.bestPractices],
    ['SEO', load.seo],
  ] as const) {
    if (score < 100) said.push(`${page} has ${score} for ${name}: ${load.failed.join(', ')}.`);
  }
  return said;
}
