/** Where the texts of {@link standInText} find what they export. */
const MODULES = Symbol.for('iocp simulated modules');

/** What a host has in place of modules, by their full names; each is what `import *` gives, `default` included. */
export type StandIns = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Puts stand-ins where the texts of modules find them, once in a JavaScript realm. */
export function provideStandIns(modules: StandIns): void {
  Object.defineProperty(globalThis, MODULES, { value: modules });
}

/** The text of a module that exports what a stand-in has. */
export function standInText(name: string, members: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(members).filter((member) => member !== 'default');
  const from = `globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(MODULES))})][${JSON.stringify(name)}]`;
  return [
    `const members = ${from};`,
    'export default members.default;',
    ...(names.length > 0 ? [`export const { ${names.join(', ')} } = members;`] : []),
  ].join('\n');
}
