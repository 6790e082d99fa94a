/** @file A thousand inputs of strangers who mean harm, in one process. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watchAllocations } from "../fuzz/allocations.ts";
import { MARK, writePlainFiles } from "./outside.ts";
import type { HostileReport } from "./run-hostile.ts";

const COUNT = 1000;
/** Thousands of folders are made and removed, which takes a disk twice as long. */
const MEMORY = "/dev/shm";

let report: HostileReport;
let root: string;

const weightsOf = async (outside: string): Promise<Set<number>> => {
  const { loadRun } = await import("@trm/train");
  const { readModelFolder } = await import("@trm/export");
  const all = [
    loadRun(join(outside, "run")).params,
    readModelFolder(join(outside, "model")).params,
  ];
  // Zeros and ones are in every model.
  return new Set(all.flatMap((params) => [...params].filter((one) => one % 1)));
};

// Links and pipes are made, which Windows allows to nobody.
describe.skipIf(process.platform === "win32")("in one process", () => {
  beforeAll(async () => {
    root = mkdtempSync(
      join(existsSync(MEMORY) ? MEMORY : tmpdir(), "trm-hostile-"),
    );
    const [good, outside, cell] = ["good", "outside", "cell"].map((name) =>
      join(root, name),
    ) as [string, string, string];
    // The readers are loaded after this, so that they hold no constructor of before.
    const watch = watchAllocations();
    try {
      const { writeGoodFolders } = await import("./good-folders.ts");
      await writeGoodFolders(good, 1);
      await writeGoodFolders(outside, MARK);
      writePlainFiles(outside);
      const foreign = await weightsOf(outside);
      const { runHostile } = await import("./run-hostile.ts");
      const ground = { good, outside };
      report = await runHostile({ watch, ground, foreign, cell }, COUNT);
    } finally {
      watch.stop();
    }
  }, 300_000);

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("a thousand hostile inputs can do no more than fail, in one sentence", () => {
    console.log(
      `${report.unusable} of ${COUNT} inputs in ${report.classes.size} classes, and ${report.refused} of ${report.calls} readings of them, were refused; ` +
        `the slowest, ${report.slowest.call}, took ${Math.round(report.slowest.ms)} ms`,
    );
    expect(report.failures).toEqual([]);
  });

  it("most of them are refused, and some do no harm", () => {
    expect(report.unusable).toBeGreaterThan(0.6 * COUNT);
    expect(report.unusable).toBeLessThan(COUNT);
  });
});
