import path from 'node:path';

/**
 * Makes what Docusaurus generates about the routes smaller, for the browser: the table of their parts, which every page
 * carries, says the same things over and over, and names files of the machine that has built it.
 *
 * @this {{ resourcePath: string, getOptions(): { route: string } }}
 * @param {string} source
 * @returns {string}
 */
export default function lean(source) {
  const { route } = this.getOptions();
  switch (path.basename(this.resourcePath)) {
    case 'registry.js':
      return source.replaceAll(/, "[^"]*", require\.resolveWeak\("[^"]*"\)\]/g, ']');
    case 'routes.js':
      return derived(source).replace('@docusaurus/ComponentCreator', route.replaceAll('\\', '/'));
    case 'docusaurus.config.mjs':
      return source.replace(/^export default (\{[\s\S]*\});\s*$/m, (_, config) => {
        const { plugins, presets, themes, ...used } = JSON.parse(config);
        return `export default ${JSON.stringify(used)};`;
      });
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

const LEAF =
  /^ {2}\{\n {4}path: '[^']*',\n {4}component: ComponentCreator\('[^']*', '[^']*'\),\n {4}exact: true\n {2}\},\n/gm;

/** Routes that say no more than the table of parts does are made from that. @param {string} source */
function derived(source) {
  const rest = source.replaceAll(LEAF, '');
  const named = [...rest.matchAll(/ComponentCreator\('([^']*)', '([^']*)'\)/g)].map(
    ([, where, hash]) => `${where}-${hash}`,
  );
  return rest
    .replace('export default [', (start) =>
      [
        `const named = new Set(${JSON.stringify(named)});`,
        'const leaves = Object.keys(names).filter((key) => !named.has(key)).map((key) => {',
        `  const at = key.lastIndexOf('-');`,
        '  const path = key.slice(0, at);',
        '  return { path, component: ComponentCreator(path, key.slice(at + 1)), exact: true };',
        '});',
        `${start}...leaves,`,
      ].join('\n'),
    )
    .replace(/^import /, `import names from '@generated/routesChunkNames';\nimport `);
}
