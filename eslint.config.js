/** @file Lint rules. Everything is an error except the soft size limits, which warn. */
import { defineConfig, globalIgnores } from "eslint/config";
import { builtinRules } from "eslint/use-at-your-own-risk";
import tseslint from "typescript-eslint";
import { packageArrows } from "./tools/policy/eslint-arrows.js";

const TEST_FILES = ["**/*.test.ts", "test/**/*.ts"];
const CONFIG_FILES = ["**/*.config.{js,ts}", "tools/vitest/*.ts"];
/** Tables are long by nature: one entry per line, nothing to split. */
const TABLE_FILES = ["**/*-table.ts", "**/tables/**"];

const FORBIDDEN_SYNTAX = [
  {
    selector: "ExportAllDeclaration",
    message: "List exports by name.",
  },
  {
    selector:
      "TSAsExpression[expression.type='TSAsExpression'][expression.typeAnnotation.type='TSUnknownKeyword']",
    message: "A cast through unknown forces a type; narrow it instead.",
  },
];

const NO_DEFAULT_EXPORT = {
  direct: true,
  named: true,
  defaultFrom: true,
  namedFrom: true,
  namespaceFrom: true,
};

/** ESLint has one severity per rule; the same rule under a second name gives the soft limit beside the hard one. */
const softLimits = {
  rules: {
    "max-lines": builtinRules.get("max-lines"),
    "max-lines-per-function": builtinRules.get("max-lines-per-function"),
  },
};

export default defineConfig(
  globalIgnores(["**/dist/", "**/gen/", "**/.turbo/", ".venv/", "runs/"]),
  {
    name: "trm/options",
    linterOptions: {
      noInlineConfig: true,
      reportUnusedDisableDirectives: "error",
    },
  },
  {
    name: "trm/typescript",
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      // The root project resolves packages to their source, so that lint needs no build.
      parserOptions: {
        project: "./tsconfig.json",
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Loops over typed arrays know their bounds; the compiler's index check would need a branch per element.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true },
      ],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_" },
      ],
      // A method of an asynchronous interface need not wait for anything.
      "@typescript-eslint/require-await": "off",
      // Texts here are ASCII alphabets; code points are what is wanted.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
    },
  },
  {
    name: "trm/all",
    files: ["**/*.{js,ts}"],
    plugins: { soft: softLimits },
    rules: {
      "no-restricted-syntax": ["error", ...FORBIDDEN_SYNTAX],
      "no-restricted-exports": [
        "error",
        { restrictDefaultExports: NO_DEFAULT_EXPORT },
      ],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "prefer-const": "error",
      "max-lines": ["error", 500],
      "soft/max-lines": ["warn", 300],
      "max-lines-per-function": [
        "error",
        { max: 80, skipComments: true, skipBlankLines: true },
      ],
      "soft/max-lines-per-function": [
        "warn",
        { max: 40, skipComments: true, skipBlankLines: true },
      ],
    },
  },
  packageArrows(FORBIDDEN_SYNTAX, ["**/*.test.ts", "test/**/*.ts"]),
  {
    name: "trm/tests",
    files: TEST_FILES,
    rules: {
      // A describe block is one function that holds many.
      "max-lines-per-function": "off",
      "soft/max-lines-per-function": "off",
    },
  },
  {
    name: "trm/tables",
    files: TABLE_FILES,
    rules: { "max-lines": "off", "soft/max-lines": "off" },
  },
  {
    name: "trm/configuration",
    files: CONFIG_FILES,
    rules: { "no-restricted-exports": "off" },
  },
);
