/** @file Runs a suite in this process, one run after the other. */
import type { Evaluation } from "@trm/eval";
import type { ModelConfig } from "@trm/models";
import type { TrainConfig } from "@trm/train";
import { join } from "node:path";
import { RunFailedError } from "../errors";
import { Evaluator } from "../evaluator";
import { Narrator } from "../narrator";
import type { Output } from "../output";
import { applyOverrides, type Override } from "../set-override";
import { formatPercent } from "../table";
import { formatDuration } from "../progress";
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
        checkpoint: { ...config.checkpoint, everySteps: steps },
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
  signal: AbortSignal,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const [i, run] of runs.entries()) {
    const label = `${i + 1}/${runs.length} ${run.config.arch}`;
    const result = await trainRun(run, label, output, signal);
    if (result === undefined) break;
    results.push(result);
    output.words(
      `${label}: ${formatPercent(result.charAcc)} of unseen characters, ${formatDuration(1000 * result.seconds)}`,
    );
  }
  return results;
}

async function trainRun(
  { config, dir }: PlannedRun,
  label: string,
  output: Output,
  signal: AbortSignal,
): Promise<RunResult | undefined> {
  const { train } = await import("@trm/train");
  const evaluator = new Evaluator();
  evaluator.start(config);
  const narrator = new Narrator(output, label);
  const startedAt = output.io.now();
  try {
    const { status, modelConfig, loss } = await train({
      config,
      dir,
      signal,
      onEvent: (event) => narrator.tell(event),
      evaluate: (model) => evaluator.evaluate(model),
    });
    if (status === "interrupted") return undefined;
    const { latest } = evaluator;
    if (latest === undefined || loss === undefined)
      throw new RunFailedError(`The run ${dir} ended without an evaluation.`);
    const seconds = (output.io.now() - startedAt) / 1000;
    const { steps } = config.training;
    const about = await describeModel(config, modelConfig);
    const results = { finalLoss: loss, ...resultsOf(latest), seconds };
    return { run: dir, ...about, steps, ...results };
  } finally {
    await evaluator.release();
  }
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
