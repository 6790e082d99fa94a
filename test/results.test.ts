/** @file The committed report is what the committed records give, byte for byte. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeReport } from "@trm/experiments/report";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT } from "./support/workspace.ts";

const RESULTS = join(ROOT, "results");
const REPORT = join(RESULTS, "report");

const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();

describe("results/report", () => {
  const folder = mkdtempSync(join(tmpdir(), "trm-results-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is rebuilt from the records with the same bytes", () => {
    const rebuilt = join(folder, "report");
    writeReport(RESULTS, rebuilt);
    expect(filesOf(rebuilt)).toEqual(filesOf(REPORT));
    const differ = filesOf(rebuilt).filter(
      (name) =>
        !readFileSync(join(rebuilt, name)).equals(
          readFileSync(join(REPORT, name)),
        ),
    );
    expect(differ).toEqual([]);
  }, 300_000);

  it.each(["docs/findings.md", "README.md"])(
    "holds all that %s shows",
    (page) => {
      const text = readFileSync(join(ROOT, page), "utf8");
      const named = [...text.matchAll(/\(\S*results\/report\/([\w./-]+)/g)].map(
        ([, name = ""]) => name,
      );
      const there = new Set(filesOf(REPORT));
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((name) => !there.has(name))).toEqual([]);
    },
  );
});
