/** What the end of a sweep says. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expandSuite, parseSuite, writePlan } from "@trm/experiments";
import { expect, it } from "vitest";
import { Output } from "../output";
import { concludeSweep } from "./conclude";

const SUITE = {
  ...{ name: "s", title: "S", question: "?", seeds: [1] },
  base: { arch: "dense", task: "copy", length: 2 },
  evaluation: { count: 1 },
};

it("an interrupted sweep prints what is there as JSON, and how to go on", async () => {
  const dir = mkdtempSync(join(tmpdir(), "trm a sweep-"));
  const plan = expandSuite(parseSuite(SUITE, "s.json"));
  writePlan(dir, plan);
  const text = { out: "", err: "" };
  const output = new Output({
    stdout: { write: (its: string) => (text.out += its) },
    stderr: { write: (its: string) => (text.err += its) },
    stdin: (async function* () {})(),
    env: {},
    now: () => 0,
  });
  const nothing = { total: 1, done: 0, failed: [], held: [] };
  const outcome = { ...nothing, interrupted: true };
  await concludeSweep({ dir, plan }, outcome, true, output);
  rmSync(dir, { recursive: true });
  expect(JSON.parse(text.out)).toMatchObject({
    ...{ suite: "s", runs: 1, done: 0, interrupted: true },
    cells: [{ n: 0, planned: 1 }],
  });
  expect(text.err).toBe(
    `Interrupted with 0 of 1 runs done; go on with: trm sweep run '${dir}'\n`,
  );
  expect(output.exitCode).toBe(130);
});
