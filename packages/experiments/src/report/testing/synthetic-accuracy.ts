/** @file What made-up runs have learned: smooth formulas and a hash in place of chance. */
import type { PlannedRun } from "../../plan/plan";
import { meanOf } from "../../statistics/moments";

/** Accuracy of a character that is guessed. */
export const CHANCE = 0.1;

/** A number in [0, 1) of a text: FNV-1a. */
const hashed = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const character of text)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
};

/** To 4 significant digits. */
export const rounded = (value: number): number => Number(value.toPrecision(4));

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

/** Accuracies at all answer positions. */
export const accuracies = (
  run: PlannedRun,
  step: number,
  length: number,
): number[] =>
  Array.from({ length: answerLength(run, length) }, (_, position) =>
    accuracyAt(run, step, position),
  );

/** None of fewer than 4 positions, as an evaluation has none. */
const quarters = (values: readonly number[]): Record<string, number> =>
  Object.fromEntries(
    (values.length < 4 ? [] : [0, 1, 2, 3]).map((q) => {
      const { length } = values;
      const from = Math.floor((length * q) / 4);
      const to = Math.floor((length * (q + 1)) / 4);
      return [`posQ${q + 1}Acc`, meanOf(values.slice(from, to))];
    }),
  );

/** The metrics of such accuracies. */
export const metricsOf = (values: readonly number[]) => ({
  charAcc: meanOf(values),
  seqAcc: values.reduce((product, value) => product * value, 1),
  firstCharAcc: values[0] ?? 0,
  lastCharAcc: values.at(-1) ?? 0,
  ...quarters(values),
});
