/** @file A sweep with given results, for tests of claims and comparisons. No model was trained for it. */
import { getTask } from "@trm/tasks";
import { modelConfigOf, parseTrainConfig } from "@trm/train";
import type { PlannedRun } from "../../plan/plan";
import type { CurvePoint, RunRecord } from "../../record/record";
import type { Claim } from "../../suite/schema";
import type { RunFailure } from "../../sweep/failure";
import type { Sweep } from "../../sweep/sweep";

/** One cell: its labels, and the characters right of every seed from 1 on; undefined has no record. */
export interface GivenCell {
  readonly labels: Readonly<Record<string, string>>;
  readonly accuracies: readonly (number | undefined)[];
  readonly block?: string;
  /** seeds without a record whose run has failed */
  readonly failed?: readonly number[];
  /** absent, 1 and so on */
  readonly seeds?: readonly number[];
  /** hash of the examples; absent, one for each seed */
  readonly examples?: string;
  readonly learningRate?: number;
  readonly curve?: readonly (readonly [step: number, charAcc: number])[];
}

const FAILURE: RunFailure = {
  ...{ name: "Error", message: "no such kernel", retriable: true },
  ...{ at: "2026-01-01T00:00:00.000Z", attempts: 1 },
};
const EXAMPLES = 8;
const CHARACTERS = 10;

const configOf = (cell: GivenCell, seed: number) =>
  parseTrainConfig({
    arch: cell.labels.arch ?? "dense",
    task: "copy",
    training: { seed, learningRate: cell.learningRate ?? 0.001 },
  });

const recordOf = (
  { id, config, seed }: PlannedRun,
  accuracy: number,
  { examples, curve = [] }: GivenCell,
): RunRecord => ({
  ...{ formatVersion: 1, id, config, parameters: 100, allowedPasses: 12 },
  modelConfig: modelConfigOf(config, getTask(config.task)),
  ...{ gradientPasses: 4, sequenceLength: 22, trainingFlops: 1e9, seconds: 1 },
  ending: { step: 400 },
  curve: curve.map(([step, charAcc]): CurvePoint => ({
    ...{ step, loss: 1, gradientNorm: 1, values: { charAcc } },
  })),
  evaluations: [
    {
      ...{ task: "copy", length: 10, count: EXAMPLES, seed, temperature: 0 },
      examplesHash: examples ?? `of seed ${seed}`,
      metrics: {
        ...{ charAcc: accuracy, seqAcc: accuracy ** 2 },
        ...{ firstCharAcc: accuracy, lastCharAcc: accuracy },
      },
      intervals: {
        charAcc: { lower: 0, upper: 1 },
        seqAcc: { lower: 0, upper: 1 },
      },
      correctCharacters: Array.from({ length: EXAMPLES }, () =>
        Math.round(accuracy * CHARACTERS),
      ),
      perPosition: Array.from({ length: CHARACTERS }, (_, position) => ({
        ...{ position, accuracy, count: EXAMPLES },
        interval: { lower: 0, upper: 1 },
      })),
      usedPasses: 6,
    },
  ],
  environment: {},
});

/** Makes the sweep; an id names place and accuracy, so that equal runs of two sweeps have equal ids. */
export const resultSweep = (
  cells: readonly GivenCell[],
  claims: readonly Claim[] = [],
): Sweep => {
  const records = new Map<string, RunRecord>();
  const failures = new Map<string, RunFailure>();
  const runs = cells.flatMap((cell) =>
    cell.accuracies.map((accuracy, i): PlannedRun => {
      const seed = cell.seeds?.[i] ?? i + 1;
      const { block = "main", labels } = cell;
      const run = {
        index: 0,
        id: JSON.stringify([block, labels, seed, accuracy, cell.learningRate]),
        ...{ cells: [{ block, labels }], seed, config: configOf(cell, seed) },
        evaluation: { count: EXAMPLES, lengths: [10] },
      };
      if (accuracy !== undefined)
        records.set(run.id, recordOf(run, accuracy, cell));
      else if (cell.failed?.includes(seed)) failures.set(run.id, FAILURE);
      return run;
    }),
  );
  const planned = runs.map((run, index) => ({ ...run, index }));
  return {
    plan: {
      formatVersion: 1,
      suite: {
        ...{ name: "given", title: "Given results", question: "?" },
        ...{ blocks: [{ name: "main", title: "main" }], paper: [], claims },
      },
      codeVersion: "given",
      runs: planned,
    },
    records,
    missing: planned.filter(({ id }) => !records.has(id)),
    failures,
  };
};
