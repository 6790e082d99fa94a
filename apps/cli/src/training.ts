/** @file One training run as the user sees it, from the request to the last words. */
import { EXIT } from "./errors";
import { withInterrupt } from "./interrupt";
import type { Output } from "./output";
import { formatPercent } from "./table";
import type { TrainerResult, TrainingRequest } from "./training/messages";
import { supervise } from "./training/supervisor";

/** What to train, and how its end is told. */
export interface TrainingOptions extends Omit<TrainingRequest, "init"> {
  /** Weights that a new run starts from, named by their folder; absent, its seed makes them. */
  readonly init?: { readonly path: string };
  /** Print a JSON summary instead of the run's folder. */
  readonly json: boolean;
}

/**
 * Trains or resumes a run and says how it went; the exit code is 130 after an interruption.
 * @throws what `train` throws: before anything is written for input that cannot be used
 */
export async function runTraining(
  output: Output,
  { json, init, ...options }: TrainingOptions,
): Promise<void> {
  const request = { ...options, init: init?.path };
  const result = await withInterrupt(
    () => output.words("Stopping after this step; once more ends at once."),
    (interrupt) => supervise(output, { request, interrupt }),
  );
  conclude(output, request.dir, result);
  const { status, step, loss, evaluation, stoppedEarly } = result;
  if (json)
    output.json({
      ...{ run: request.dir, status, step, loss, evaluation, stoppedEarly },
    });
  else output.data(`${request.dir}\n`);
}

function conclude(
  output: Output,
  dir: string,
  { status, step, loss, evaluation }: TrainerResult,
): void {
  if (status === "interrupted") {
    output.words(
      `Interrupted after step ${step} with a checkpoint; go on with: trm resume ${dir}`,
    );
    output.exitCode = EXIT.interrupted;
    return;
  }
  const charAcc = evaluation?.["charAcc"];
  const facts = [
    loss === undefined ? "" : `, loss ${loss.toFixed(4)}`,
    typeof charAcc === "number"
      ? `, ${formatPercent(charAcc)} of unseen characters`
      : "",
  ];
  output.words(`Done after step ${step}${facts.join("")}.`);
}
