/** @file `trm report`: the page of a collected sweep, and two sweeps compared. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trm, type Result } from "./harness";
import { writeSuite } from "./tiny-suite";

const scratch = mkdtempSync(join(tmpdir(), "trm-cli-report-"));
const before = process.cwd();

/** Does a sweep of two seeds, and collects it. */
async function collectSweep(name: string, ...set: string[]): Promise<void> {
  const flags = ["--out", `runs-${name}`, "--jobs", "1", ...set];
  expect((await trm(["sweep", "run", "s.json", ...flags])).exitCode).toBe(0);
  await trm(["sweep", "collect", `runs-${name}`, "--out", name]);
}

beforeAll(async () => {
  process.chdir(scratch);
  writeSuite();
  await collectSweep("a", "--set", "training.learningRate=0.001");
  await collectSweep("b", "--set", "training.learningRate=0.01");
});
afterAll(() => {
  process.chdir(before);
  rmSync(scratch, { recursive: true });
});

const report = (...args: readonly string[]): Promise<Result> =>
  trm(["report", ...args]);

describe("trm report", () => {
  it("writes page, figures and tables, and replaces them", async () => {
    const first = await report("a", "--out", "r");
    expect(first).toMatchObject({ exitCode: 0, stdout: "r/index.html\n" });
    expect(first.stderr).toMatch(/^2 runs done: \d+ figures, \d+ tables\.\n$/);
    const page = readFileSync("r/index.html", "utf8");
    expect(page).toContain("Copying two digits");
    const [figures, tables] = [
      readdirSync("r/figures"),
      readdirSync("r/tables"),
    ];
    expect(figures).toContain("tiny.learning-curves.svg");
    expect(figures).toContain("tiny.learning-curves.png");
    expect(tables).toContain("tiny.main.csv");
    expect(readFileSync("r/tables/tiny.main.md", "utf8")).toContain("| ---: |");
    expect(await report("a", "--out", "r")).toEqual(first);
    expect(readFileSync("r/index.html", "utf8")).toBe(page);
  });

  it("says how many runs are missing, and how many of those failed", async () => {
    cpSync("a", "broken", { recursive: true });
    const [lost = ""] = readdirSync("broken/records");
    rmSync(join("broken/records", lost));
    const without = await report("broken", "--out", "broken-r");
    expect(without.stderr).toMatch(/^1 run done, 1 not yet done: /);
    mkdirSync("broken/failures");
    const failure = { message: "Out of memory.", name: "Error", attempts: 1 };
    writeFileSync(
      join("broken/failures", lost),
      JSON.stringify({ ...failure, retriable: true, at: "2026-01-01" }),
    );
    const { stderr } = await report("broken", "--out", "broken-r");
    expect(stderr).toMatch(/^1 run done, 1 failed: /);
  });

  it("says in JSON where the page is and what it has", async () => {
    const { exitCode, stdout } = await report("a", "--out", "j", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ page: "j/index.html", sweeps: ["tiny"], runs: 2, missing: 0 },
      figures: readdirSync("j/figures").length / 2,
      tables: readdirSync("j/tables").length / 2,
    });
  });

  it("leaves a folder alone that is no report", async () => {
    mkdirSync("taken");
    writeFileSync("taken/index.html", "mine");
    const { exitCode, stdout, stderr } = await report("a", "--out", "taken");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^trm: taken is there already[^\n]+\.\n$/);
    expect(readdirSync("taken")).toEqual(["index.html"]);
    expect(readFileSync("taken/index.html", "utf8")).toBe("mine");
  });

  it.each([
    [["absent"], "There is no folder absent"],
    [["taken"], "holds no sweep"],
    [["a", "b"], "give --compare to compare two"],
    [["a", "--out", ""], "--out expects a path"],
    [["a", "--compare"], "expects two folders of sweeps, but received 1"],
    [["a", "absent", "--compare"], "absent"],
  ])("%j is refused in a sentence", async (args, words) => {
    mkdirSync("taken", { recursive: true });
    const { exitCode, stdout, stderr } = await report(...args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^trm: [^\n]+\.\n$/);
    expect(stderr).toContain(words);
    expect(existsSync("report")).toBe(false);
  });
});

describe("trm report --compare", () => {
  const CHANGE = "training.learningRate is 0.001 in A and 0.01 in B";

  it("says what differs as text, and as Markdown in a file", async () => {
    const { exitCode, stdout, stderr } = await report(
      ...["a", "b", "--compare", "--out", "c.md"],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^cell +metric +A: tiny +B: tiny +B - A +after Holm/,
    );
    expect(stdout).toMatch(/^Beyond the noise of the seeds: \d of \d tested/m);
    expect(stdout).toContain(CHANGE);
    expect(stderr).toBe("Comparison: c.md\n");
    const markdown = readFileSync("c.md", "utf8");
    expect(markdown).toMatch(/^\| cell \| metric \| A: tiny \|/);
    expect(markdown).toMatch(/^- Beyond the noise/m);
  });

  it("says it in JSON", async () => {
    const { exitCode, stdout } = await report("a", "b", "--compare", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ a: { name: "tiny" }, onlyA: [], onlyB: [] },
      cells: [
        {
          labels: { arch: "dense" },
          changes: [{ key: "training.learningRate", a: 0.001, b: 0.01 }],
        },
      ],
    });
  });
});
