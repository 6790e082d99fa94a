/** @file A suite whose runs take a moment, and what its sweeps leave. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

/** One architecture and seeds on copy: runs of two steps at width 16. */
const tinySuite = (over: object = {}) => ({
  name: "tiny",
  title: "Copying two digits",
  question: "Does a sweep run?",
  base: {
    ...{ arch: "dense", task: "copy", length: 2, budget: 2 },
    model: { nEmbd: 16, nHead: 2, blockSize: 16, dropout: 0 },
    training: { steps: 2, batchSize: 4, schedule: "constant" },
    evaluation: { everySteps: 1, count: 4 },
  },
  axes: { arch: ["dense"] },
  seeds: [1, 2],
  evaluation: { count: 8 },
  ...over,
});

/** Writes the suite to s.json. */
export const writeSuite = (over: object = {}): void =>
  writeFileSync("s.json", JSON.stringify(tinySuite(over)));

/** Parses a JSON file. */
export const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(path, "utf8"));

/** Ids of a plan's runs, by index. */
export const idsOf = (dir: string): string[] =>
  (readJson(`${dir}/plan.json`) as { runs: { id: string }[] }).runs.map(
    ({ id }) => id,
  );

/** What a run found, but for where and how fast: equal runs agree in every byte of it. */
export function foundBy(dir: string, id: string): string {
  const record = readJson(`${dir}/runs/${id}/record.json`) as object;
  const here = { seconds: 0, environment: {}, gitCommit: undefined };
  return JSON.stringify({ ...record, ...here });
}

/** What all runs of a sweep found. */
export const foundIn = (dir: string): string[] =>
  idsOf(dir).map((id) => foundBy(dir, id));

/** Folders of runs that have been begun. */
export const begun = (dir: string): string[] =>
  existsSync(`${dir}/runs`)
    ? readdirSync(`${dir}/runs`).map((id) => `${dir}/runs/${id}`)
    : [];

/** Train steps in a run's log, in order. */
export const stepsOf = (run: string): number[] =>
  readFileSync(`${run}/metrics.jsonl`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { step: number; loss?: number })
    .filter(({ loss }) => loss !== undefined)
    .map(({ step }) => step);
