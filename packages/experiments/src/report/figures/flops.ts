/** @file Training compute against accuracy. */
import { dot, line, ruleX } from "@observablehq/plot";
import { meanInterval } from "../../statistics/mean-interval";
import type { Figure, FigureKind, Panel } from "../figure";
import { plotPanel } from "../plot-panel";
import type { CellView, SweepView } from "../sweep-view";
import { logTicks, percentAxis } from "./axes";
import { cellHref } from "./cell-series";
import { numericAxes } from "./data/axis-kinds";
import { finalValues } from "./data/final";
import { groupBy } from "./data/group-by";
import {
  type CellGroup,
  groupCells,
  QUESTIONS,
  variedAxes,
} from "./data/groups";
import { paretoFront } from "./data/pareto";
import { meanWords, operations, percent } from "./format";
import { type Alike, alikesOf, type Looks, looksOf } from "./looks";
import { FRACTION } from "./percent-point";
import { symbolPaint } from "./series";
import { groupWords, intervalWords, seedWords, sentences } from "./words";

const METRIC = "charAcc";

/** A cell as what it cost and what came of it. */
interface CostPoint {
  /** floating-point operations of a training, mean over seeds */
  readonly cost: number;
  /** characters right, percent */
  readonly gain: number;
  readonly low?: number;
  readonly high?: number;
  readonly title: string;
  readonly href: string;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a cell cost, and what came of it. */
const costOf = (cell: CellView, view: SweepView): CostPoint => {
  const right = meanInterval(finalValues(cell.runs, METRIC), FRACTION);
  const cost = mean(cell.runs.map(({ trainingFlops }) => trainingFlops));
  return {
    cost,
    gain: 100 * right.mean,
    ...(right.low !== undefined && { low: 100 * right.low }),
    ...(right.high !== undefined && { high: 100 * right.high }),
    title: `${cell.series}, ${operations(cost)} FLOPs: ${meanWords(right, percent, "%")}`,
    href: cellHref(cell, view),
  };
};

const marksOf = ({ look, cells }: Alike, view: SweepView) => {
  const { style } = look;
  const points = cells.map((cell) => costOf(cell, view));
  return [
    ruleX(
      points.filter(({ low }) => low !== undefined),
      {
        ...{ x: "cost", y1: "low", y2: "high" },
        ...{ stroke: style.colour, strokeWidth: 1.5 },
      },
    ),
    dot(points, {
      ...{ x: "cost", y: "gain", title: "title", href: "href" },
      ...symbolPaint(style),
    }),
  ];
};

const drawPanel = (
  group: CellGroup<CellView>,
  looks: Looks,
  view: SweepView,
): Panel => {
  const points = group.cells.map((cell) => costOf(cell, view));
  return plotPanel({
    title: groupWords(group, view) || (group.cells[0]?.panel ?? ""),
    description:
      "Characters right in percent, by training FLOPs on a logarithmic axis; one symbol per cell, a grey line along those that no cheaper one equals.",
    x: {
      label: "training, FLOPs, logarithmic",
      type: "log",
      ticks: logTicks(points.map(({ cost }) => cost)),
      tickFormat: (cost: number) => cost.toExponential(0).replace("e+", "e"),
      inset: 12,
    },
    y: percentAxis("characters right"),
    marks: [
      line(paretoFront(points), {
        ...{ x: "cost", y: "gain", curve: "step-after" },
        ...{ stroke: "var(--rule)", strokeWidth: 6 },
      }),
      ...alikesOf(group, looks, view).flatMap((alike) => marksOf(alike, view)),
    ],
  });
};

/** Cells of one question share a plot, whatever else is varied: what it costs is compared. */
const groupBlock = (block: readonly CellView[]): CellGroup<CellView>[] => {
  const numeric = numericAxes(block);
  const compared = groupCells(block, { along: numeric })[0]?.axis;
  const along = variedAxes(block).filter(
    (axis) => axis !== compared && !QUESTIONS.has(axis),
  );
  return groupCells(block, { along });
};

const groupsOf = (cells: readonly CellView[]): CellGroup<CellView>[] =>
  [...groupBy(cells, ({ block }) => block).values()].flatMap(groupBlock);

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(
    ({ runs }) => finalValues(runs, METRIC).length > 0,
  );
  const groups = groupsOf(cells).filter(
    (group) => new Set(group.cells.map((c) => costOf(c, view).cost)).size > 1,
  );
  if (groups.length === 0) return undefined;
  const looks = looksOf(groups, view);
  const drawn = groups.flatMap((group) => group.cells);
  return {
    id: "flops",
    title: "Training compute and accuracy",
    caption: sentences(
      `Characters right at the training length, at the end of training, by the floating-point operations of the whole training, which an early stop shortens; ${seedWords(drawn)}. The broad grey line runs along the cells that none equals at the same cost or less.`,
      "Operations are counted as passes that are allowed, a multiplication with its addition as 2; passes that carry no gradient have no backward part.",
      intervalWords("Bars are", drawn),
    ),
    legend: [...looks.values()],
    panels: groups.map((group) => drawPanel(group, looks, view)),
  };
};

/** What accuracy costs. */
export const FLOPS: FigureKind = { id: "flops", draw };
