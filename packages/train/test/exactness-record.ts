/** @file What of a run folder must be the same in every repetition: all but times. */
import { runPaths, type EvaluatedModel } from "@trm/train";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkpointRecord, linesOf } from "./support";

/** A metric that goes up and down with every bit of the weights, so that some step is the best. */
export const scoreOf = ({ params }: Pick<EvaluatedModel, "params">): number =>
  parseInt(
    createHash("sha256")
      .update(new Uint8Array(params.slice().buffer))
      .digest("hex")
      .slice(0, 6),
    16,
  );

/** Steps of the checkpoints of a run, rising. */
const checkpointSteps = (dir: string): number[] =>
  readdirSync(runPaths(dir).checkpoints)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

/** The newest checkpoint, the best one, and the metrics. */
export function recordOf(dir: string) {
  const { checkpoints } = runPaths(dir);
  const at = (step: number) =>
    checkpointRecord(join(checkpoints, String(step))).record;
  const newest = at(checkpointSteps(dir).at(-1) ?? NaN);
  const { best } = newest.state;
  return {
    newest,
    best: best && at(best.step),
    metrics: linesOf(dir),
  };
}
