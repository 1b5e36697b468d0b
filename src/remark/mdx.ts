import path from 'node:path';

/** A node of the syntax tree: the part of its shape that every plugin uses. */
export interface Node {
  type: string;
  position?: { start: { line: number; column: number }; end: { line: number; column: number } };
}

/** An element of MDX, as the parser gives it: the part of its shape that we use. */
export interface MdxElement extends Node {
  type: 'mdxJsxFlowElement' | 'mdxJsxTextElement';
  name: string | null;
  attributes: MdxAttribute[];
  children: Node[];
}

interface MdxAttribute {
  type: string;
  name?: string;
  value?: undefined | null | string | { type: string; value: string; data?: unknown };
}

/** What the plugins need to know of the file they are in. */
export interface PageFile {
  path: string;
  data?: { frontMatter?: Readonly<Record<string, unknown>> };
}

/** What every plugin of this room is given. */
export interface Options {
  /** The folder of the repository. */
  root: string;
}

/** A path as errors and pages say it: from the repository's root, with slashes. */
export function repositoryPath(root: string, file: string): string {
  return path.relative(root, file).replaceAll('\\', '/');
}

/** Fails the build with a sentence that starts with the chapter and the line. */
export function fail(options: Options, page: PageFile, node: Node, why: string): never {
  const line = node.position === undefined ? '' : `:${node.position.start.line}`;
  throw new Error(`${repositoryPath(options.root, page.path)}${line}: ${why}`);
}

/** Whether a node of the tree is an element with one of these names. */
export function isElement(node: Node, ...names: string[]): node is MdxElement {
  const element = node as Partial<MdxElement>;
  return (
    (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') &&
    typeof element.name === 'string' &&
    names.includes(element.name)
  );
}

/** The value of an attribute: a string, or a literal number in braces; undefined when it is not there. */
export function attribute(element: MdxElement, name: string): string | undefined {
  const value = element.attributes.find((each) => each.name === name)?.value;
  return typeof value === 'object' ? value?.value.trim() : value;
}

/** Gives an element these properties, which are plain data, in place of those it was written with. */
export function setProperties(element: MdxElement, properties: object): void {
  element.attributes = Object.entries(properties).map(([name, value]) => ({
    type: 'mdxJsxAttribute',
    name,
    value: typeof value === 'string' ? value : expression(value),
  }));
}

/** An element to put in the place of another node. */
export function elementFor(node: Node, name: string, properties: object): MdxElement {
  const element: MdxElement = {
    type: 'mdxJsxFlowElement',
    name,
    attributes: [],
    children: [],
    ...(node.position === undefined ? {} : { position: node.position }),
  };
  setProperties(element, properties);
  return element;
}

/** In place of plain data: what the bundler makes of a file, such as the address at which it puts it. */
export class Bundled {
  /** As `require` takes it. */
  readonly request: string;

  constructor(request: string) {
    this.request = request;
  }
}

function expression(value: unknown): MdxAttribute['value'] {
  const body = [{ type: 'ExpressionStatement', expression: syntaxOf(value) }];
  return {
    type: 'mdxJsxAttributeValueExpression',
    value: JSON.stringify(value),
    data: { estree: { type: 'Program', sourceType: 'module', comments: [], body } },
  };
}

/** The syntax tree of plain data: MDX compiles trees, it does not parse what a plugin adds. */
function syntaxOf(value: unknown): object {
  if (value === null || typeof value !== 'object') return { type: 'Literal', value };
  if (value instanceof Bundled) {
    return {
      type: 'CallExpression',
      optional: false,
      callee: { type: 'Identifier', name: 'require' },
      arguments: [syntaxOf(value.request)],
    };
  }
  if (Array.isArray(value)) return { type: 'ArrayExpression', elements: value.map(syntaxOf) };
  const properties = Object.entries(value).map(([name, member]) => ({
    type: 'Property',
    kind: 'init',
    method: false,
    shorthand: false,
    computed: false,
    key: { type: 'Literal', value: name },
    value: syntaxOf(member),
  }));
  return { type: 'ObjectExpression', properties };
}

/** An import at the head of a page, of one name. */
export function importOf(name: string, source: string): Node {
  const identifier = { type: 'Identifier', name };
  const statement = {
    type: 'ImportDeclaration',
    specifiers: [{ type: 'ImportSpecifier', imported: identifier, local: identifier }],
    source: { type: 'Literal', value: source },
    attributes: [],
  };
  const estree = { type: 'Program', sourceType: 'module', comments: [], body: [statement] };
  return { type: 'mdxjsEsm', value: '', data: { estree } } as Node;
}
