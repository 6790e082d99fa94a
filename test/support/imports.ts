/** @file Reads the imports of a source text, in every form that TypeScript has. */
import ts from "typescript";

/** One import of a file. */
export interface Import {
  /** The module's name as written. */
  readonly name: string;
  /** Erased at build: `import type`, or `import("x")` as a type. */
  readonly typeOnly: boolean;
}

const literalText = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;

const isLoader = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(callee) && callee.text.startsWith("require")) ||
  (ts.isPropertyAccessExpression(callee) &&
    callee.name.text === "resolve" &&
    isLoader(callee.expression));

const importOf = (node: ts.Node): Import | undefined => {
  let name: string | undefined;
  let typeOnly = false;
  if (ts.isImportDeclaration(node)) {
    name = literalText(node.moduleSpecifier);
    typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  } else if (ts.isExportDeclaration(node)) {
    name = literalText(node.moduleSpecifier);
    typeOnly = node.isTypeOnly;
  } else if (ts.isExternalModuleReference(node)) {
    name = literalText(node.expression);
  } else if (ts.isImportTypeNode(node)) {
    name = ts.isLiteralTypeNode(node.argument)
      ? literalText(node.argument.literal)
      : undefined;
    typeOnly = true;
  } else if (ts.isCallExpression(node) && isLoader(node.expression)) {
    name = literalText(node.arguments[0]);
  }
  return name === undefined ? undefined : { name, typeOnly };
};

/**
 * The imports of a module: `import`, `export from`, `import()`, `require()`,
 * `require.resolve()`, `import x = require()` and `import("x")` in a type.
 * A name that is computed at run time is not seen.
 */
export const importsOf = (text: string): Import[] => {
  const source = ts.createSourceFile("m.ts", text, ts.ScriptTarget.Latest);
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found !== undefined) imports.push(found);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
};
