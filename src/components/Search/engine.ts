/** What Pagefind's own module gives a page; it lies in the built site, beside the index. */
interface Pagefind {
  options(options: { baseUrl: string; excerptLength: number }): Promise<void>;
  init(): Promise<void>;
  search(
    question: string,
    options: { filters?: Record<string, string> },
  ): Promise<{
    results: { id: string; data(): Promise<PagefindPage> }[];
    filters: Record<string, Record<string, number>>;
    totalFilters: Record<string, Record<string, number>>;
  }>;
}

interface PagefindPage {
  url: string;
  excerpt: string;
  meta: { title?: string };
  filters: { kind?: string[] };
  sub_results: { title: string; url: string; excerpt: string }[];
}

/** A stretch of an excerpt, and whether it is what was asked for. */
export interface Stretch {
  text: string;
  found: boolean;
}

/** A page that was found. */
export interface Hit {
  id: string;
  title: string;
  /** The heading in it that answers best; null when that is the page as a whole. */
  part: string | null;
  /** Its address on this server, with the part that answers best. */
  url: string;
  kind: string;
  excerpt: Stretch[];
}

export interface Answer {
  /** How many pages there are of the kind that was asked for. */
  count: number;
  /** How many of each kind, whichever was asked for. */
  kinds: Record<string, number>;
  hits: Hit[];
}

/** How many pages are shown. Who needs the next one asks more exactly. */
export const MOST = 20;

/** An excerpt is HTML of our own pages with `<mark>`; it is read as text, and nothing of it becomes an element. */
function stretches(excerpt: string): Stretch[] {
  const { body } = new DOMParser().parseFromString(excerpt, 'text/html');
  return [...body.childNodes].map((node) => ({
    text: node.textContent ?? '',
    found: node.nodeName === 'MARK',
  }));
}

async function hitOf({ id, data }: { id: string; data(): Promise<PagefindPage> }): Promise<Hit> {
  const page = await data();
  const title = page.meta.title ?? page.url;
  const [best] = page.sub_results;
  const isWhole = best === undefined || best.url === page.url;
  return {
    id,
    title,
    part: isWhole || best.title === title ? null : best.title,
    url: best?.url ?? page.url,
    kind: page.filters.kind?.[0] ?? '',
    excerpt: stretches(best?.excerpt ?? page.excerpt),
  };
}

let loaded: Promise<Pagefind> | undefined;

/**
 * Loads the search of the built site, once.
 *
 * @param base the site's base path, with a slash at both ends
 * @throws when there is none, as in a site that was not built
 */
function load(base: string): Promise<Pagefind> {
  loaded ??= (async () => {
    const pagefind = (await import(
      /* webpackIgnore: true */ `${base}pagefind/pagefind.js`
    )) as Pagefind;
    await pagefind.options({ baseUrl: base, excerptLength: 28 });
    await pagefind.init();
    return pagefind;
  })();
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

/** What the index has for a question, the best first. */
export async function search(base: string, question: string, kind: string): Promise<Answer> {
  const pagefind = await load(base);
  const found = await pagefind.search(question, kind === '' ? {} : { filters: { kind } });
  const hits = await Promise.all(found.results.slice(0, MOST).map(hitOf));
  // A page that is called as the question is what was meant, however often others speak of it.
  const isMeant = ({ title }: Hit): boolean => title.toLowerCase() === question.toLowerCase();
  return {
    count: found.results.length,
    kinds: found.filters.kind ?? {},
    hits: [...hits.filter(isMeant), ...hits.filter((hit) => !isMeant(hit))],
  };
}
