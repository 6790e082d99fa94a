/** @file The cells of a sweep: runs that differ in nothing but their seed. */
import type { PlannedCell, PlannedRun } from "../plan/plan";
import type { RunRecord } from "../record/record";
import type { Sweep } from "../sweep/sweep";
import {
  architectureTitle,
  labelTitle,
  taskTitle,
  type TitleTable,
} from "./titles";

/** One place in the grid of a block: the same configuration, one run per seed. */
export interface CellView extends PlannedCell {
  /** title of the block */
  readonly blockTitle: string;
  /** id of the architecture */
  readonly arch: string;
  /** name of the task */
  readonly task: string;
  /** what the panel that draws it is called, such as `Addition`; cells of one panel differ in `series` */
  readonly panel: string;
  /** what tells it from its neighbours in the panel, such as `Dual UT`; the view's `styleOf` knows how it looks */
  readonly series: string;
  /** runs that have ended, by seed */
  readonly runs: readonly RunRecord[];
  /** runs that are planned, by seed; those without a record are missing */
  readonly planned: readonly PlannedRun[];
}

/** Planned runs by the place that asks for them, in the plan's order. */
const runsByCell = (
  runs: readonly PlannedRun[],
): readonly (readonly [
  PlannedCell,
  readonly [PlannedRun, ...PlannedRun[]],
])[] => {
  const cells = new Map<string, [PlannedCell, [PlannedRun, ...PlannedRun[]]]>();
  for (const run of runs)
    for (const cell of run.cells) {
      const key = JSON.stringify([cell.block, Object.entries(cell.labels)]);
      const known = cells.get(key);
      if (known) known[1].push(run);
      else cells.set(key, [cell, [run]]);
    }
  return [...cells.values()];
};

/** Axes that split a block into panels; whatever else is varied is a series of a panel. */
const PANEL_AXES: ReadonlySet<string> = new Set(["task", "length"]);

/** The axes of which a block has several values. */
const variedAxes = (cells: readonly PlannedCell[], block: string): string[] => {
  const here = cells.filter((cell) => cell.block === block);
  const axes = new Set(here.flatMap(({ labels }) => Object.keys(labels)));
  return [...axes].filter(
    (axis) => new Set(here.map(({ labels }) => labels[axis])).size > 1,
  );
};

const joined = (
  { labels }: PlannedCell,
  axes: readonly string[],
  table?: TitleTable,
): string =>
  axes
    .flatMap((axis) => {
      const label = labels[axis];
      return label === undefined ? [] : [labelTitle(axis, label, table)];
    })
    .join(", ");

/** A panel's name behind its block's, unless both say the same. */
const inBlock = (block: string, panel: string): string =>
  taskTitle(block) === panel ? panel : `${block}: ${panel}`;

/**
 * The cells of a sweep.
 *
 * A panel is a block, and in it a value of every axis of {@link PANEL_AXES} that is varied there; a series is the rest.
 *
 * @param table titles of architectures
 * @returns in the plan's order, whatever the order of the records
 */
export const collectCells = (
  { plan, records }: Sweep,
  table?: TitleTable,
): CellView[] => {
  const places = runsByCell(plan.runs);
  const grid = places.map(([cell]) => cell);
  const { blocks } = plan.suite;
  return places.map(([cell, [first, ...others]]) => {
    const { block, labels } = cell;
    const { arch, task } = first.config;
    const axes = variedAxes(grid, block);
    const inPanel = axes.filter((axis) => !PANEL_AXES.has(axis));
    const panels = axes.filter((axis) => PANEL_AXES.has(axis));
    const panel = joined(cell, panels, table) || taskTitle(task);
    const planned = [first, ...others].sort((a, b) => a.seed - b.seed);
    return {
      block,
      labels,
      blockTitle: blocks.find(({ name }) => name === block)?.title ?? block,
      arch,
      task,
      panel: blocks.length > 1 ? inBlock(block, panel) : panel,
      series: joined(cell, inPanel, table) || architectureTitle(arch, table),
      runs: planned.flatMap(({ id }) => records.get(id) ?? []),
      planned,
    };
  });
};
