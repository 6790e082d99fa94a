/** @file The metrics of an evaluation while training: one marks the best checkpoint, one may end the run. */
import type { Evaluation } from "@trm/eval";
import { ConfigError, type ModelConfig } from "@trm/models";
import type { Task } from "@trm/tasks";
import type { TrainConfig } from "@trm/train";

type Metric = keyof Evaluation["metrics"] | "meanActSteps";

/** What a metric needs to be there. */
type Need = (model: ModelConfig, answerLength: number) => boolean;

const always: Need = () => true;
/** A quarter of an answer needs four characters. */
const quarters: Need = (_, answerLength) => answerLength >= 4;

const METRICS: Readonly<Record<Metric, Need>> = {
  charAcc: always,
  seqAcc: always,
  firstCharAcc: always,
  lastCharAcc: always,
  posQ1Acc: quarters,
  posQ2Acc: quarters,
  posQ3Acc: quarters,
  posQ4Acc: quarters,
  meanActSteps: ({ halting }) => halting !== "none",
};

/**
 * Refuses a best checkpoint, or an early stop, by a metric that no evaluation of the run has.
 *
 * @param config the run
 * @param model the model that it makes
 * @param task what is learned
 * @throws {ConfigError} naming those that it has
 */
export function checkMetrics(
  { checkpoint, earlyStop, length }: TrainConfig,
  model: ModelConfig,
  task: Task,
): void {
  const answerLength = task.answerLength(length);
  const names = Object.entries(METRICS)
    .filter(([, isThere]) => isThere(model, answerLength))
    .map(([name]) => name);
  const asked = {
    "checkpoint.best": checkpoint.best,
    ...(earlyStop && { "earlyStop.metric": earlyStop.metric }),
  };
  for (const [key, metric] of Object.entries(asked))
    if (!names.includes(metric))
      throw new ConfigError(
        `Configuration key "${key}" is ${JSON.stringify(metric.slice(0, 80))}, but the evaluations of this run measure ${names.join(", ")}; choose one of them.`,
        { keys: [key] },
      );
}
