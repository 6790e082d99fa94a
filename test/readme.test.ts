/** @file The first example of every README runs against the build, and prints what the README says. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { firstExample } from "./support/readme.ts";
import { isPresent, PUBLISHED, readText, ROOT } from "./support/workspace.ts";

const TIME_LIMIT_MS = 20_000;

/** An example without its types, as Node runs it. */
const withoutTypes = (code: string): string =>
  ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  }).outputText;

const run = (folder: string, code: string) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module"],
    {
      cwd: join(ROOT, folder),
      input: withoutTypes(code),
      encoding: "utf8",
      timeout: TIME_LIMIT_MS,
      env: { ...process.env, NODE_OPTIONS: "" },
    },
  );
  return { status, stdout, stderr };
};

describe("the example of the README", () => {
  const folders = [".", ...PUBLISHED.map(({ folder }) => folder)];

  it.each(folders)(
    "of %s runs and prints what it says",
    (folder) => {
      const path = `${folder}/README.md`;
      expect(isPresent(path), `${path} exists`).toBe(true);
      const example = firstExample(readText(path));
      expect(example, `${path} has a ts block`).toBeDefined();
      const { code, output } = example!;
      const { status, stdout, stderr } = run(folder, code);
      expect(status, stderr).toBe(0);
      expect(stdout.trimEnd()).toBe(output ?? stdout.trimEnd());
    },
    TIME_LIMIT_MS + 1000,
  );
});

describe("firstExample", () => {
  const text =
    "# A\n```json\n{}\n```\n```ts\nf();\n```\nIt prints\n\n```text\n1\n2\n```\n";

  it("takes the first block in TypeScript, and the output that follows", () => {
    expect(firstExample(text)).toEqual({
      code: "f();",
      output: "1\n2",
    });
  });

  it("expects no output when another block comes first", () => {
    const other = text.replace("It prints", "```ts\ng();\n```");
    expect(firstExample(other)?.output).toBeUndefined();
  });

  it("finds nothing in a text without a block", () => {
    expect(firstExample("plain")).toBeUndefined();
  });
});
