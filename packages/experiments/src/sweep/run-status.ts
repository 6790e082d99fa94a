/** @file What a run of a sweep is doing, seen from its folder. */
import { nodeFileSystem, readJsonInside, type FileSystem } from "@trm/storage";
import { describeRunState, type RunState } from "@trm/train";
import { basename } from "node:path";
import type { PlannedRun } from "../plan/plan";
import { readFailure, type RunFailure } from "./failure";
import { isConcluded, sweepRunPaths } from "./sweep-folder";

/** A run of a sweep as it is now. */
export interface RunStatus {
  /**
   * `done`: its record stands; `running`: somebody computes it; `failed`: see `failure`; `interrupted`: it goes on from
   * `step`; `waiting`: nobody has begun
   */
  readonly status: "done" | "failed" | "running" | "interrupted" | "waiting";
  /** train steps done */
  readonly step: number;
  /** train steps of the whole run */
  readonly steps: number;
  readonly failure?: RunFailure;
}

/** How the look is taken. */
export interface StatusOptions {
  /** time after which a holder on another machine that gives no sign of life is taken for gone, ms; absent, never */
  readonly leaseMs?: number;
  /** where the sweep is; absent, this machine's */
  readonly files?: FileSystem;
}

const isHeld = ({ holder }: RunState, leaseMs = Infinity): boolean =>
  holder !== undefined &&
  (holder.alive === "yes" || Date.now() - holder.touchedMs <= leaseMs);

/** Train steps of a run that is done, as it says itself: one that was reused has neither checkpoints nor logs. */
function doneStep(
  files: FileSystem,
  { folder, done }: ReturnType<typeof sweepRunPaths>,
): number | undefined {
  try {
    const { step } = readJsonInside(files, folder, basename(done));
    return typeof step === "number" ? step : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Looks at a run of a sweep; no weights are read, and nothing is changed.
 *
 * @param dir the sweep folder
 */
export function runStatus(
  dir: string,
  run: PlannedRun,
  { leaseMs, files = nodeFileSystem }: StatusOptions = {},
): RunStatus {
  const { steps } = run.config.training;
  const paths = sweepRunPaths(dir, run);
  if (files.status(paths.folder) === undefined)
    return { status: "waiting", step: 0, steps };
  const state = describeRunState(paths.folder, files);
  const at = { step: state.step, steps };
  if (isConcluded(files, dir, run))
    return { status: "done", steps, step: doneStep(files, paths) ?? at.step };
  if (isHeld(state, leaseMs)) return { status: "running", ...at };
  const failure = readFailure(dir, run, files);
  if (failure) return { status: "failed", ...at, failure };
  const begun = files.status(paths.record) !== undefined;
  return { status: begun ? "interrupted" : "waiting", ...at };
}
