import path from 'node:path';

/**
 * Makes what Docusaurus generates about the routes smaller, for the browser: the table of their parts, which every page
 * carries, says the same things over and over, and names files of the machine that has built it.
 *
 * @this {import('webpack').LoaderContext<{ route: string }>}
 * @param {string} source
 * @returns {string}
 */
export default function lean(source) {
  const { route } = this.getOptions();
  switch (path.basename(this.resourcePath)) {
    case 'registry.js':
      return source.replaceAll(/, "[^"]*", require\.resolveWeak\("[^"]*"\)\]/g, ']');
    case 'routes.js':
      return source.replace('@docusaurus/ComponentCreator', route.replaceAll('\\', '/'));
    default:
      return grouped(JSON.parse(source));
  }
}

/** @param {Record<string, unknown>} names */
function grouped(names) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const [key, value] of Object.entries(names)) {
    const text = JSON.stringify(value);
    groups.set(text, [...(groups.get(text) ?? []), key]);
  }
  const rows = [...groups].map(([text, keys]) => `[${text},${JSON.stringify(keys.join(' '))}]`);
  return `const names = {};
for (const [value, keys] of [${rows.join(',\n')}]) for (const key of keys.split(' ')) names[key] = value;
export default names;
`;
}
