/** @file Records of made-up runs: smooth formulas and a hash in place of chance. */
import { blockPasses, gradientPasses, passesPerStep } from "@trm/models";
import type { PlannedRun } from "../../plan/plan";
import type { CurvePoint, FinalResult, RunRecord } from "../../record/record";
import { syntheticModel } from "./synthetic-config";

const CHANCE = 0.1;
const POINTS = 8;
const PASSES = 12;

/** A number in [0, 1) of a text: FNV-1a. */
const hashed = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const character of text)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
};

const rounded = (value: number): number => Number(value.toPrecision(4));

/** 1 / (1 + exp(-v)) between chance and 1. */
const learned = (v: number): number =>
  CHANCE + (1 - CHANCE) / (1 + Math.exp(-v));

const answerLength = (run: PlannedRun, length: number): number =>
  length + (run.config.task === "copy" ? 0 : 1);

/** Accuracy at an answer position after some steps; architectures start to learn at different times. */
const accuracyAt = (
  run: PlannedRun,
  step: number,
  position: number,
): number => {
  const { arch, task } = run.config;
  const place = Object.entries(run.cells[0]?.labels ?? {})
    .filter(([axis]) => axis !== "task")
    .map(([, label]) => label)
    .join(" ");
  const start = 60 + 120 * hashed(place) + (task === "copy" ? 0 : 90);
  const noise = 40 * (hashed(`${run.seed} ${arch} ${task}`) - 0.5);
  if (arch === "trm" && !place.includes("full"))
    return CHANCE + 0.02 * hashed(`${run.seed}/${position}`);
  return learned((step - start - noise - 12 * position) / 20);
};

const accuracies = (run: PlannedRun, step: number, length: number): number[] =>
  Array.from({ length: answerLength(run, length) }, (_, position) =>
    accuracyAt(run, step, position),
  );

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const quarters = (values: readonly number[]): Record<string, number> =>
  Object.fromEntries(
    [0, 1, 2, 3].map((q) => {
      const { length } = values;
      const from = Math.floor((length * q) / 4);
      const to = Math.floor((length * (q + 1)) / 4);
      return [`posQ${q + 1}Acc`, mean(values.slice(from, to))];
    }),
  );

const metricsOf = (values: readonly number[]) => ({
  charAcc: mean(values),
  seqAcc: values.reduce((product, value) => product * value, 1),
  firstCharAcc: values[0] ?? 0,
  lastCharAcc: values.at(-1) ?? 0,
  ...quarters(values),
});

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
  const metrics = Object.entries(metricsOf(values));
  return {
    step,
    loss: rounded(2.4 * (1 - mean(values)) + 0.01),
    gradientNorm: rounded(1 / (1 + step / 100)),
    values: {
      ...Object.fromEntries(metrics.map(([key, x]) => [key, rounded(x)])),
      positionAcc: values.map(rounded),
      difficultyAcc: [0, 1, 2, 3].map((k) => rounded(mean(values) ** (k + 1))),
      ...probeValues(run),
    },
  };
};

const finalResult = (
  run: PlannedRun,
  length: number,
  step: number,
): FinalResult => {
  const isBeyond = length > run.config.length;
  const values = accuracies(run, step, length).map((value) =>
    isBeyond ? CHANCE + (value - CHANCE) / 8 : value,
  );
  const metrics = metricsOf(values);
  const { count } = run.evaluation;
  const around = (x: number) => ({
    lower: Math.max(0, x - 0.03),
    upper: Math.min(1, x + 0.03),
  });
  return {
    task: run.config.task,
    length,
    count,
    seed: 7,
    temperature: 0,
    examplesHash: "0".repeat(64),
    metrics,
    intervals: {
      charAcc: around(metrics.charAcc),
      seqAcc: around(metrics.seqAcc),
    },
    correctCharacters: Array.from({ length: count }, (_, i) =>
      Math.round(metrics.charAcc * values.length * (0.9 + 0.005 * i)),
    ),
    perPosition: values.map((accuracy, position) => ({
      position,
      count,
      accuracy,
      interval: around(accuracy),
    })),
    ...(run.config.task !== "copy" && {
      perDifficulty: {
        name: "longest carry chain",
        groups: [0, 1, 2, 3].map((difficulty) => ({
          difficulty,
          count: 5,
          charAcc: metrics.charAcc ** (1 + difficulty / 4),
          seqAcc: metrics.seqAcc ** (1 + difficulty / 2),
          seqInterval: around(metrics.seqAcc),
          charCount: 5 * values.length,
        })),
      },
    }),
    ...(run.config.arch === "dual-ut" && { meanActSteps: 2.25 }),
    usedPasses: run.config.arch === "dual-ut" ? 4.5 : PASSES,
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
      finalResult(run, length, ending.step),
    ),
    trainingFlops: 1e12 * passesPerStep(modelConfig) * ending.step,
    seconds: 60 + run.index,
    environment: { cpu: "made up", node: "v20.0.0", os: "made up" },
  };
};
