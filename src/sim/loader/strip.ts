import { blankSourceFile } from 'ts-blank-space';
import ts from 'typescript';
import type { Import, Refusal, StrippedModule } from './module.ts';

/** What came of a module's text. With refusals it must not be run. */
export interface Stripping extends StrippedModule {
  refusals: Refusal[];
}

const NO_TYPE = 'Node only takes types out of a program, and this is none';

/** Why a construct of TypeScript cannot be taken out. */
function reasonOf(node: ts.Node): string {
  switch (node.kind) {
    case ts.SyntaxKind.EnumDeclaration:
      return `${NO_TYPE}: an enum is an object when the program runs. Write \`const Name = { … } as const\`.`;
    case ts.SyntaxKind.ModuleDeclaration:
      return `${NO_TYPE}: a namespace with values in it is an object when the program runs. Write a module of its own.`;
    case ts.SyntaxKind.ImportEqualsDeclaration:
      return `${NO_TYPE}: \`import … =\` is code. Write \`import … from\`.`;
    case ts.SyntaxKind.ExportAssignment:
      return `${NO_TYPE}: \`export =\` is code. Write \`export default\`.`;
    case ts.SyntaxKind.TypeAssertionExpression:
      return 'Node does not take this assertion out. Write `value as Type` instead of `<Type>value`.';
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.SatisfiesExpression:
      return 'Without its type this expression would not be JavaScript. Put parentheses round it.';
    case ts.SyntaxKind.PublicKeyword:
    case ts.SyntaxKind.PrivateKeyword:
    case ts.SyntaxKind.ProtectedKeyword:
    case ts.SyntaxKind.ReadonlyKeyword:
    case ts.SyntaxKind.OverrideKeyword:
      return `${NO_TYPE}: a parameter that is a property as well is an assignment. Declare the property, and assign it in the constructor.`;
    default:
      return `${NO_TYPE}: ${ts.SyntaxKind[node.kind]}.`;
  }
}

/** What TypeScript's parser keeps of a file without telling its types. */
interface Parsed {
  parseDiagnostics: readonly ts.DiagnosticWithLocation[];
}

/**
 * Takes the types out of a module as Node does on Windows: nothing moves, and what is more than a type is refused.
 *
 * @param text of a module in TypeScript
 */
export function stripTypes(text: string): Stripping {
  const source = ts.createSourceFile(
    'module.ts',
    text,
    { languageVersion: ts.ScriptTarget.ESNext, impliedNodeFormat: ts.ModuleKind.ESNext },
    false,
    ts.ScriptKind.TS,
  );
  const refusals: Refusal[] = [];
  const refuse = (position: number, sentence: string): void => {
    const { line, character } = source.getLineAndCharacterOfPosition(position);
    refusals.push({ line: line + 1, column: character + 1, sentence });
  };
  for (const { start, messageText } of (source as unknown as Parsed).parseDiagnostics) {
    refuse(start, ts.flattenDiagnosticMessageText(messageText, ' '));
  }
  const code = blankSourceFile(source, (node) => refuse(node.getStart(source), reasonOf(node)));

  const imports: Import[] = [];
  let usesMeta = false;
  const found = (literal: ts.Expression, call: number | null): void => {
    if (!ts.isStringLiteralLike(literal)) return;
    const [start, end] = [literal.getStart(source), literal.end];
    // Of an import of types nothing is left.
    if (code.slice(start, end) !== text.slice(start, end)) return;
    imports.push({ specifier: literal.text, start, end, call });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) found(node.moduleSpecifier, null);
    else if (ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier) found(node.moduleSpecifier, null);
    } else if (ts.isMetaProperty(node)) {
      usesMeta ||= node.keywordToken === ts.SyntaxKind.ImportKeyword;
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [asked] = node.arguments;
      if (asked && ts.isStringLiteralLike(asked)) {
        found(asked, node.expression.getStart(source));
      } else {
        refuse(
          node.getStart(source),
          'The simulated Windows has to know what is imported before the program runs. Write the name of the module as a string.',
        );
      }
      ts.forEachChild(node, visit);
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  return { code, imports, usesMeta, refusals };
}
