/** @file The curves of a run, from its metrics. */
import { nodeFileSystem, type FileSystem } from "@trm/storage";
import { linesOf } from "../log/log-lines";
import { parseMetricsLine, type MetricsLine } from "../log/metrics-line";
import { numbersIn } from "../log/evaluation-values";
import { METRICS } from "../log/metrics-log";
import { scalarsOf } from "../log/tensorboard-log";
import { join } from "node:path";
import { CurveBins, type CurvePoint } from "./curve-bins";

/** Curves by the tags that they have in the event files, such as `train/loss` and `eval/charAcc`. */
export type RunCurves = ReadonlyMap<string, readonly CurvePoint[]>;

/** How curves are read. */
export interface CurvesRequest {
  /** most points of a curve; 512 when absent */
  readonly mostPoints?: number;
  /** where the folder is; absent, this machine's */
  readonly files?: FileSystem;
}

/** Far more than any evaluation has; further ones are left out. */
const MOST_CURVES = 64;

/** A row is no curve; there may be hundreds of numbers in it. */
const withoutRows = (line: MetricsLine): MetricsLine =>
  "evaluation" in line
    ? { ...line, evaluation: numbersIn(line.evaluation) }
    : line;

/**
 * Reads a run's curves; memory does not grow with the run. Values that are no finite numbers are left out, and rows of
 * numbers, which {@link readMetrics} gives.
 *
 * @param dir the run folder; one without metrics has no curves
 * @throws {StorageError} when metrics.jsonl cannot be read
 */
export function readCurves(
  dir: string,
  { mostPoints = 512, files = nodeFileSystem }: CurvesRequest = {},
): RunCurves {
  const curves = new Map<string, CurveBins>();
  for (const { text } of linesOf(files, join(dir, METRICS))) {
    const line = parseMetricsLine(text);
    if (!line) continue;
    for (const [tag, value] of Object.entries(scalarsOf(withoutRows(line)))) {
      if (!Number.isFinite(value)) continue;
      if (!curves.has(tag) && curves.size < MOST_CURVES)
        curves.set(tag, new CurveBins(mostPoints));
      curves.get(tag)?.add(line.step, value);
    }
  }
  return new Map([...curves].map(([tag, bins]) => [tag, bins.points()]));
}
