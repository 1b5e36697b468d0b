/**
 * Finds what a program imports where the usual folders cannot serve: Wine does not follow the links that npm
 * makes for workspaces, and koffi installed for Linux holds nothing that Windows' node.exe can load.
 *
 * Steered by environment variables, each a file URL and each optional: IOCP_EXAMPLES (folder in which
 * `@iocp/<name>` is `<name>/index.ts`), IOCP_TOOLS (folder whose node_modules holds koffi), IOCP_PEERS (module
 * that stands in for `@iocp/peers`).
 */
import module from 'node:module';

const { IOCP_EXAMPLES: examples, IOCP_TOOLS: tools, IOCP_PEERS: peers } = process.env;

if (typeof module.registerHooks !== 'function') {
  throw new Error(
    `This Node is ${process.version}, which has no module.registerHooks; running a program with its imports redirected needs Node 22.15 or newer.`,
  );
}

module.registerHooks({
  resolve(specifier, context, next) {
    if (peers !== undefined && specifier === '@iocp/peers') return next(peers, context);
    const name = /^@iocp\/([a-z0-9-]+)$/.exec(specifier)?.[1];
    if (examples !== undefined && name !== undefined) {
      return next(`${examples}${name}/index.ts`, context);
    }
    if (tools !== undefined && (specifier === 'koffi' || specifier.startsWith('koffi/'))) {
      return next(specifier, { ...context, parentURL: `${tools}package.json` });
    }
    return next(specifier, context);
  },
});
