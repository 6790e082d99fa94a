/** @file What a section says of its sweep at first sight. */
import type { RunRecord } from "../../record/record";
import type { SweepView } from "../sweep-view";

/** One fact. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** takes a whole line */
  readonly long?: boolean;
}

const joined = (values: Iterable<string | number>): string =>
  [...new Set(values)].join(", ");

const ascending = (values: readonly number[]): string =>
  joined([...values].sort((a, b) => a - b));

const hoursAndMinutes = (seconds: number): string => {
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const seedsFact = ({ plan, cells }: SweepView): Fact[] => {
  const counts = cells.map(({ planned }) => planned.length);
  const fewest = Math.min(...counts);
  const most = Math.max(...counts);
  const perCell = fewest === most ? `${most}` : `${fewest} to ${most}`;
  const seeds = ascending(plan.runs.map(({ seed }) => seed));
  return [{ name: "Seeds per cell", value: `${perCell} (${seeds})` }];
};

const stoppedFact = ({ records }: SweepView): Fact[] => {
  const all = [...records.values()];
  const stopped = all.filter(({ ending }) => ending.stoppedEarly);
  return stopped.length === 0
    ? []
    : [{ name: "Stopped early", value: `${stopped.length} of ${all.length}` }];
};

/**
 * One machine in words, without the versions that the plan says already.
 *
 * @param versions of the plan, such as `onnxruntime-node 1.30.0`
 */
const machineWords = (
  environment: RunRecord["environment"],
  versions: readonly string[],
): string =>
  Object.entries(environment)
    .filter(
      ([name, value]) =>
        !versions.includes(`${name} ${value}`) &&
        !versions.includes(`${name}-node ${value}`),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${value}`)
    .join(", ")
    .replaceAll(/\b1 threads\b/g, "1 thread");

/** Facts that the records add; none without records. */
const recordFacts = ({ records, plan }: SweepView): Fact[] => {
  const all = [...records.values()];
  if (all.length === 0) return [];
  const commits = all.flatMap(({ gitCommit }) => gitCommit?.slice(0, 12) ?? []);
  const versions = plan.codeVersion.split(", ");
  const machines = all.map(({ environment }) =>
    machineWords(environment, versions),
  );
  return [
    {
      name: "Computing time",
      value: hoursAndMinutes(all.reduce((sum, run) => sum + run.seconds, 0)),
    },
    {
      name: "Computed on",
      value: [...new Set(machines)].sort().join("; "),
      long: true,
    },
    ...(commits.length > 0
      ? [
          {
            name: "Commit",
            value: [...new Set(commits)].sort().join(", "),
            long: true,
          },
        ]
      : []),
  ];
};

/** Size, seeds, tasks and versions of a sweep. */
export const sectionFacts = (view: SweepView): Fact[] => {
  const { plan, records, cells } = view;
  const lengths = plan.runs.flatMap(({ evaluation }) => evaluation.lengths);
  const counts = plan.runs.map(({ evaluation }) => evaluation.count);
  return [
    { name: "Runs", value: `${records.size} of ${plan.runs.length}` },
    { name: "Cells", value: String(cells.length) },
    ...seedsFact(view),
    { name: "Tasks", value: joined(cells.map(({ task }) => task)) },
    {
      name: "Trained at length",
      value: ascending(plan.runs.map(({ config }) => config.length)),
    },
    {
      name: "Evaluated at length",
      value: ascending(lengths),
    },
    { name: "Unseen examples each", value: ascending(counts) },
    ...stoppedFact(view),
    ...recordFacts(view),
    { name: "Versions", value: plan.codeVersion, long: true },
  ];
};
