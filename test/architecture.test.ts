/** @file Holds the package arrows: what the design forbids to import is imported nowhere. */
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { Linter } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, it } from "vitest";
import { packageArrows } from "../tools/policy/eslint-arrows.js";
import { ARROWS, arrowFolderOf, judgeImport } from "./support/arrows.ts";
import {
  findCycles,
  type ModuleGraph,
  reachableFrom,
} from "./support/module-graph.ts";
import { type Import, importsOf } from "./support/imports.ts";
import {
  isPresent,
  type Manifest,
  readText,
  trackedFiles,
  WORKSPACES,
} from "./support/workspace.ts";

const SOURCES = trackedFiles().filter(
  (path) =>
    path.endsWith(".ts") &&
    !path.endsWith(".config.ts") &&
    arrowFolderOf(path) !== undefined,
);
const IMPORTS = new Map(
  SOURCES.map((path) => [path, importsOf(readText(path))] as const),
);

/** Imports that must be caught: file, source text. */
const FORBIDDEN: readonly (readonly [path: string, text: string])[] = [
  ["packages/tasks/src/task.ts", 'import { add } from "@tensorflow/tfjs-core"'],
  ["packages/tasks/src/task.ts", 'import fs from "node:fs"'],
  ["packages/tasks/src/task.ts", 'import fs from "fs"'],
  ["packages/models/src/forward.ts", 'import { trace } from "@trm/onnx"'],
  ["packages/models/src/forward.ts", 'export { trace } from "@trm/onnx"'],
  ["packages/models/src/forward.ts", 'await import("@trm/onnx/runtime")'],
  ["packages/models/src/forward.ts", 'const o = require("@trm/onnx")'],
  ["packages/models/src/forward.ts", 'type O = import("@trm/onnx").Graph'],
  ["packages/models/src/forward.ts", 'import o = require("@trm/onnx")'],
  [
    "packages/onnx/src/graph/graph.ts",
    'import * as ort from "onnxruntime-node"',
  ],
  ["packages/onnx/src/graph/graph.ts", 'await import("onnxruntime-node")'],
  ["packages/onnx/src/index.ts", 'export { compile } from "./runtime/compile"'],
  ["packages/onnx/src/lower/lower.ts", 'import "@bufbuild/protobuf"'],
  ["packages/onnx/src/runtime/compile.ts", 'import "@bufbuild/protobuf"'],
  ["packages/train/src/loop.ts", 'import { evaluate } from "@trm/eval"'],
  ["packages/train/src/loop.ts", 'import "../../eval/src/evaluate"'],
  ["packages/eval/src/metrics/score.ts", 'import "@trm/tasks"'],
  ["packages/train/src/loop.ts", 'import { train } from "./index"'],
  ["packages/train/src/loop.ts", 'import { train } from "."'],
  ["packages/train/src/loop.ts", 'import { train } from "@trm/train"'],
  ["packages/train/test/train.test.ts", 'import { evaluate } from "@trm/eval"'],
];

/** Imports that must pass, beside those of the packages themselves. */
const ALLOWED: readonly (readonly [path: string, text: string])[] = [
  ["packages/models/src/forward.ts", 'import "@tensorflow/tfjs-core"'],
  ["packages/onnx/src/runtime/compile.ts", 'import "onnxruntime-node"'],
  [
    "packages/onnx/src/runtime/compile.ts",
    'import { trace } from "../trace/trace"',
  ],
  ["packages/onnx/src/proto/encode.ts", 'import "@bufbuild/protobuf/wire"'],
  ["packages/train/src/loop.ts", 'import fs from "node:fs/promises"'],
  [
    "packages/train/src/loop.ts",
    'import { createEngine } from "@trm/onnx/runtime"',
  ],
  ["packages/tasks/src/task.test.ts", 'import fc from "fast-check"'],
  [
    "packages/tasks/src/task.test.ts",
    'import "../../../test-fixtures/golden/tasks.json"',
  ],
  ["packages/train/test/train.test.ts", 'import { train } from "@trm/train"'],
  ["packages/train/src/loop.test.ts", 'import { train } from "./index"'],
  [
    "packages/onnx/test/conformance.test.ts",
    'import * as ort from "onnxruntime-node"',
  ],
  ["apps/cli/src/main.ts", 'import { Command } from "commander"'],
];

const BY_FOLDER = WORKSPACES.map(
  ({ folder, manifest }) => [folder, manifest] as const,
);

const declaredBy = (manifest: Manifest): string[] =>
  Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });

const judge = (path: string, text: string): string[] =>
  importsOf(text).flatMap((found) => judgeImport(path, found) ?? []);

const lint = (path: string, text: string): string[] =>
  new Linter()
    .verify(
      text,
      [
        {
          files: ["**/*.ts"],
          languageOptions: { parser: tseslint.parser },
        },
        ...packageArrows([], ["**/*.test.ts", "test/**/*.ts"]),
      ],
      path,
    )
    .map(({ message }) => message);

describe("the arrows between packages", () => {
  it("hold for every import of every file", () => {
    const wrong = SOURCES.flatMap((path) =>
      (IMPORTS.get(path) ?? []).flatMap(
        (found) => judgeImport(path, found) ?? [],
      ),
    );
    expect(wrong).toEqual([]);
    expect(SOURCES.length).toBeGreaterThan(20);
  });

  it.each(FORBIDDEN)("the test catches in %s: %s", (path, text) => {
    expect(judge(path, text)).toHaveLength(1);
  });

  it.each(ALLOWED)("the test allows in %s: %s", (path, text) => {
    expect(judge(path, text)).toEqual([]);
  });

  it("ESLint judges the same imports the same way", () => {
    const missed = FORBIDDEN.filter(
      ([path, text]) => lint(path, text).length === 0,
    );
    const overdone = ALLOWED.filter(
      ([path, text]) => lint(path, text).length > 0,
    );
    expect({ missed, overdone }).toEqual({ missed: [], overdone: [] });
  });

  it("name only folders that exist, and every workspace has one", () => {
    expect(Object.keys(ARROWS).filter((folder) => !isPresent(folder))).toEqual(
      [],
    );
    expect(
      WORKSPACES.filter(({ folder }) => ARROWS[folder] === undefined),
    ).toEqual([]);
  });
});

describe("what package.json declares", () => {
  it.each(BY_FOLDER)(
    "%s depends only on what its arrows list",
    (folder, manifest) => {
      const rows = Object.keys(ARROWS).filter(
        (row) => row === folder || row.startsWith(`${folder}/`),
      );
      const allowed = new Set(
        rows.flatMap((row) => ARROWS[row]?.mayImport ?? []),
      );
      const declared = declaredBy(manifest);
      const wrong = allowed.has("*")
        ? []
        : declared.filter((name) => !allowed.has(name));
      expect(wrong).toEqual([]);
    },
  );

  it.each(BY_FOLDER)(
    "%s declares what its source imports",
    (folder, manifest) => {
      const declared = declaredBy(manifest);
      const used = SOURCES.filter(
        (path) =>
          path.startsWith(`${folder}/src/`) && !path.endsWith(".test.ts"),
      ).flatMap((path) => (IMPORTS.get(path) ?? []).map(({ name }) => name));
      const missing = used.filter(
        (name) =>
          !/^(\.|node:)/.test(name) &&
          !declared.some(
            (known) => name === known || name.startsWith(`${known}/`),
          ),
      );
      expect([...new Set(missing)]).toEqual([]);
    },
  );
});

/** The source files of every package entry point by the name that others import it by, such as `@trm/onnx/runtime`. */
const ENTRY_POINTS: ReadonlyMap<string, string> = new Map(
  WORKSPACES.flatMap(({ folder, manifest: { name, exports = {} } }) =>
    Object.entries(exports).flatMap(([subpath, conditions]) => {
      const source = (conditions as Record<string, unknown>)["@trm/source"];
      return typeof source === "string"
        ? [[join(name, subpath), join(folder, source)] as const]
        : [];
    }),
  ),
);

const resolveImport = (path: string, name: string): string | undefined => {
  const target = join(dirname(path), name);
  return [target, `${target}.ts`, `${target}/index.ts`].find((file) =>
    IMPORTS.has(file),
  );
};

const resolveAnywhere = (path: string, name: string): string | undefined =>
  ENTRY_POINTS.get(name) ?? resolveImport(path, name);

const graphOf = (
  resolve: (path: string, name: string) => string | undefined,
  counts: (found: Import) => boolean,
): ModuleGraph =>
  new Map(
    [...IMPORTS].map(([path, imports]) => [
      path,
      imports.filter(counts).flatMap(({ name }) => resolve(path, name) ?? []),
    ]),
  );

const isLoaded = ({ typeOnly }: Import): boolean => !typeOnly;

/** The files of its own package that a file loads at run time. */
const GRAPH = graphOf(resolveImport, isLoaded);
/** The same with those of other packages. */
const WHOLE_GRAPH = graphOf(resolveAnywhere, isLoaded);
/** The files that a file cannot be read without: those whose types it uses, too. */
const READING_GRAPH = graphOf(resolveAnywhere, () => true);

/** What a folder's code is loaded with, itself included: path and name of every import that is no file of ours. */
const loadedWith = (
  folder: string,
  graph: ModuleGraph,
): (readonly [path: string, name: string])[] => {
  const roots = SOURCES.filter(
    (path) =>
      arrowFolderOf(path) === folder &&
      path.includes("/src/") &&
      !path.endsWith(".test.ts"),
  );
  expect(roots).not.toEqual([]);
  return reachableFrom(graph, roots).flatMap((path) =>
    (IMPORTS.get(path) ?? [])
      .filter(({ name, typeOnly }) => !name.startsWith(".") && !typeOnly)
      .map(({ name }) => [path, name] as const),
  );
};

const needsNode = (name: string): boolean =>
  isBuiltin(name) || /^(onnxruntime-node|@tensorflow\/tfjs-node)/.test(name);

describe("modules", () => {
  const selfContained = Object.keys(ARROWS).filter(
    (folder) => ARROWS[folder]?.selfContained === true,
  );

  it.each(selfContained)("%s reaches no package outside its list", (folder) => {
    const allowed = ARROWS[folder]?.mayImport ?? [];
    const wrong = loadedWith(folder, GRAPH).filter(
      ([, name]) => !allowed.includes(name),
    );
    expect(wrong).toEqual([]);
  });

  const browserSafe = Object.keys(ARROWS).filter(
    (folder) => ARROWS[folder]?.node === false,
  );

  it.each(browserSafe)("%s runs in a browser, with all it loads", (folder) => {
    const wrong = loadedWith(folder, WHOLE_GRAPH).filter(([, name]) =>
      needsNode(name),
    );
    expect(wrong).toEqual([]);
  });

  it("import each other without a cycle, types included", () => {
    expect(findCycles(READING_GRAPH)).toEqual([]);
  });

  it("would be caught in a cycle, and followed to the end", () => {
    const cyclic = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["b", "d"]],
    ]);
    expect(findCycles(cyclic)).toEqual([["b", "c", "b"]]);
    expect(reachableFrom(cyclic, ["c"])).toEqual(["c", "b", "d"]);
  });
});
