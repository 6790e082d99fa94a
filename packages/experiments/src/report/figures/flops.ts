/** @file Training compute against accuracy. */
import { dot, line, type Markish, ruleX } from "@observablehq/plot";
import { meanInterval } from "../../statistics/mean-interval";
import { meanOf } from "../../statistics/moments";
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
import { meanWords, operations, percent, short } from "./format";
import { type Alike, alikesOf, type Looks, looksOf } from "./looks";
import { FRACTION } from "./percent-point";
import { symbolPaint } from "./series";
import { groupWords, intervalWords, seedWords, sentences } from "./words";

const METRIC = "charAcc";

/** A cell as what it cost and what came of it. */
interface CostPoint {
  /** floating-point operations of a training, mean over seeds */
  readonly cost: number;
  /** where it is drawn */
  readonly place: number;
  /** characters right, percent */
  readonly gain: number;
  readonly low?: number;
  readonly high?: number;
  readonly title: string;
  readonly href: string;
}

/** Share of the axis by which cells of equal cost are moved apart: as wide as a symbol. */
const DODGE = 0.03;

/** Costs that differ by less than this factor are drawn as equal. */
const EQUAL = 1.02;

/** Where cells are drawn: those of equal cost beside each other. */
const placeCosts = (costs: readonly number[]): number[] => {
  const range = Math.max(...costs) / Math.min(...costs);
  return costs.map((cost, i) => {
    const equal = costs.flatMap((other, j) =>
      Math.max(other / cost, cost / other) < EQUAL ? [j] : [],
    );
    const from = equal.indexOf(i) - (equal.length - 1) / 2;
    return cost * range ** (DODGE * from);
  });
};

const meanCost = ({ runs }: CellView): number =>
  meanOf(runs.map(({ trainingFlops }) => trainingFlops));

/** What a cell cost, and what came of it. */
const costOf = (cell: CellView, place: number, view: SweepView): CostPoint => {
  const right = meanInterval(finalValues(cell.runs, METRIC), FRACTION);
  const cost = meanCost(cell);
  return {
    cost,
    place,
    gain: 100 * right.mean,
    ...(right.low !== undefined && { low: 100 * right.low }),
    ...(right.high !== undefined && { high: 100 * right.high }),
    title: `${cell.name}, ${operations(cost)} FLOPs: ${meanWords(right, percent, "%")}`,
    href: cellHref(cell, view),
  };
};

const costsOf = (
  cells: readonly CellView[],
  view: SweepView,
): ReadonlyMap<CellView, CostPoint> => {
  const places = placeCosts(cells.map(meanCost));
  return new Map(
    cells.map((cell, i) => [cell, costOf(cell, places[i] ?? 0, view)]),
  );
};

/** The front as a line, of two cells or more. */
const frontOf = (points: readonly CostPoint[]): Markish[] => {
  const front = paretoFront(points);
  if (front.length < 2) return [];
  return [
    line(front, {
      ...{ x: "place", y: "gain", curve: "step-after" },
      ...{ stroke: "var(--rule)", strokeWidth: 6 },
    }),
  ];
};

const marksOf = (
  { look, cells }: Alike,
  pointOf: (cell: CellView) => CostPoint | undefined,
) => {
  const { style } = look;
  const points = cells.flatMap((cell) => pointOf(cell) ?? []);
  return [
    ruleX(
      points.filter(({ low }) => low !== undefined),
      {
        ...{ x: "place", y1: "low", y2: "high" },
        ...{ stroke: style.colour, strokeWidth: 1.5 },
      },
    ),
    dot(points, {
      ...{ x: "place", y: "gain", title: "title", href: "href" },
      ...symbolPaint(style),
    }),
  ];
};

const drawPanel = (
  group: CellGroup<CellView>,
  looks: Looks,
  view: SweepView,
): Panel => {
  const costs = costsOf(group.cells, view);
  const points = [...costs.values()];
  return plotPanel({
    title: groupWords(group, view) || (group.cells[0]?.panel ?? ""),
    description:
      "Characters right in percent, by training FLOPs on a logarithmic axis; one symbol per cell, a grey line along those that no cheaper one equals.",
    x: {
      label: "training compute, FLOPs (log)",
      type: "log",
      ticks: logTicks(points.map(({ cost }) => cost)),
      tickFormat: short,
      inset: 12,
    },
    y: percentAxis("characters right"),
    marks: [
      ...frontOf(points),
      ...alikesOf(group, looks, view).flatMap((alike) =>
        marksOf(alike, (cell) => costs.get(cell)),
      ),
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
    (group) => new Set(group.cells.map(meanCost)).size > 1,
  );
  if (groups.length === 0) return undefined;
  const looks = looksOf(groups, view);
  const drawn = groups.flatMap((group) => group.cells);
  return {
    id: "flops",
    title: "Training compute and accuracy",
    caption: sentences(
      `Characters right at the training length, at the end of training, by the floating-point operations of the whole training, which an early stop shortens; ${seedWords(drawn)}. The broad grey line, where there are two or more such cells, runs along those whose mean no other cell's equals at the same mean cost or less; it knows nothing of the intervals. Cells of equal cost are moved apart a little along x.`,
      "Operations are counted as passes that are allowed, a multiplication with its addition as 2; passes that carry no gradient have no backward part.",
      intervalWords("Bars are", drawn),
    ),
    legend: [...looks.values()],
    panels: groups.map((group) => drawPanel(group, looks, view)),
  };
};

/** What accuracy costs. */
export const FLOPS: FigureKind = { id: "flops", draw };
