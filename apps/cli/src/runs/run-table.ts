/** @file The table of `trm runs`. */
import type { RunState } from "@trm/train";
import { formatPercent, formatTable, type Column } from "../table";
import { printable, shorten } from "./printable";

/** Where and when a table is read. */
export interface TableView {
  /** characters of a line; absent, as wide as it must be */
  readonly columns?: number;
  /** ms since 1970 */
  readonly nowMs: number;
}

interface RunColumn extends Column<RunState> {
  /** Columns of the highest rank go first where there is no room. */
  readonly rank: number;
}

const NONE = "-";
/** Characters that are left of a longer name at least; where there is room for more, a third of the line. */
const LEAST_NAME = 12;

const AGES = [
  ["s", 60],
  ["m", 60],
  ["h", 48],
  ["d", Infinity],
] as const;

/** How long ago, in the largest unit that says enough: "5s", "12m", "40h", "9d". */
export function formatAge(ageMs: number): string {
  let age = Math.max(0, ageMs / 1000);
  for (const [unit, end] of AGES) {
    if (age < end) return `${Math.floor(age)}${unit}`;
    age /= unit === "h" ? 24 : 60;
  }
  return NONE;
}

/** The metric by which a run's best checkpoint is chosen. */
export function accuracyOf({
  config,
  evaluation,
}: RunState): number | undefined {
  const best = config?.checkpoint.best ?? "";
  if (!evaluation || !Object.hasOwn(evaluation.evaluation, best))
    return undefined;
  const value = evaluation.evaluation[best];
  return typeof value === "number" ? value : undefined;
}

const left = (
  title: string,
  rank: number,
  cell: (run: RunState) => string | undefined,
): RunColumn => ({ title, rank, cell: (run) => cell(run) ?? NONE });

const right = (...given: Parameters<typeof left>): RunColumn => ({
  ...left(...given),
  align: "right",
});

/** A run that has stopped early has fewer steps than it was to have, and is done all the same. */
const stateText = ({ state, stoppedEarly }: RunState): string =>
  stoppedEarly ? `${state} early` : state;

const stepsOf = ({ config, step, steps }: RunState): string | undefined =>
  config && (steps > 0 ? `${step}/${steps}` : String(step));

const columnsAt = (nowMs: number): readonly RunColumn[] => [
  left("run", 0, ({ name }) => printable(name)),
  left("architecture", 6, ({ config }) => config?.arch),
  left("task", 7, ({ config }) => config?.task && printable(config.task)),
  right("length", 8, ({ config }) => config && String(config.length)),
  left("state", 1, stateText),
  right("pid", 9, ({ holder }) => holder && String(holder.pid)),
  right("step", 2, stepsOf),
  right("loss", 3, ({ loss }) => loss?.toFixed(4)),
  right("accuracy", 4, (run) => {
    const accuracy = accuracyOf(run);
    return accuracy === undefined ? undefined : formatPercent(accuracy);
  }),
  right("age", 5, ({ updatedMs }) =>
    updatedMs > 0 ? formatAge(nowMs - updatedMs) : undefined,
  ),
];

const widthOf = (column: RunColumn, runs: readonly RunState[]): number =>
  Math.max(column.title.length, ...runs.map((run) => column.cell(run).length));

const GAP = 2;

/** Takes columns away until the rest fits, and shortens the names to what is left for them. */
function fit(
  columns: readonly RunColumn[],
  runs: readonly RunState[],
  most: number,
): readonly RunColumn[] {
  const [name, ...others] = columns;
  if (name === undefined) return columns;
  const nameWidth = widthOf(name, runs);
  const room = (kept: readonly RunColumn[]): number =>
    most - kept.reduce((sum, one) => sum + GAP + widthOf(one, runs), 0);
  const least = Math.max(LEAST_NAME, Math.floor(most / 3));
  let kept = others;
  while (kept.length > 0 && room(kept) < Math.min(nameWidth, least)) {
    const rank = Math.max(...kept.map((one) => one.rank));
    kept = kept.filter((one) => one.rank !== rank);
  }
  const width = Math.max(LEAST_NAME, room(kept));
  return [{ ...name, cell: (run) => shorten(name.cell(run), width) }, ...kept];
}

/**
 * Runs as a table; what does not fit is left out, the least important column first.
 *
 * @param runs in the order of the rows
 */
export function formatRuns(
  runs: readonly RunState[],
  { columns: most = Infinity, nowMs }: TableView,
): string {
  const columns = columnsAt(nowMs).filter(
    ({ title }) => title !== "pid" || runs.some(({ holder }) => holder),
  );
  return formatTable(fit(columns, runs, most), runs);
}
