/** @file Runs a suite, one run after the other. */
import type { Evaluation } from "@trm/eval";
import type { ModelConfig } from "@trm/models";
import type { TrainConfig } from "@trm/train";
import { join } from "node:path";
import { RunFailedError } from "../errors";
import type { Interrupt } from "../interrupt";
import type { Output } from "../output";
import { applyOverrides, type Override } from "../set-override";
import { formatPercent } from "../table";
import { formatDuration } from "../progress-line";
import { supervise } from "../training/supervisor";
import type { Outcome } from "./claim";
import { suiteRuns, type Suite } from "./suite";

/** One run of a suite, done. */
export interface RunResult extends Outcome {
  /** Folder of the run. */
  readonly run: string;
  readonly parameters: number;
  /** Block passes of one forward. */
  readonly blockPasses: number;
  readonly steps: number;
  /** Training loss of the last step, nats. */
  readonly finalLoss: number;
  /** Mean recurrence steps used before halting; absent for an architecture without halting. */
  readonly meanActSteps?: number;
  /** Fraction of whole answers that are right. */
  readonly seqAcc: number;
  /** 95 % intervals. */
  readonly intervals: Evaluation["intervals"];
  /** SHA-256 of the evaluation's examples. */
  readonly examplesHash: string;
  /** Wall time of training and evaluation, s. */
  readonly seconds: number;
}

/** One run of a suite, validated. */
export interface PlannedRun {
  readonly config: TrainConfig;
  readonly dir: string;
}

/**
 * Validates every run of a suite before the first is started.
 * @param out the folder of the suite's runs
 * @throws {ConfigError} for the first run that cannot be
 */
export async function planSuite(
  suite: Suite,
  overrides: readonly Override[],
  out: string,
): Promise<PlannedRun[]> {
  const { parseTrainConfig } = await import("@trm/train");
  return suiteRuns(suite).map(({ raw }) => {
    const config = parseTrainConfig(applyOverrides(raw, overrides));
    const { steps, seed } = config.training;
    return {
      config: {
        ...config,
        evaluation: { everySteps: steps, count: suite.evaluation.count },
        checkpoint: {
          ...config.checkpoint,
          everySteps: steps,
          keepEverySteps: undefined,
        },
      },
      dir: join(out, "runs", `${config.arch}-${seed}`),
    };
  });
}

/**
 * Trains the runs in order.
 * @returns the results; fewer than the runs when the signal came
 */
export async function runSuite(
  runs: readonly PlannedRun[],
  output: Output,
  interrupt: Interrupt,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const [i, run] of runs.entries()) {
    const label = `${i + 1}/${runs.length} ${run.config.arch}`;
    const result = await trainRun(run, label, output, interrupt);
    if (result === undefined) break;
    results.push(result);
    output.words(
      `${label}: ${formatPercent(result.charAcc)} of unseen characters, ${formatDuration(1000 * result.seconds)}`,
    );
  }
  return results;
}

async function trainRun(
  request: PlannedRun,
  label: string,
  output: Output,
  interrupt: Interrupt,
): Promise<RunResult | undefined> {
  const { config, dir } = request;
  const { status, loss, latest, modelConfig, seconds } = await supervise(
    output,
    { request, label, interrupt },
  );
  if (status === "interrupted") return undefined;
  if (latest === undefined || loss === undefined)
    throw new RunFailedError(`The run ${dir} ended without an evaluation.`);
  const about = await describeModel(config, modelConfig);
  const { steps } = config.training;
  const results = { finalLoss: loss, ...resultsOf(latest), seconds };
  return { run: dir, ...about, steps, ...results };
}

async function describeModel({ training }: TrainConfig, config: ModelConfig) {
  const models = await import("@trm/models");
  return {
    arch: config.arch,
    title: models.ARCHITECTURES[config.arch].title,
    seed: training.seed,
    parameters: models.countParameters(config),
    blockPasses: models.blockPasses(config),
  };
}

function resultsOf({
  metrics,
  intervals,
  meanActSteps,
  examplesHash,
}: Evaluation) {
  const { charAcc, seqAcc } = metrics;
  return { charAcc, seqAcc, intervals, meanActSteps, examplesHash };
}
