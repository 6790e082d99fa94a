/** @file The first example of every README runs against the build, and prints what the README says. */
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { firstExample } from "./support/readme.ts";
import { isPresent, PUBLISHED, readText, ROOT } from "./support/workspace.ts";

const TIME_LIMIT_MS = 20_000;

/** How an example of each language is started: a program and its standard input. */
const RUNNERS: Readonly<
  Record<
    string,
    (code: string) => { program: string; args: string[]; input: string }
  >
> = {
  ts: (code) => ({
    program: process.execPath,
    args: ["--input-type=module"],
    input: ts.transpileModule(code, {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
      },
    }).outputText,
  }),
  sh: (code) => ({ program: "bash", args: ["-euo", "pipefail"], input: code }),
};

const run = (folder: string, language: string, code: string) => {
  const { program, args, input } = RUNNERS[language]!(code);
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: join(ROOT, folder),
    input,
    encoding: "utf8",
    timeout: TIME_LIMIT_MS,
    env: {
      ...process.env,
      PATH: [join(ROOT, "node_modules/.bin"), process.env["PATH"]].join(
        delimiter,
      ),
      NODE_OPTIONS: "",
    },
  });
  return { status, stdout, stderr };
};

describe("the example of the README", () => {
  const folders = [".", ...PUBLISHED.map(({ folder }) => folder)];

  it.each(folders)(
    "of %s runs and prints what it says",
    (folder) => {
      const path = `${folder}/README.md`;
      expect(isPresent(path), `${path} exists`).toBe(true);
      const example = firstExample(readText(path), Object.keys(RUNNERS));
      expect(
        example,
        `${path} has a block in ${Object.keys(RUNNERS).join(" or ")}`,
      ).toBeDefined();
      const { language, code, output } = example!;
      const { status, stdout, stderr } = run(folder, language, code);
      expect(status, stderr).toBe(0);
      expect(stdout.trimEnd()).toBe(output ?? stdout.trimEnd());
    },
    TIME_LIMIT_MS + 1000,
  );
});

describe("firstExample", () => {
  const text =
    "# A\n```json\n{}\n```\n```ts\nf();\n```\nIt prints\n\n```text\n1\n2\n```\n";

  it("takes the first block of a language that can run, and the output that follows", () => {
    expect(firstExample(text, ["ts"])).toEqual({
      language: "ts",
      code: "f();",
      output: "1\n2",
    });
  });

  it("expects no output when another block comes first", () => {
    const other = text.replace("It prints", "```ts\ng();\n```");
    expect(firstExample(other, ["ts"])?.output).toBeUndefined();
  });

  it("finds nothing in a text without a block", () => {
    expect(firstExample("plain", ["ts"])).toBeUndefined();
  });
});
