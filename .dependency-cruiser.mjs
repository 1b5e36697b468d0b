/**
 * The rooms of the house and the arrows between them, as docs/contributing/architecture.md draws them. Tests may
 * import what they like.
 */

const TESTS = String.raw`\.test\.[jt]sx?$`;

/**
 * A room of ours imports from our other rooms only those listed, and itself.
 * @param {string} name
 * @param {string} room a pattern for its files
 * @param {string[]} others patterns for the files it may import
 */
const only = (name, room, others) => ({
  name,
  comment: `${room.replaceAll(/[\^\\]/g, '')} imports only what the architecture page allows it.`,
  severity: 'error',
  from: { path: room, pathNot: TESTS },
  to: {
    path: '^(?:src|examples|tests|exercises|facts|bench)/',
    pathNot: [room, 'node_modules', ...others],
  },
});

const PURE = '^src/(?:abi|status|facts|trace|sim|progress)/';
const BARE = String.raw`^(?:examples/start\.mjs$|src/run/(?:boot|kernel)/)`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only('abi', '^src/abi/', []),
    only('status', '^src/status/', []),
    only('facts', '^src/facts/', []),
    only('trace', '^src/trace/', ['^src/(?:abi|status|facts)/']),
    only('sim', '^src/sim/', ['^src/(?:abi|status|facts|trace)/']),
    only('run', '^src/run/', ['^src/(?:abi|status|facts|trace|sim|offline)/', '^examples/']),
    only('remark', '^src/remark/', [
      '^src/(?:abi|status|facts|trace|glossary)/',
      '^src/components/',
    ]),
    {
      name: 'remark-knows-components-by-shape-only',
      comment:
        'Build-time code fills in a component’s properties, so it may import their types and no more.',
      severity: 'error',
      from: { path: '^src/remark/', pathNot: TESTS },
      to: { path: '^src/components/', dependencyTypesNot: ['type-only'] },
    },
    only('components', '^src/components/', [
      '^src/(?:abi|status|facts|trace|sim|progress)/',
      '^src/css/',
    ]),
    only('shell', '^src/(?:pages|theme|css)/', [
      '^src/(?:components|facts|glossary|progress|pages|theme|css)/',
    ]),
    only('progress', '^src/progress/', []),
    only('offline', '^src/offline/', []),
    only('wake', '^src/wake/', []),
    only('glossary', '^src/glossary/', []),
    only('ffi', '^examples/ffi/', []),
    only('peers', '^examples/peers/', []),
    only('examples', String.raw`^examples/(?:\d\d|appendix)-`, ['^examples/(?:ffi|peers)/']),
    only('facts-programs', '^facts/', []),
    only('bench-programs', '^bench/', ['^examples/']),
    {
      name: 'pure-rooms-run-in-a-browser',
      comment:
        'These rooms run in the reader’s browser as they are, so they import nothing of Node.',
      severity: 'error',
      from: { path: PURE, pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'bare-clone',
      comment:
        'This runs before anything is installed: only Node’s own modules and each other, and esbuild where it is there.',
      severity: 'error',
      from: { path: BARE, pathNot: [TESTS, '^src/run/kernel/test'] },
      to: {
        dependencyTypesNot: ['core', 'type-only', 'type-import'],
        pathNot: ['^src/run/(?:boot|kernel)/', '^node_modules/esbuild/'],
      },
    },
    {
      name: 'bare-clone-entry',
      comment: 'The rest is imported once it is known to be installed, so dynamically.',
      severity: 'error',
      from: { path: String.raw`^iocp\.mjs$` },
      to: { dynamic: false, dependencyTypesNot: ['core'] },
    },
    {
      name: 'ffi-imports-koffi-only',
      comment: 'Chapters walk through the ffi module; it stands on koffi and nothing else.',
      severity: 'error',
      from: { path: '^examples/ffi/', pathNot: TESTS },
      to: { pathNot: ['^examples/ffi/', 'koffi'] },
    },
    {
      name: 'examples-import-koffi-and-node-only',
      comment: 'An example installs koffi and nothing else.',
      severity: 'error',
      from: { path: String.raw`^examples/(?:\d\d-|appendix-|peers/)`, pathNot: TESTS },
      to: { dependencyTypesNot: ['core', 'local'], pathNot: ['koffi', '^examples/'] },
    },
    {
      name: 'facts-programs-import-koffi-and-node-only',
      comment:
        'A fact’s program stands on koffi, so that nothing of ours is between it and Windows.',
      severity: 'error',
      from: { path: '^facts/' },
      to: { dependencyTypesNot: ['core', 'local'], pathNot: ['koffi', '^facts/'] },
    },
    {
      name: 'no-circles',
      comment: 'Two modules that need each other are one module.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'type-import'] } },
    },
    {
      name: 'resolves',
      comment: 'What is imported is there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^@(?:site|theme|generated|docusaurus)(?:/|-)'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)recordings/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
