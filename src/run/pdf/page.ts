/**
 * What runs inside the browser that prints: puts the articles of many pages into one document.
 */

/** The title page's words. */
export interface Title {
  title: string;
  tagline: string;
  /** Version, day and commit, as the foot of each page says. */
  edition: string;
}

export interface Order {
  title: Title;
  /** The pages' paths on this server, in the order of the book. */
  pages: string[];
  /** Where links to other pages of the site lead, without the base path; null makes them plain text. */
  elsewhere: string | null;
  /** The site's base path, with a slash at both ends. */
  base: string;
}

/** What the document holds, for whoever wants to know that it is whole. */
export interface Bound {
  /** The heading of each page. */
  headings: string[];
  /** Links to a place of the document that is not there. */
  lost: string[];
}

/** Attributes that name ids of the same page. */
const REFERENCES = [
  'for',
  'headers',
  'aria-labelledby',
  'aria-describedby',
  'aria-controls',
  'aria-details',
];

/** The id of a page's article in the document. */
const articleId = (at: number): string => `page-${at}`;

const withSlash = (pathname: string): string =>
  pathname.endsWith('/') ? pathname : `${pathname}/`;

/** Gives the ids of a page, and whatever names them, a prefix of the page's own. */
function rename(article: Element, prefix: string): void {
  for (const element of article.querySelectorAll('[id]')) element.id = prefix + element.id;
  for (const name of REFERENCES) {
    for (const element of article.querySelectorAll(`[${name}]`)) {
      const ids = element.getAttribute(name)?.split(/\s+/) ?? [];
      element.setAttribute(name, ids.map((id) => prefix + id).join(' '));
    }
  }
  // What drawings refer to: patterns to fill with, shapes to draw again.
  for (const element of article.querySelectorAll('svg *')) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes('url(#')) {
        element.setAttribute(name, value.replaceAll('url(#', `url(#${prefix}`));
      }
      if (name === 'href' && value.startsWith('#') && element.localName === 'use') {
        element.setAttribute(name, `#${prefix}${value.slice(1)}`);
      }
    }
  }
}

/** The outline is of the text; what stands over a part of a figure belongs to the figure. */
function withoutHeadings(article: Element): void {
  for (const heading of article.querySelectorAll('figure :is(h2, h3, h4, h5, h6)')) {
    const words = document.createElement('p');
    words.className = heading.className;
    words.append(...heading.childNodes);
    heading.replaceWith(words);
  }
}

/** Leads a link to where its page is in the document, to the site elsewhere, or nowhere. */
function relink(link: HTMLAnchorElement, here: number, { pages, elsewhere, base }: Order): void {
  const url = new URL(link.getAttribute('href') ?? '', new URL(pages[here] ?? '', location.origin));
  if (url.origin !== location.origin) return;
  const at = pages.indexOf(withSlash(url.pathname));
  const anchor = decodeURIComponent(url.hash.slice(1));
  if (at >= 0 && url.search === '') {
    link.setAttribute('href', anchor === '' ? `#${articleId(at)}` : `#p${at}-${anchor}`);
  } else if (elsewhere !== null) {
    link.setAttribute(
      'href',
      elsewhere + url.pathname.slice(base.length - 1) + url.search + url.hash,
    );
  } else {
    link.removeAttribute('href');
  }
}

function titlePage({ title, tagline, edition }: Title): HTMLElement {
  const section = document.createElement('section');
  section.className = 'title-page';
  for (const [tag, text] of [
    ['p', title],
    ['p', tagline],
    ['p', edition],
  ] as const) {
    section.append(Object.assign(document.createElement(tag), { textContent: text }));
  }
  return section;
}

function contents(articles: Element[]): HTMLElement {
  const section = document.createElement('nav');
  section.className = 'contents-page';
  section.setAttribute('aria-label', 'Contents');
  const list = document.createElement('ul');
  for (const [at, article] of articles.entries()) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `#${articleId(at)}`;
    const eyebrow = article.querySelector('.eyebrow')?.textContent ?? '';
    const heading = article.querySelector('h1')?.textContent ?? '';
    link.textContent = eyebrow === '' ? heading : `${eyebrow}. ${heading}`;
    item.append(link);
    list.append(item);
  }
  section.append(Object.assign(document.createElement('p'), { textContent: 'Contents' }), list);
  return section;
}

/**
 * Replaces this document's text by the articles of many pages.
 *
 * @throws Error when a page is not there or has no article
 */
export async function bind(order: Order): Promise<Bound> {
  const articles = await Promise.all(
    order.pages.map(async (address, at) => {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${address} answers ${response.status}.`);
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const article = page.querySelector('article');
      if (article === null) throw new Error(`${address} has no article.`);
      rename(article, `p${at}-`);
      article.id = articleId(at);
      withoutHeadings(article);
      for (const link of article.querySelectorAll<HTMLAnchorElement>('a[href]')) {
        relink(link, at, order);
      }
      for (const details of article.querySelectorAll('details')) details.open = true;
      for (const picture of article.querySelectorAll('img')) picture.loading = 'eager';
      return document.importNode(article, true);
    }),
  );
  document.title = order.title.title;
  document.body.className = 'bound';
  const main = document.createElement('main');
  main.append(...articles);
  document.body.replaceChildren(titlePage(order.title), contents(articles), main);
  await Promise.all([...document.images].map((picture) => picture.decode().catch(() => undefined)));
  const lost = [...document.querySelectorAll('a[href^="#"]')]
    .map((link) => link.getAttribute('href')?.slice(1) ?? '')
    .filter((id) => document.getElementById(id) === null);
  return {
    headings: articles.map((article) => article.querySelector('h1')?.textContent ?? ''),
    lost: [...new Set(lost)],
  };
}
