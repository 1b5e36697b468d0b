import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { FfiEntry, FfiModule, FfiNote, FfiPageProps } from '../components/FfiPage/FfiPage.tsx';
import type { ListingProps } from '../components/Listing/Listing.tsx';
import { citedIn, pageOfFunction } from './functions.ts';
import { highlight } from './highlight.ts';

/** Where the module lies that the examples import. */
const FOLDER = 'examples/ffi';

/** Its files, and what each is for. One that is missing here comes last, without a word. */
const PURPOSES: Readonly<Record<string, string>> = {
  'kernel32.ts': 'Ports, files, pipes and events: the functions of kernel32.dll.',
  'ws2_32.ts': 'Sockets: the functions of ws2_32.dll.',
  'mswsock.ts': 'Functions that Winsock gives by their GUID.',
  'types.ts': 'Structs as bytes, and types that keep handles, sockets and addresses apart.',
  'operation.ts': 'One operation and the memory that it lends.',
  'entries.ts': 'Memory for what a dequeue brings.',
  'errors.ts': 'Calls with their errors, and how an operation ended.',
  'sockets.ts': 'Shorthands for sockets on this machine.',
  'constants.ts': 'Numbers of Windows’, by their names.',
};

/** Lines of an initial value that are shown; a longer one is named by its type or its beginning. */
const LONGEST = 12;

/** What is exported under a file's name. */
type Chosen = 'all' | ReadonlySet<string>;

function parsed(root: string, file: string): ts.SourceFile {
  const text = readFileSync(path.join(root, FOLDER, file), 'utf8').replaceAll('\r\n', '\n');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** The files that the module is made of, each with the names that it gives. */
function chosenIn(index: ts.SourceFile): Map<string, Chosen> {
  const chosen = new Map<string, Chosen>();
  for (const statement of index.statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
    const file = (statement.moduleSpecifier as ts.StringLiteral).text.replace('./', '');
    const { exportClause } = statement;
    if (exportClause === undefined) chosen.set(file, 'all');
    else if (ts.isNamedExports(exportClause)) {
      chosen.set(file, new Set(exportClause.elements.map(({ name }) => name.text)));
    }
  }
  return chosen;
}

/** Without the indentation that its place in the file gave it. */
function dedented(text: string): string {
  const lines = text.split('\n');
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const least = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line, at) => (at === 0 ? line : line.slice(least))).join('\n');
}

const textOf = (node: ts.Node): string => dedented(node.getText());

/** The words of a docstring, a string for each paragraph. */
function paragraphsOf(comment: ts.JSDoc['comment']): string[] {
  return (ts.getTextOfJSDocComment(comment) ?? '')
    .split(/\n\s*\n/)
    .map((text) => text.replaceAll(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
}

const tagWords: Readonly<Record<string, string>> = {
  returns: 'Returns',
  throws: 'Throws',
};

/** Names that `@throws` begins with. */
const THROWN = /^([A-Z]\w*Error|Error)\b\s*/;

function notesOf(doc: ts.JSDoc): FfiNote[] {
  return (doc.tags ?? []).map((tag) => {
    const [text = ''] = paragraphsOf(tag.comment);
    if (ts.isJSDocParameterTag(tag)) {
      return { what: 'Argument', name: tag.name.getText(), text: citedIn(text) };
    }
    if (ts.isJSDocThrowsTag(tag)) {
      const named = tag.typeExpression?.type.getText() ?? THROWN.exec(text)?.[1] ?? null;
      return { what: 'Throws', name: named, text: citedIn(text.replace(THROWN, '')) };
    }
    const word = tag.tagName.text;
    return { what: tagWords[word] ?? word, name: null, text: citedIn(text) };
  });
}

function docOf(node: ts.Node): Pick<FfiEntry, 'words' | 'notes'> {
  const doc = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  if (doc === undefined) return { words: [], notes: [] };
  return { words: paragraphsOf(doc.comment).map(citedIn), notes: notesOf(doc) };
}

function signatureListing(text: string): Promise<string> {
  return highlight(
    text.split('\n').map((line, at) => ({ number: at + 1, text: line })),
    'ts',
  );
}

/** A function type as it would be called: `send(socket: Socket): number`. */
function callOf(name: string, type: ts.SignatureDeclarationBase): string {
  const parameters = type.parameters.map((parameter) => parameter.getText()).join(', ');
  const generics =
    type.typeParameters === undefined
      ? ''
      : `<${type.typeParameters.map((each) => each.getText()).join(', ')}>`;
  const returned = type.type === undefined ? '' : `: ${textOf(type.type)}`;
  const line = `${name}${generics}(${parameters})${returned}`.replaceAll(/\s*\n\s*/g, ' ');
  if (line.length <= 80 || type.parameters.length === 0) return line;
  const each = type.parameters.map((parameter) => `  ${textOf(parameter)},\n`).join('');
  return `${name}${generics}(\n${each})${returned}`;
}

/** `KoffiFunc<(…) => …>`, and what stands in it. */
function koffiCall(type: ts.TypeNode): ts.FunctionTypeNode | null {
  if (!ts.isTypeReferenceNode(type) || type.typeName.getText() !== 'KoffiFunc') return null;
  const [call] = type.typeArguments ?? [];
  return call !== undefined && ts.isFunctionTypeNode(call) ? call : null;
}

function ofVariable({ name, type, initializer }: ts.VariableDeclaration): string {
  const called = name.getText();
  if (type !== undefined) {
    const whole = `const ${called}: ${textOf(type)} = ${initializer === undefined ? '' : textOf(initializer)}`;
    return whole.split('\n').length > LONGEST ? `const ${called}: ${textOf(type)}` : whole;
  }
  if (initializer === undefined) return `const ${called}`;
  if (ts.isAsExpression(initializer)) {
    const call = koffiCall(initializer.type);
    if (call !== null) return callOf(called, call);
  }
  if (ts.isArrowFunction(initializer)) {
    const { body } = initializer;
    const call = ts.isAsExpression(body) ? koffiCall(body.type) : null;
    const made = callOf(called, initializer);
    return call === null ? made : `${made}: ${textOf(call)}`;
  }
  return `const ${called} = ${textOf(initializer)}`;
}

/** The members of a class that a program may use. */
function membersOf(node: ts.ClassDeclaration): ts.ClassElement[] {
  return node.members.filter((member) => {
    if (ts.isConstructorDeclaration(member)) return true;
    return member.name !== undefined && !ts.isPrivateIdentifier(member.name);
  });
}

function ofMember(member: ts.ClassElement): string {
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  const before = modifiers.map((each) => `${each.getText()} `).join('');
  if (ts.isConstructorDeclaration(member)) return callOf('constructor', member);
  const name = member.name?.getText() ?? '';
  if (ts.isGetAccessor(member)) return `${before}get ${callOf(name, member)}`;
  if (ts.isSetAccessor(member)) return `${before}set ${callOf(name, member)}`;
  if (ts.isMethodDeclaration(member)) return `${before}${callOf(name, member)}`;
  return textOf(member).replace(/;$/, '');
}

function headOf(node: ts.ClassDeclaration): string {
  const heritage = (node.heritageClauses ?? []).map((clause) => ` ${clause.getText()}`).join('');
  return `class ${node.name?.text ?? ''}${heritage}`;
}

/** A declaration without its docstring and without the word that exports it. */
const withoutExport = (node: ts.Node): string => textOf(node).replace(/^export /, '');

interface Declared {
  name: string;
  signature: string;
  node: ts.Node;
  members: readonly ts.ClassElement[];
}

function declaredBy(statement: ts.Statement): Declared[] {
  const isExported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  const members: readonly ts.ClassElement[] = [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => ({
      name: declaration.name.getText(),
      signature: ofVariable(declaration),
      node: statement,
      members,
    }));
  }
  if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
    const name = statement.name.text;
    return [{ name, signature: `function ${callOf(name, statement)}`, node: statement, members }];
  }
  if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
    const name = statement.name.text;
    return [{ name, signature: headOf(statement), node: statement, members: membersOf(statement) }];
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    const name = statement.name.text;
    return [{ name, signature: withoutExport(statement), node: statement, members }];
  }
  return [];
}

/** Declarations that stand right below another, without an empty line, share its docstring. */
function withSharedDocs(declared: readonly Declared[]): Declared[] {
  let documented: ts.Node | undefined;
  let above: ts.Node | undefined;
  return declared.map((each) => {
    const { node } = each;
    const between = node.getSourceFile().text.slice(above?.getEnd() ?? 0, node.getFullStart());
    const gap = between + node.getFullText().slice(0, node.getLeadingTriviaWidth());
    const hasOwn = ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc);
    if (hasOwn || above === undefined || gap.trim() !== '' || gap.split('\n').length > 2) {
      documented = node;
    }
    above = node;
    return { ...each, node: documented ?? node };
  });
}

async function entryOf({ name, signature, node, members }: Declared): Promise<FfiEntry> {
  return {
    name,
    signature: { html: await signatureListing(signature) } satisfies ListingProps,
    page: pageOfFunction(name),
    ...docOf(node),
    members: await Promise.all(
      members.map(async (member) => ({
        signature: { html: await signatureListing(ofMember(member)) },
        ...docOf(member),
      })),
    ),
  };
}

/** Everything that the page of `@iocp/ffi` shows: each of its exports, by file, with what its docstring says. */
export async function ffiPage(root: string): Promise<FfiPageProps> {
  const chosen = chosenIn(parsed(root, 'index.ts'));
  const order = Object.keys(PURPOSES);
  const rank = (file: string): number =>
    order.includes(file) ? order.indexOf(file) : order.length;
  const files = [...chosen].sort(([one], [other]) => rank(one) - rank(other));
  const modules = await Promise.all(
    files.map(async ([file, names]): Promise<FfiModule> => {
      const declared = withSharedDocs(parsed(root, file).statements.flatMap(declaredBy)).filter(
        ({ name }) => names === 'all' || names.has(name),
      );
      return {
        name: file.replace(/\.ts$/, ''),
        file: `${FOLDER}/${file}`,
        purpose: PURPOSES[file] ?? '',
        entries: await Promise.all(declared.map(entryOf)),
      };
    }),
  );
  return { modules };
}
