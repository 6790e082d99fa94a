/** @file Every run of the plan: what it was, how it ended, what it found, and what repeats it. */
import { isAccuracy } from "../../claims/metric";
import { metricWords } from "../../claims/words";
import type { PlannedRun } from "../../plan/plan";
import type { RunRecord } from "../../record/record";
import type { RunFailure } from "../../sweep/failure";
import { missingCounts, missingWords } from "../../sweep/missing-words";
import { finalOf, metricOf } from "../figures/data/final";
import { percent, whole } from "../figures/format";
import type { SweepView } from "../sweep-view";
import type { Cell, Column, Row, TableKind } from "../table";
import { configDifferences } from "./config-differences";
import { numberCell } from "./number-cell";

/** People read percent, programs the fraction. */
const shareColumn = (title: string): Column => ({
  title,
  unit: "%",
  numeric: true,
  csv: [title],
});

const COLUMNS: readonly Column[] = [
  { title: "run" },
  { title: "block" },
  { title: "seed", numeric: true },
  { title: "what differs", wide: true },
  shareColumn("characters right"),
  shareColumn("sequences right"),
  { title: "ended", wide: true },
  { title: "time", unit: "s", numeric: true },
  { title: "index", numeric: true },
];

const percentCell = (record: RunRecord | undefined, metric: string): Cell =>
  numberCell(record && metricOf(finalOf(record), metric), percent);

const percentOrNumber = (metric: string, threshold: number): string =>
  isAccuracy(metric) ? `${100 * threshold} %` : String(threshold);

const endingWords = (
  record: RunRecord | undefined,
  run: PlannedRun,
  failure: RunFailure | undefined,
): string => {
  if (failure) return `failed: ${failure.message}`;
  if (!record) return "not yet done";
  const { step, stoppedEarly } = record.ending;
  if (!stoppedEarly) return `after ${whole(step)} steps`;
  const { metric, threshold, since } = stoppedEarly;
  return `early, at ${whole(step)} of ${whole(run.config.training.steps)} steps: ${metricWords(metric)} ≥ ${percentOrNumber(metric, threshold)} since ${whole(since)}`;
};

const blocksOf = ({ cells }: PlannedRun): string[] => [
  ...new Set(cells.map(({ block }) => block)),
];

/** Each run with what tells it from the others. */
const told = (
  runs: readonly PlannedRun[],
): (readonly [PlannedRun, string])[] => {
  const words = configDifferences(runs);
  return runs.map((run, i) => [run, words[i] ?? ""] as const);
};

/** What tells a run from those of its first block, for people, and from all, for programs. */
const differencesOf = (runs: readonly PlannedRun[]): Map<PlannedRun, Cell> => {
  const blocks = [...new Set(runs.flatMap(blocksOf))];
  const inBlock = new Map(
    blocks.map((block) => [
      block,
      new Map(told(runs.filter((run) => blocksOf(run).includes(block)))),
    ]),
  );
  return new Map(
    told(runs).map(([run, value]) => {
      const text = inBlock.get(blocksOf(run)[0] ?? "")?.get(run) ?? "";
      return [run, { text, value }];
    }),
  );
};

const rowOf = (
  run: PlannedRun,
  differences: Cell,
  { records, failures, hrefOf }: SweepView,
): Row => {
  const record = records.get(run.id);
  return {
    anchor: hrefOf(run).slice(1),
    cells: [
      { text: run.id.slice(0, 8), value: run.id, code: true },
      blocksOf(run).join(", "),
      String(run.seed),
      differences,
      percentCell(record, "charAcc"),
      percentCell(record, "seqAcc"),
      endingWords(record, run, failures.get(run.id)),
      numberCell(record?.seconds, whole),
      String(run.index),
    ],
  };
};

/** The runs. */
export const RUNS: TableKind = {
  id: "runs",
  make: (view) => {
    const { plan, missing } = view;
    const differences = differencesOf(plan.runs);
    const verb = missing.length === 1 ? "is" : "are";
    const absent =
      missing.length > 0
        ? ` ${missing.length} of them ${verb} missing: ${missingWords(missingCounts(view))}.`
        : "";
    return {
      id: "runs",
      title: "Runs",
      caption: `All ${plan.runs.length} runs of the plan, with what tells each from the others of its first block; the CSV file has what tells it from all.${absent} Accuracies are of the final weights on unseen prompts of the training length. In a folder with the plan, trm sweep exec plan.json --index INDEX computes a run again.`,
      columns: COLUMNS,
      rows: plan.runs.map((run) =>
        rowOf(run, differences.get(run) ?? "", view),
      ),
    };
  },
};
