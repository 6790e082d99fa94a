/** @file A step's line in metrics.jsonl against the same step, repeated. */
import type { StepMetrics } from "../log/metrics-line";
import { difference, type Difference } from "./difference";

/** The numbers of a step that are the same in every repetition, in the order in which it makes them. */
const NUMBERS = [
  ["learningRate", "learning rate"],
  ["loss", "loss"],
  ["gradientNorm", "gradient norm"],
  ["meanActSteps", "mean number of steps"],
] as const;

/** A line of metrics.jsonl without its times. */
export type StepNumbers = Pick<
  StepMetrics,
  "step" | (typeof NUMBERS)[number][0]
>;

/** A line may hold anything, whoever wrote it. */
const shown = (value: unknown): string =>
  typeof value === "number" ? String(value) : "no number";

/**
 * @param recorded the step's line in metrics.jsonl
 * @param repeated what the step gives now
 * @returns the first number that is another
 */
export function compareLines(
  recorded: StepNumbers | undefined,
  repeated: StepNumbers,
): Difference | undefined {
  const { step } = repeated;
  if (!recorded) return difference(step, "metrics.jsonl has no line of it");
  const found = NUMBERS.find(([key]) => recorded[key] !== repeated[key]);
  if (!found) return undefined;
  const [key, name] = found;
  const { [key]: then } = recorded;
  const { [key]: now } = repeated;
  const what = `${name} ${shown(then)} in metrics.jsonl, ${shown(now)} when repeated`;
  return difference(step, what, Math.abs(Number(then) - Number(now)));
}
