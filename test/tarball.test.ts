/** @file What goes to the registry works there: the tarballs are packed from `dist` and used in an empty project. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { bytesOf, install, pack } from "./support/tarball.ts";
import { PUBLISHED } from "./support/workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "trm-tarball-"));
afterAll(() => rmSync(folder, { recursive: true }));
const TARBALLS = pack(PUBLISHED, folder);

/** The same three examples as lines, by whatever way the package was loaded. */
const PRINT_EXAMPLES = `
const task = getTask("addition");
for (const index of [0, 1, 2])
  console.log(JSON.stringify(example(task, { length: 10, seed: 1, split: "train", index }).text));
`;

const CONSUMER = `
import { type Example, type Task, example, getTask } from "@trm/tasks";
const task: Task = getTask("addition");
const one: Example = example(task, { length: 10, seed: 1, split: "train", index: 0 });
export const text: string = one.text;
// @ts-expect-error a misspelt split is an error, so the types are real
example(task, { length: 10, seed: 1, split: "trian", index: 0 });
`;

const typeErrors = (file: string, options: ts.CompilerOptions): string[] => {
  const program = ts.createProgram([file], {
    noEmit: true,
    strict: true,
    skipLibCheck: false,
    types: [],
    lib: ["lib.es2022.d.ts"],
    target: ts.ScriptTarget.ES2022,
    ...options,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, "\n"),
    );
};

const NODE_NEXT = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};
const BUNDLER = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

describe("@trm/tasks in an empty project", () => {
  const tasks = TARBALLS.find(
    ({ workspace }) => workspace.manifest.name === "@trm/tasks",
  )!;
  install(tasks, folder);
  writeFileSync(join(folder, "package.json"), '{ "name": "consumer" }');

  const run = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text);
    return execFileSync(process.execPath, [file], {
      cwd: folder,
      encoding: "utf8",
      env: {},
    });
  };

  it("needs no other package", () => {
    const manifest = readFileSync(
      join(folder, "node_modules/@trm/tasks/package.json"),
      "utf8",
    );
    expect(manifest).not.toMatch(/"(peer|optional)?dependencies"/i);
  });

  it("gives the same examples by import and by require", () => {
    const imported = run(
      "use.mjs",
      `import { example, getTask } from "@trm/tasks";${PRINT_EXAMPLES}`,
    );
    const required = run(
      "use.cjs",
      `if (!require.resolve("@trm/tasks").endsWith(".cjs")) throw new Error("not CommonJS");
       const { example, getTask } = require("@trm/tasks");${PRINT_EXAMPLES}`,
    );
    expect(imported.trim().split("\n")).toHaveLength(3);
    expect(imported).toMatch(/^"\d{10}\+\d{10}=\d{11}"$/m);
    expect(required).toBe(imported);
  });

  it.each([
    ["an ESM file under nodenext", "consumer.mts", NODE_NEXT],
    ["a CommonJS file under nodenext", "consumer.cts", NODE_NEXT],
    ["a bundled file", "consumer.ts", BUNDLER],
  ])("has types for %s", (_what, file, options) => {
    writeFileSync(join(folder, file), CONSUMER);
    expect(typeErrors(join(folder, file), options)).toEqual([]);
  });
});

describe("every tarball", () => {
  it.each(
    TARBALLS.map((tarball) => [tarball.workspace.folder, tarball] as const),
  )("%s is published as its package.json says", async (_folder, tarball) => {
    const { messages, pkg } = await publint({
      pack: { tarball: bytesOf(tarball) },
      strict: true,
    });
    const wrong = messages.map((message) =>
      formatMessage(message, pkg, { color: false }),
    );
    expect(wrong).toEqual([]);
  });
});
