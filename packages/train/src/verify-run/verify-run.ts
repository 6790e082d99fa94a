/** @file A stretch of a run, repeated and compared with what the run wrote down. Nothing is written. */
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { setImmediate as turn } from "node:timers/promises";
import type { TrainConfig } from "../config/config";
import { differences, environmentOf } from "../run/environment";
import { batchAfter } from "../step/batch-after";
import { createTrainStep } from "../step/train-step";
import { compareLines } from "./compare-lines";
import { compareStates, hashState, type StateHashes } from "./compare-states";
import type { Difference } from "./difference";
import {
  readRecorded,
  type RecordedRequest,
  type RecordedRun,
} from "./recorded-run";

/** A repetition begins. */
export interface VerifyStartEvent {
  readonly type: "start";
  /** steps of the checkpoints */
  readonly from: number;
  readonly to: number;
  /** the engine's own words */
  readonly engine: string;
}

/** A step has been repeated. */
export interface VerifyStepEvent {
  readonly type: "step";
  readonly step: number;
  /** the last step that is repeated */
  readonly to: number;
  /** whether its numbers are those in metrics.jsonl */
  readonly same: boolean;
}

/** Told apart by `type`. */
export type VerifyRunEvent =
  | VerifyStartEvent
  | VerifyStepEvent
  | { readonly type: "warning"; readonly message: string };

/** What is repeated, and who listens. */
export interface VerifyRunOptions extends RecordedRequest {
  /** runs the steps and is left open; absent, the run's own runtime decides */
  readonly engine?: Engine;
  /** what differs from the run's own runtime, such as threads; not read where there is an engine */
  readonly runtime?: Partial<TrainConfig["runtime"]>;
  /** once aborted, its reason is thrown after the step under way */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: VerifyRunEvent) => void;
}

/** What a repetition found. */
export interface VerifyRunResult {
  readonly from: number;
  readonly to: number;
  /** whether every step and every bit at the end is as it was recorded */
  readonly same: boolean;
  readonly firstDifference?: Difference;
  /** of the state at `to`, in its checkpoint and when repeated */
  readonly recorded: StateHashes;
  readonly repeated: StateHashes;
  /** what the run was computed with and is not now, in words; see run.json */
  readonly changes: readonly string[];
}

/** Says what the run was computed with and is not now. */
function environmentChanges(
  { environment }: RecordedRun["run"],
  engine: Engine,
): readonly string[] {
  if (!environment) return [];
  return differences(environment, environmentOf(engine.description));
}

/** Repeats the steps from one state to the other's. */
async function repeat(
  { run, start, end, lines }: RecordedRun,
  engine: Engine,
  { signal, onEvent }: VerifyRunOptions,
) {
  const { config, task } = run;
  const trainStep = createTrainStep(engine, config, task);
  let state = start;
  let first: Difference | undefined;
  try {
    while (state.step < end.step) {
      signal?.throwIfAborted();
      const result = await trainStep.run(state, batchAfter(run, state.step));
      state = result.state;
      const { step } = state;
      const found = compareLines(lines.get(step), { ...result, step });
      first ??= found;
      onEvent?.({ type: "step", step, to: end.step, same: !found });
      // An engine's step blocks this process: whoever wants to abort the signal gets a turn only here.
      await turn();
    }
  } finally {
    await trainStep.release();
  }
  return { state, first };
}

async function verifyOn(
  engine: Engine,
  recorded: RecordedRun,
  options: VerifyRunOptions,
): Promise<VerifyRunResult> {
  const { run, start, end } = recorded;
  const ends = { from: start.step, to: end.step };
  const { onEvent } = options;
  onEvent?.({ type: "start", ...ends, engine: engine.description });
  const changes = environmentChanges(run, engine);
  if (changes.length > 0)
    onEvent?.({
      type: "warning",
      message: `The run was not computed as it is now (${changes.join("; ")}), so its last bits may differ.`,
    });
  const { state, first } = await repeat(recorded, engine, options);
  const firstDifference = first ?? compareStates(end, state, run.modelConfig);
  return {
    ...ends,
    same: firstDifference === undefined,
    ...(firstDifference && { firstDifference }),
    recorded: hashState(end),
    repeated: hashState(state),
    changes,
  };
}

/**
 * Trains a stretch of a run once more, from one of its checkpoints to another, and compares every step's loss, gradient
 * norm, learning rate and recurrence steps with metrics.jsonl, and the state at the end bit by bit with the checkpoint.
 * Nothing is written, so that the run may be under way.
 *
 * @param dir the run folder
 * @param options which stretch, on what, and who listens
 * @returns what was compared, and the first thing that is not as it was
 * @throws {RunFolderError} when the folder is missing or not a run that was trained
 * @throws {CheckpointError} when there is no such stretch, or an end of it that was named is damaged
 */
export async function verifyRun(
  dir: string,
  options: VerifyRunOptions = {},
): Promise<VerifyRunResult> {
  const warn = (message: string): void =>
    options.onEvent?.({ type: "warning", message });
  const recorded = readRecorded(dir, options, ({ path, reason }) =>
    warn(`The checkpoint ${path} is damaged: ${reason}.`),
  );
  if (options.engine) return verifyOn(options.engine, recorded, options);
  const { runtime } = recorded.run.config;
  const engine = await createEngine({ ...runtime, ...options.runtime });
  try {
    return await verifyOn(engine, recorded, options);
  } finally {
    await engine.release();
  }
}
