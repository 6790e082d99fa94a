/** @file Sweeps as the user sees them; the runs are computed in the process of the tests. */
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { trm, useScratch, type Result } from "./harness";
import { tinySuite } from "./tiny-suite";

useScratch();

const sweep = (...args: readonly string[]): Promise<Result> =>
  trm(["sweep", ...args]);

/** Runs the tiny suite in o. */
async function runTiny(over: object = {}, ...args: string[]): Promise<Result> {
  writeFileSync("s.json", JSON.stringify(tinySuite(over)));
  return sweep("run", "s.json", "--out", "o", "--jobs", "2", ...args);
}

describe("trm sweep run", () => {
  it("does every run, prints a table per block, and says where all lies", async () => {
    const { exitCode, stdout, stderr } = await runTiny();
    expect(stderr).toMatch(/^4\/4 done {2}ut, seed 2: \d+\.\d % of unseen/m);
    expect(stdout).toMatch(/^ut +2\/2 .*\d$/m);
    expect(stdout).toMatch(/^dense +2\/2 .*\d$/m);
    expect(stderr).toContain("Results: o\n");
    expect(exitCode).toBe(0);
  });
});
