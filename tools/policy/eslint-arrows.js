/** @file Turns the package arrows into ESLint blocks; only flat paths can be judged here, test/architecture.test.ts resolves the rest. */
import { readFileSync } from "node:fs";

const { folders, tests } = JSON.parse(
  readFileSync(new URL("package-arrows.json", import.meta.url), "utf8"),
);

const NODE_GLOBALS = ["process", "Buffer", "global", "__dirname", "__filename"];

const OTHER_PACKAGE = {
  regex: "^(\\.\\./)+((packages|apps|bench|dist)/|[^./][^/]*/src/)",
  message: "Import another package by its name.",
};
const OWN_INDEX = {
  regex: "^\\.{1,2}(/\\.\\.)*(/index(\\.[jt]s)?)?/?$",
  message: "Import the file itself, not the package's own index.",
};

/** A pattern (as ESLint's `regex`) of every package that is not in the list. */
const outside = (allowed) => {
  const names = allowed.map((name) =>
    name.replaceAll(".", "\\.").replace("*", ".*"),
  );
  return names.length === 0 ? "^[^.]" : `^(?!\\.)(?!(${names.join("|")})(/|$))`;
};

/** `import()`, `import x = require()`, `require()` and `import("x").T` of what `import` may not name either. */
const dynamicImports = ({ regex, message }) => {
  // An esquery pattern ends at its first slash, so slashes are written as escapes.
  const pattern = `/${regex.replaceAll("/", "\\u002F")}/u`;
  return [
    `ImportExpression[source.value=${pattern}]`,
    `CallExpression[callee.name=/^require/][arguments.0.value=${pattern}]`,
    `TSImportType[source.value=${pattern}]`,
  ].map((selector) => ({ selector, message }));
};

const listed = (folder, allowed) => ({
  regex: outside(allowed),
  message: `${folder} may import ${allowed.join(", ") || "nothing"} (tools/policy/package-arrows.json).`,
});

const closedWithin = (folder) =>
  Object.keys(folders)
    .filter((other) => folders[other].closed && other.startsWith(`${folder}/`))
    .map((other) => ({
      regex: `^\\.{1,2}/(.*/)?${other.split("/").at(-1)}(/|$)`,
      message: `${other} is an entry point of its own; the rest of the package may not import it.`,
    }));

/** The patterns that a folder's source may not import. */
const sourcePatterns = (folder, allowed) => [
  OTHER_PACKAGE,
  OWN_INDEX,
  ...(allowed.includes("*") ? [] : [listed(folder, allowed)]),
  ...closedWithin(folder),
];

/** The same for its tests, which may use every entry point of their own package, by path or by name. */
const testPatterns = (folder, allowed) => [
  OTHER_PACKAGE,
  ...(allowed.includes("*")
    ? []
    : [listed(folder, [...allowed, `@trm/${folder.split("/")[1]}`])]),
];

/**
 * Two blocks per folder, source and tests, the deeper folder last because the last block wins.
 * @param {object[]} syntax what `no-restricted-syntax` forbids anyway, since a block replaces the rule as a whole
 * @param {string[]} testFiles globs of test files, relative to the folder
 * @returns {import("eslint").Linter.Config[]}
 */
export const packageArrows = (syntax, testFiles) =>
  Object.keys(folders)
    .sort((a, b) => a.length - b.length)
    .flatMap((folder) => {
      const row = folders[folder];
      const node = row.node ? ["node:*"] : [];
      const own = [...row.mayImport, ...node];
      const withTests = [...own, ...tests, ...(row.testsMayImport ?? [])];
      const block = (name, files, patterns, globals) => ({
        name: `trm/arrows/${folder}/${name}`,
        files,
        rules: {
          "no-restricted-imports": ["error", { patterns }],
          "no-restricted-syntax": [
            "error",
            ...syntax,
            ...patterns.flatMap(dynamicImports),
          ],
          "no-restricted-globals": ["error", ...globals],
        },
      });
      return [
        block(
          "source",
          [
            folder.includes("/src")
              ? `${folder}/**/*.ts`
              : `${folder}/src/**/*.ts`,
          ],
          sourcePatterns(folder, own),
          row.node ? [] : NODE_GLOBALS,
        ),
        block(
          "tests",
          testFiles.map((glob) => `${folder}/${glob}`),
          testPatterns(folder, withTests),
          [],
        ),
      ];
    });
