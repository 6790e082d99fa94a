/** @file How the values of axes look that are compared within the plots of a figure. */
import type { SeriesStyle } from "../palette";
import type { CellView, SweepView } from "../sweep-view";
import { type CellGroup, valuesOf } from "./data/groups";

/** A value of an axis as a series. */
export interface Look {
  readonly label: string;
  readonly style: SeriesStyle;
}

/** Looks by their labels. */
export type Looks = ReadonlyMap<string, Look>;

/** A value as a series: what it is called, and what its style is looked up by. */
const namesOf = (
  { axis, cells }: CellGroup<CellView>,
  view: SweepView,
): (readonly [label: string, style: string])[] =>
  axis === undefined
    ? cells
        .slice(0, 1)
        .map(({ arch }) => [view.titleOf("arch", arch), arch] as const)
    : valuesOf(cells, axis).map((value) => {
        const label = view.titleOf(axis, value);
        return [label, axis === "arch" ? value : label] as const;
      });

/** How everything looks that the plots of a figure compare: as everywhere in the report. */
export const looksOf = (
  groups: readonly CellGroup<CellView>[],
  view: SweepView,
): Looks => {
  const names = groups.flatMap((group) => namesOf(group, view));
  return new Map(
    names.map(([label, style]) => [
      label,
      { label, style: view.styleOf(style) },
    ]),
  );
};

/** Cells that are drawn as one series. */
export interface Alike {
  readonly look: Look;
  readonly cells: readonly CellView[];
}

/** The series of a plot. */
export const alikesOf = (
  group: CellGroup<CellView>,
  looks: Looks,
  view: SweepView,
): Alike[] =>
  namesOf(group, view).flatMap(([label]) => {
    const look = looks.get(label);
    const { axis, cells } = group;
    const alike = cells.filter(
      ({ labels }) =>
        axis === undefined || view.titleOf(axis, labels[axis] ?? "") === label,
    );
    return look ? [{ look, cells: alike }] : [];
  });
