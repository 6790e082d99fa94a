/** @file What of a run folder must be the same in every repetition: all but times. */
import { readMetrics, runPaths, type EvaluatedModel } from "@trm/train";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const sha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

/** A metric that goes up and down with every bit of the weights, so that some step is the best. */
export const scoreOf = ({ params }: Pick<EvaluatedModel, "params">): number =>
  parseInt(sha256(new Uint8Array(params.slice().buffer)).slice(0, 6), 16);

/** Lengths of logs, which hold times, are no part of it. */
function stateOf(path: string): Record<string, unknown> {
  const state = JSON.parse(readFileSync(path, "utf8")) as object;
  return { ...state, logs: undefined };
}

/** The hashes of a checkpoint's tensors, and its state. */
function checkpointRecord(dir: string) {
  const tensors = readdirSync(dir)
    .filter((name) => name.endsWith(".safetensors"))
    .map((name) => [name, sha256(readFileSync(join(dir, name)))] as const);
  return {
    tensors: Object.fromEntries(tensors),
    state: stateOf(join(dir, "state.json")),
  };
}

/** Steps of the checkpoints of a run, rising. */
const checkpointSteps = (dir: string): number[] =>
  readdirSync(runPaths(dir).checkpoints)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

/** Every line of metrics.jsonl without its times. */
const metricsRecord = (dir: string) =>
  readMetrics(runPaths(dir).metrics).map((line) => ({
    ...line,
    ...("loss" in line && { tokensPerSecond: 0, elapsedSeconds: 0 }),
  }));

/** The newest checkpoint, the best one, and the metrics. */
export function recordOf(dir: string) {
  const { checkpoints } = runPaths(dir);
  const at = (step: number) =>
    checkpointRecord(join(checkpoints, String(step)));
  const newest = at(checkpointSteps(dir).at(-1) ?? NaN);
  const best = newest.state["best"] as { readonly step: number } | undefined;
  return {
    newest,
    best: best && at(best.step),
    metrics: metricsRecord(dir),
  };
}
