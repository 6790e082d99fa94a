/** @file Final evaluations of made-up runs. */
import type { PlannedRun } from "../../plan/plan";
import type { FinalResult } from "../../record/record";
import { accuracies, CHANCE, metricsOf } from "./synthetic-accuracy";

/** Block passes of a made-up run that does not halt. */
export const PASSES = 12;

const intervalAround = (x: number) => ({
  lower: Math.max(0, x - 0.03),
  upper: Math.min(1, x + 0.03),
});

/** Accuracies by position; beyond the training's length near chance. */
const finalAccuracies = (
  run: PlannedRun,
  length: number,
  step: number,
): number[] =>
  accuracies(run, step, length).map((value) =>
    length > run.config.length ? CHANCE + (value - CHANCE) / 8 : value,
  );

/** The first examples have fewer characters right than the last. */
const correctCharactersOf = (
  values: readonly number[],
  count: number,
): number[] => {
  const { charAcc } = metricsOf(values);
  return Array.from({ length: count }, (_, i) =>
    Math.round(charAcc * values.length * (0.9 + 0.005 * i)),
  );
};

const perPositionOf = (
  values: readonly number[],
  count: number,
): FinalResult["perPosition"] =>
  values.map((accuracy, position) => ({
    ...{ position, count, accuracy, interval: intervalAround(accuracy) },
  }));

const perDifficultyOf = (
  values: readonly number[],
): FinalResult["perDifficulty"] => {
  const { charAcc, seqAcc } = metricsOf(values);
  const groups = [0, 1, 2, 3].map((difficulty) => ({
    difficulty,
    count: 5,
    charAcc: charAcc ** (1 + difficulty / 4),
    seqAcc: seqAcc ** (1 + difficulty / 2),
    seqInterval: intervalAround(seqAcc),
    charCount: 5 * values.length,
  }));
  return { name: "longest carry chain", groups };
};

/** The final evaluation of a made-up run at one length; `dual-ut` halts, and copies have no difficulty. */
export const syntheticEvaluation = (
  run: PlannedRun,
  length: number,
  step: number,
): FinalResult => {
  const { arch, task } = run.config;
  const { count } = run.evaluation;
  const values = finalAccuracies(run, length, step);
  const metrics = metricsOf(values);
  const halts = arch === "dual-ut";
  return {
    ...{ task, length, count, seed: 7, temperature: 0 },
    examplesHash: "0".repeat(64),
    metrics,
    intervals: {
      charAcc: intervalAround(metrics.charAcc),
      seqAcc: intervalAround(metrics.seqAcc),
    },
    correctCharacters: correctCharactersOf(values, count),
    perPosition: perPositionOf(values, count),
    ...(task !== "copy" && { perDifficulty: perDifficultyOf(values) }),
    ...(halts && { meanActSteps: 2.25 }),
    usedPasses: halts ? 4.5 : PASSES,
  };
};
