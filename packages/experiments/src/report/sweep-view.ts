/** @file A sweep as figures and tables see it: its cells with their runs, and how series look. */
import { ARCHITECTURES } from "@trm/models";
import type { Sweep } from "../sweep/sweep";
import { collectCells, type CellView } from "./cells";
import { groupBy } from "./figures/data/group-by";
import { QUESTIONS } from "./figures/data/groups";
import { assignStyles, type SeriesStyle } from "./palette";
import { architectureTitle, labelTitle, type TitleTable } from "./titles";

export type { CellView } from "./cells";

/** A sweep with all that drawing needs. */
export interface SweepView extends Sweep {
  /** name of the suite and of its profile; part of anchors and file names */
  readonly slug: string;
  /** in the plan's order */
  readonly cells: readonly CellView[];
  /** how a series looks: by the series of a cell, a value in words, or the id of an architecture */
  readonly styleOf: (series: string) => SeriesStyle;
  /** its colour alone */
  readonly colourOf: (series: string) => string;
  /** anchor of a run in the page, such as `#run-0a1b` */
  readonly hrefOf: (run: { readonly id: string }) => string;
  /** a value of an axis in words, such as the title of an architecture */
  readonly titleOf: (axis: string, label: string) => string;
}

/** What a view may be told. */
export interface ViewOptions {
  /** titles of architectures; absent, the table of `@trm/models` */
  readonly architectures?: TitleTable;
  /** series of the whole report, so that each looks the same in every sweep; absent, those of this sweep */
  readonly series?: readonly string[];
  /** absent, name and profile of the suite */
  readonly slug?: string;
}

/** The values of what cells vary, each in words of its own: what is compared where the other axes are apart. */
const valueTitles = (
  cells: readonly CellView[],
  architectures: TitleTable,
): string[] =>
  cells.flatMap(({ labels }) =>
    Object.entries(labels)
      .filter(([axis]) => axis !== "arch" && !QUESTIONS.has(axis))
      .map(([axis, label]) => labelTitle(axis, label, architectures)),
  );

/**
 * What a sweep gives a look to: architectures by id, first, so that theirs does not depend on what else is varied, then the
 * other series panel by panel, then single values.
 */
export const seriesOf = (
  sweep: Sweep,
  architectures: TitleTable = ARCHITECTURES,
): string[] => {
  const cells = collectCells(sweep, architectures);
  const ids = new Set(cells.map(({ arch }) => arch).sort());
  const titles = new Set(
    [...ids].map((id) => architectureTitle(id, architectures)),
  );
  // Neighbours in this list differ in colour: those of one panel are to.
  const byPanel = [...groupBy(cells, ({ panel }) => panel).values()].flat();
  const others = [
    ...byPanel.map(({ series }) => series),
    ...valueTitles(cells, architectures),
  ];
  return [...new Set([...ids, ...others.filter((name) => !titles.has(name))])];
};

/**
 * What names a part of a sweep in files and anchors, such as `quickstart.accuracy`; names have no full stop, so that no two
 * parts share one.
 */
export const partName = (slug: string, ...ids: readonly string[]): string =>
  [slug, ...ids].join(".");

/** Name and profile of a sweep's suite. */
export const slugOf = ({ plan: { suite } }: Sweep): string =>
  suite.profile === undefined ? suite.name : `${suite.name}-${suite.profile}`;

/** Lays a sweep out for figures and tables. */
export const viewSweep = (
  sweep: Sweep,
  {
    architectures = ARCHITECTURES,
    series,
    slug = slugOf(sweep),
  }: ViewOptions = {},
): SweepView => {
  const cells = collectCells(sweep, architectures);
  const look = assignStyles(series ?? seriesOf(sweep, architectures));
  // A series that is the title of an architecture looks as the architecture does.
  const ids = new Map(
    cells.map(({ arch }) => [architectureTitle(arch, architectures), arch]),
  );
  const styleOf = (name: string) => look(ids.get(name) ?? name);
  return {
    ...sweep,
    slug,
    cells,
    styleOf,
    colourOf: (name) => styleOf(name).colour,
    hrefOf: ({ id }) => `#run-${id}`,
    titleOf: (axis, label) => labelTitle(axis, label, architectures),
  };
};
