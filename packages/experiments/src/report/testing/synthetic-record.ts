/** @file Records of made-up runs. */
import { blockPasses, gradientPasses, passesPerStep } from "@trm/models";
import type { PlannedRun } from "../../plan/plan";
import type { CurvePoint, RunRecord } from "../../record/record";
import { accuracies, metricsOf, rounded } from "./synthetic-accuracy";
import { syntheticModel } from "./synthetic-config";
import { PASSES, syntheticEvaluation } from "./synthetic-evaluation";

const POINTS = 8;

const series = (from: number, factor: number): number[] =>
  Array.from({ length: PASSES }, (_, pass) => rounded(from * factor ** pass));

const probeValues = (run: PlannedRun) => {
  const growth = run.config.arch === "trm" ? 1.9 : 1.1;
  return {
    embeddingNorm: 0.4,
    inputNorms: series(0.5, growth),
    outputNorms: series(0.6, growth),
    updateNorms: series(0.3, growth),
    gradientNorms: series(1e-3, 1.2).map((norm, pass) =>
      run.config.arch === "trm" && pass < PASSES - 3 ? 0 : norm,
    ),
  };
};

const curvePoint = (run: PlannedRun, step: number): CurvePoint => {
  const values = accuracies(run, step, run.config.length);
  const metrics = metricsOf(values);
  const { charAcc } = metrics;
  return {
    step,
    loss: rounded(2.4 * (1 - charAcc) + 0.01),
    gradientNorm: rounded(1 / (1 + step / 100)),
    values: {
      ...Object.fromEntries(
        Object.entries(metrics).map(([key, x]) => [key, rounded(x)]),
      ),
      positionAcc: values.map(rounded),
      difficultyAcc: [0, 1, 2, 3].map((k) => rounded(charAcc ** (k + 1))),
      ...probeValues(run),
    },
  };
};

const endingOf = ({ config }: PlannedRun): RunRecord["ending"] =>
  config.arch === "dense" && config.task === "copy"
    ? {
        step: 350,
        stoppedEarly: { metric: "charAcc", threshold: 0.99, since: 300 },
      }
    : { step: config.training.steps };

/** The record of one made-up run. */
export const syntheticRecord = (run: PlannedRun): RunRecord => {
  const { arch, task } = run.config;
  const modelConfig = syntheticModel({ arch, task, seed: run.seed });
  const ending = endingOf(run);
  const { everySteps } = run.config.evaluation;
  const steps = Array.from({ length: POINTS }, (_, i) => (i + 1) * everySteps);
  return {
    formatVersion: 1,
    id: run.id,
    config: run.config,
    modelConfig,
    parameters: arch === "dense" ? 600_000 : 60_000,
    allowedPasses: blockPasses(modelConfig),
    gradientPasses: gradientPasses(modelConfig),
    sequenceLength: 2 * run.config.length + 2,
    ending,
    curve: steps
      .filter((step) => step <= ending.step)
      .map((step) => curvePoint(run, step)),
    evaluations: run.evaluation.lengths.map((length) =>
      syntheticEvaluation(run, length, ending.step),
    ),
    trainingFlops: 1e12 * passesPerStep(modelConfig) * ending.step,
    seconds: 60 + run.index,
    environment: { cpu: "made up", node: "v20.0.0", os: "made up" },
  };
};
