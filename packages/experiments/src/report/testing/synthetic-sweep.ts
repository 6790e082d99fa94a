/** @file A sweep whose numbers are made up by formulas, for tests of figures and tables. No model was trained for it. */
import type { PlannedRun, PlannedSuite } from "../../plan/plan";
import { runId } from "../../plan/run-id";
import type { Claim } from "../../suite/schema";
import type { Sweep } from "../../sweep/sweep";
import { syntheticConfig } from "./synthetic-config";
import { syntheticRecord } from "./synthetic-record";

/** What the made-up sweep is to hold. */
export interface SyntheticOptions {
  readonly name?: string;
  readonly architectures?: readonly string[];
  readonly tasks?: readonly string[];
  readonly seeds?: readonly number[];
  readonly lengths?: readonly number[];
  /** further axes with their values, which only labels know */
  readonly factors?: Readonly<Record<string, readonly string[]>>;
  /** indices of runs that have no record */
  readonly missing?: readonly number[];
  /** why some of them have failed, by index */
  readonly failed?: Readonly<Record<number, string>>;
  readonly suite?: Partial<PlannedSuite>;
}

/** Three architectures of the table, and one that it does not know. */
const SYNTHETIC_ARCHITECTURES = ["dense", "dual-ut", "trm", "made-up"] as const;

const CODE_VERSION = "made up";

type Place = Parameters<typeof syntheticConfig>[0] & {
  readonly further: Readonly<Record<string, string>>;
};

/** A run; as labels alone know factors, runs at their levels would have one id if it were a hash. */
const planRun = (
  { task, arch, seed, further }: Place,
  index: number,
  lengths: readonly number[],
): PlannedRun => {
  const config = syntheticConfig({ task, arch, seed });
  const evaluation = { count: 20, lengths };
  const hasFactors = Object.keys(further).length > 0;
  return {
    index,
    id: hasFactors
      ? index.toString(16).padStart(8, "a").padEnd(16, "0")
      : runId({ config, evaluation }, CODE_VERSION),
    cells: [{ block: "main", labels: { task, arch, ...further } }],
    ...{ seed, config, evaluation },
  };
};

/** Every combination of the factors' values; one without any where there are none. */
const combine = (
  factors: Readonly<Record<string, readonly string[]>>,
): Record<string, string>[] =>
  Object.entries(factors).reduce<Record<string, string>[]>(
    (labels, [axis, values]) =>
      labels.flatMap((others) =>
        values.map((value) => ({ ...others, [axis]: value })),
      ),
    [{}],
  );

const planRuns = ({
  architectures = SYNTHETIC_ARCHITECTURES,
  tasks = ["copy", "addition"],
  seeds = [1, 2, 3],
  lengths = [10, 20, 30],
  factors = {},
}: SyntheticOptions): PlannedRun[] => {
  const places = tasks.flatMap((task) =>
    architectures.flatMap((arch) =>
      combine(factors).flatMap((further) =>
        seeds.map((seed) => ({ task, arch, seed, further })),
      ),
    ),
  );
  return places.map((place, index) => planRun(place, index, lengths));
};

const failuresOf = (
  missing: readonly PlannedRun[],
  failed: SyntheticOptions["failed"] = {},
): Sweep["failures"] =>
  new Map(
    missing.flatMap(({ id, index }) => {
      const message = failed[index];
      if (message === undefined) return [];
      const at = "2026-01-01T00:00:00.000Z";
      const failure = { message, name: "Error", at };
      return [[id, { ...failure, retriable: true, attempts: 1 }] as const];
    }),
  );

/** What is claimed of an architecture: that it copies. */
const copies = (arch: string, name: string): Claim => ({
  ...{ id: `${arch}-copies`, text: `The ${name} copies.`, kind: "reaches" },
  ...{ cell: { arch, task: "copy" }, metric: "charAcc", value: 0.99 },
});

const SUITE: PlannedSuite = {
  name: "synthetic",
  title: "A made-up sweep",
  question: "Does the report show what is there, and say what is not?",
  blocks: [{ name: "main", title: "Tasks and architectures" }],
  claims: [
    copies("dense", "Dense Transformer"),
    copies("trm", "Autoregressive TRM"),
  ],
  paper: [
    { cell: { arch: "trm", task: "copy" }, metric: "charAcc", value: 0.11 },
  ],
};

/**
 * Makes the sweep.
 *
 * Every architecture learns, but `trm` only where a factor is `full`; copy earlier than other tasks, later answer
 * positions later; lengths beyond the training's are near chance; runs of `dense` on copy stop early.
 *
 * @returns the same for equal options
 */
export const syntheticSweep = (options: SyntheticOptions = {}): Sweep => {
  const { name, suite } = options;
  const runs = planRuns(options);
  const missing = runs.filter(({ index }) => options.missing?.includes(index));
  const ended = runs.filter((run) => !missing.includes(run));
  return {
    plan: {
      formatVersion: 1,
      suite: { ...SUITE, ...(name !== undefined && { name }), ...suite },
      codeVersion: CODE_VERSION,
      runs,
    },
    records: new Map(ended.map((run) => [run.id, syntheticRecord(run)])),
    missing,
    failures: failuresOf(missing, options.failed),
  };
};
