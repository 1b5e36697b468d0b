declare module '@pkgjs/parseargs' {
  /** `util.parseArgs` of Node. */
  export function parseArgs(config?: Record<string, unknown>): {
    values: Record<string, unknown>;
    positionals: string[];
  };
}
