/** @file The results of a sweep as text: a row per cell over its seeds, then the claims with their verdicts. */
import type {
  CellSummary,
  JudgedClaim,
  MeanInterval,
  PlannedSuite,
  StepsTo,
} from "@trm/experiments";
import { printable } from "../runs/printable";
import { formatInterval, formatTable, type Column } from "../table";

const right = (
  title: string,
  cell: (summary: CellSummary) => string,
): Column<CellSummary> => ({ title, align: "right", cell });

/** What stands where there is no result. */
const NOTHING = "-";

const show = <T>(value: T | undefined, words: (value: T) => string): string =>
  value === undefined ? NOTHING : words(value);

/** A mean of fractions in percent, with its interval where there is more than one seed. */
function percents({ mean, low, high }: MeanInterval): string {
  const value = (100 * mean).toFixed(1);
  return low === undefined || high === undefined
    ? value
    : `${value} [${formatInterval({ lower: low, upper: high })}]`;
}

/** The median; beyond the last look where fewer than half of the runs got there, with how many did where not all. */
function steps({ median, horizon, reached, n }: StepsTo): string {
  const value = median === undefined ? `>${horizon}` : String(median);
  return reached === n || reached === 0 ? value : `${value} (${reached}/${n})`;
}

const stepsColumn = (threshold: number): Column<CellSummary> =>
  right(`steps to ${100 * threshold} %`, ({ stepsTo }) =>
    show(
      stepsTo.find((one) => one.threshold === threshold),
      steps,
    ),
  );

const COLUMNS: readonly Column<CellSummary>[] = [
  right("seeds", ({ n, planned }) =>
    n === planned ? `${n}` : `${n}/${planned}`,
  ),
  right("parameters", ({ parameters }) =>
    show(parameters, (count) => count.toLocaleString("en")),
  ),
  right("passes used", ({ usedPasses, allowedPasses }) =>
    show(
      usedPasses,
      ({ mean }) => `${mean.toFixed(1)} of ${allowedPasses ?? NOTHING}`,
    ),
  ),
  right("characters % [95 %]", ({ metrics: { charAcc } }) =>
    show(charAcc, percents),
  ),
  right("sequences % [95 %]", ({ metrics: { seqAcc } }) =>
    show(seqAcc, percents),
  ),
  stepsColumn(0.5),
  stepsColumn(0.99),
];

/** The cells of one block; its axes come first. */
function formatBlock(cells: readonly CellSummary[]): string {
  const axes = Object.keys(cells[0]?.labels ?? {});
  const labels = axes.map((axis): Column<CellSummary> => ({
    title: axis.slice(axis.lastIndexOf(".") + 1),
    cell: ({ labels }) => labels[axis] ?? "",
  }));
  return formatTable([...labels, ...COLUMNS], cells);
}

/** A table per block, under its title. */
export const formatCells = (
  { blocks }: PlannedSuite,
  cells: readonly CellSummary[],
): string =>
  blocks
    .map(({ name, title }) => {
      const table = formatBlock(cells.filter(({ block }) => block === name));
      return `\n${printable(title)}\n\n${table}`;
    })
    .join("");

/** A line per claim: its verdict, the claim, and the numbers it was judged on. */
export const formatClaims = (claims: readonly JudgedClaim[]): string =>
  claims
    .map(
      ({ claim, verdict, sentence }) =>
        `${verdict.padEnd("undecided".length)}  ${printable(`${claim.text} ${sentence}`)}\n`,
    )
    .join("");
