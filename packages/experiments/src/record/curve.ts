/** @file The course of a training, from its log. */
import type { EvaluationValues, MetricsLine, StepMetrics } from "@trm/train";
import type { CurvePoint } from "./record";
import { rounded } from "./rounding";

const roundedValues = (values: EvaluationValues): EvaluationValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number" ? rounded(value) : value.map(rounded),
    ]),
  );

const meanOf = (values: readonly number[]): number =>
  rounded(values.reduce((sum, value) => sum + value, 0) / values.length);

const isNumber = (value: number | undefined): value is number =>
  value !== undefined;

function pointOf(
  { step, evaluation }: { step: number; evaluation: EvaluationValues },
  steps: readonly StepMetrics[],
): CurvePoint {
  const actSteps = steps.map((line) => line.meanActSteps).filter(isNumber);
  return {
    step,
    loss: meanOf(steps.map(({ loss }) => loss)),
    gradientNorm: meanOf(steps.map(({ gradientNorm }) => gradientNorm)),
    ...(actSteps.length > 0 && { meanActSteps: meanOf(actSteps) }),
    values: roundedValues(evaluation),
  };
}

/**
 * One point per evaluation, with the means of the train steps since the evaluation before; 4 significant digits.
 *
 * @param lines of metrics.jsonl, in order
 */
export function curveOf(lines: readonly MetricsLine[]): CurvePoint[] {
  let steps: StepMetrics[] = [];
  return lines.flatMap((line) => {
    if (!("evaluation" in line)) {
      steps.push(line);
      return [];
    }
    const point = pointOf(line, steps);
    steps = [];
    return [point];
  });
}
