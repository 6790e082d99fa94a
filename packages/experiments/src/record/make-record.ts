/** @file What a run found, put together once its training has ended. */
import {
  blockPasses,
  countParameters,
  gradientPasses,
  passesPerStep,
  trainingFlops,
  type ModelConfig,
} from "@trm/models";
import { readJsonInside, type FileSystem } from "@trm/storage";
import { getTask, sequenceLength } from "@trm/tasks";
import {
  readMetrics,
  runPaths,
  type EvaluatedModel,
  type MetricsLine,
  type StepMetrics,
} from "@trm/train";
import type { Evaluation } from "@trm/eval";
import type { PlannedRun } from "../plan/plan";
import type { Evaluator } from "../run/evaluator";
import { isRecord, valueAt } from "@trm/train/raw-config";
import { curveOf } from "./curve";
import type { FinalResult, RunEnding, RunRecord } from "./record";
import { roundedParts } from "./rounding";
import { trainedPasses } from "./trained-passes";

/** A run whose training has ended. */
export interface EndedRun {
  readonly run: PlannedRun;
  /** the run folder */
  readonly folder: string;
  readonly files: FileSystem;
  readonly model: EvaluatedModel;
  readonly ending: RunEnding;
  /** started with the run's configuration */
  readonly evaluator: Evaluator;
  /** breaks it off */
  readonly signal?: AbortSignal;
}

const withUsedPasses = (
  evaluation: Evaluation,
  model: ModelConfig,
): FinalResult => {
  const { meanActSteps } = evaluation;
  const usedPasses =
    meanActSteps === undefined
      ? blockPasses(model)
      : meanActSteps * passesPerStep(model);
  return { ...roundedParts(evaluation), usedPasses };
};

async function finalResults(ended: EndedRun): Promise<FinalResult[]> {
  const { run, model, evaluator, signal } = ended;
  const { count, lengths } = run.evaluation;
  const results: FinalResult[] = [];
  for (const length of lengths) {
    const found = await evaluator.ask(model, { length, count, signal });
    results.push(withUsedPasses(found, model.config));
  }
  return results;
}

const isStep = (line: MetricsLine): line is StepMetrics => "loss" in line;

function flopsOf(
  { run: { config }, model, ending }: EndedRun,
  steps: readonly StepMetrics[],
): number {
  const passes = trainedPasses(model.config, steps);
  return trainingFlops(model.config, {
    sequenceLength: sequenceLengthOf(config),
    batchSize: config.training.batchSize,
    steps: ending.step,
    ...(passes !== undefined && { passes }),
  });
}

const sequenceLengthOf = ({ task, length }: PlannedRun["config"]): number =>
  sequenceLength(getTask(task), length);

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number"
    ? String(value)
    : "unknown";

/** Where the run was begun, as its run.json says. */
function originOf({ files, folder }: EndedRun) {
  const written = readJsonInside(files, folder, "run.json");
  const versions = valueAt(written, ["versions"]);
  const hardware = valueAt(written, ["hardware"]);
  const { gitCommit } = written;
  const entries = Object.entries(isRecord(versions) ? versions : {});
  return {
    environment: {
      cpu: text(valueAt(hardware, ["cpu"])),
      os: text(valueAt(hardware, ["platform"])),
      engine: text(valueAt(hardware, ["engine"])),
      ...Object.fromEntries(entries.map(([name, v]) => [name, text(v)])),
    },
    ...(typeof gitCommit === "string" && { gitCommit }),
  };
}

/**
 * Evaluates the final weights at every length that is asked, and reads the training's course from its log.
 *
 * @returns a record in which nothing but seconds, environment and gitCommit differs between equal runs
 * @throws the signal's reason
 */
export async function makeRecord(ended: EndedRun): Promise<RunRecord> {
  const { run, folder, files, model, ending } = ended;
  const { id, config } = run;
  const lines = readMetrics(runPaths(folder).metrics, files);
  const evaluations = await finalResults(ended);
  const steps = lines.filter(isStep);
  return {
    formatVersion: 1,
    ...{ id, config, modelConfig: model.config },
    parameters: countParameters(model.config),
    allowedPasses: blockPasses(model.config),
    gradientPasses: gradientPasses(model.config),
    sequenceLength: sequenceLengthOf(config),
    ...{ ending, curve: curveOf(lines), evaluations },
    trainingFlops: flopsOf(ended, steps),
    seconds: steps.at(-1)?.elapsedSeconds ?? 0,
    ...originOf(ended),
  };
}
