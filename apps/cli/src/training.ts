/** @file One training run as the user sees it: progress, evaluations, Ctrl-C, the last words. */
import type { TrainConfig } from "@trm/train";
import { EXIT } from "./errors";
import { Evaluator } from "./evaluator";
import { withInterrupt } from "./interrupt";
import { Narrator } from "./narrator";
import type { Output } from "./output";
import { probeEngine } from "./probe";
import { quietTfjs } from "./quiet-tfjs";
import { formatPercent } from "./table";

/** What to train, and where the run lies. */
export interface TrainingOptions {
  /** Of a new run; absent, the run in the folder goes on from its newest checkpoint. */
  readonly config?: TrainConfig;
  readonly dir: string;
  /** Print a JSON summary instead of the run's folder. */
  readonly json: boolean;
}

/** What a run's end is told as, with `--json`. */
interface Summary {
  readonly run: string;
  readonly status: "completed" | "interrupted";
  readonly step: number;
  readonly loss?: number;
  readonly evaluation?: Readonly<Record<string, number>>;
}

/** Proves, before anything is written, that an engine other than the default one works here. */
export async function checkEngine({
  runtime,
}: Pick<TrainConfig, "runtime">): Promise<void> {
  const isDefault =
    runtime.engine === "onnxruntime" && runtime.device === "cpu";
  if (!isDefault) await probeEngine(runtime);
}

/**
 * Trains or resumes a run and says how it went; the exit code is 130 after an interruption.
 * @throws what `train` throws: before anything is written for input that cannot be used
 */
export async function runTraining(
  output: Output,
  { config, dir, json }: TrainingOptions,
): Promise<void> {
  const { train } = await import("@trm/train");
  await quietTfjs();
  if (config !== undefined) await checkEngine(config);
  const evaluator = new Evaluator();
  const narrator = new Narrator(output);
  try {
    const { status, step, loss, evaluation } = await withInterrupt(
      () => output.words("Stopping after this step; once more ends at once."),
      (signal) =>
        train({
          config,
          dir,
          resume: config === undefined,
          signal,
          onEvent: (event) => {
            if (event.type === "start") evaluator.start(event.config);
            narrator.tell(event);
          },
          evaluate: (model) => evaluator.evaluate(model),
        }),
    );
    conclude(output, { run: dir, status, step, loss, evaluation }, json);
  } finally {
    output.clearLive();
    await evaluator.release();
  }
}

function conclude(output: Output, summary: Summary, json: boolean): void {
  const { run, status, step, loss, evaluation } = summary;
  if (status === "interrupted") {
    output.words(
      `Interrupted after step ${step} with a checkpoint; go on with: trm resume ${run}`,
    );
    output.exitCode = EXIT.interrupted;
  } else {
    const facts = [
      loss === undefined ? "" : `, loss ${loss.toFixed(4)}`,
      evaluation === undefined
        ? ""
        : `, ${formatPercent(evaluation["charAcc"] ?? NaN)} of unseen characters`,
    ];
    output.words(`Done after step ${step}${facts.join("")}.`);
  }
  if (json) output.json(summary);
  else output.data(`${run}\n`);
}
