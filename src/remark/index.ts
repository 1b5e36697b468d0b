/** What the site's configuration takes from this room. */
export { default as chapterLinks } from './chapter-links.ts';
export { colophonOf } from './colophon.ts';
export { default as figures } from './figures.ts';
export { default as listings } from './listings.ts';
export { reference } from './reference.ts';
export { socialOf } from './social.ts';
