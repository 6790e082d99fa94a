/** @file Differences of differences: does one change's effect depend on another's? */
import { judgeClaims } from "../../claims/judge-claims";
import { type ClaimOf, type JudgedClaim } from "../../claims/judged-claim";
import type { Interaction } from "../../statistics/interaction";
import { percent } from "../figures/format";
import type { SweepView } from "../sweep-view";
import type { Cell, Column, Row, TableKind } from "../table";
import { ALL_EQUAL, intervalColumn } from "./cell-column";
import { numberCell } from "./number-cell";
import { VERDICT, verdictCell } from "./verdict-cell";

/** A claim of an interaction with its numbers. */
interface Judged {
  readonly claim: ClaimOf<"interaction">;
  readonly judged: JudgedClaim;
  readonly found: Interaction;
}

const COLUMNS: readonly Column[] = [
  { title: "claim" },
  { title: "first change", wide: true },
  { title: "second change", wide: true },
  { title: "neither", numeric: true },
  { title: "second alone", numeric: true },
  { title: "first alone", numeric: true },
  { title: "both", numeric: true },
  {
    title: "difference of differences, points",
    numeric: true,
    csv: ["difference of differences"],
  },
  intervalColumn("95 % interval"),
  { title: "exact p", numeric: true },
  { title: "p", numeric: true },
  { title: "p after Holm", numeric: true },
  VERDICT,
];

const interactionsOf = (view: SweepView): Judged[] =>
  judgeClaims(view).flatMap((judged) => {
    const { claim, numbers } = judged;
    return claim.kind === "interaction" && numbers.interaction
      ? [{ claim, judged, found: numbers.interaction }]
      : [];
  });

const signed = (value: number): string =>
  `${value > 0 ? "+" : ""}${percent(value)}`;

const shareCell = (value: number): Cell => ({
  text: `${percent(value)} %`,
  value,
});

const intervalCell = ({ low, high, degenerate }: Interaction): Cell => {
  if (low === undefined || high === undefined) return "";
  return degenerate
    ? { text: ALL_EQUAL, value: [] }
    : { text: `${signed(low)} to ${signed(high)}`, value: [low, high] };
};

const changeOf = (
  { factors, levels }: ClaimOf<"interaction">,
  i: 0 | 1,
  view: SweepView,
): string => {
  const [from, to] = levels[i].map((level) =>
    view.titleOf(factors[i], String(level)),
  );
  return `${from} → ${to}`;
};

const rowOf = ({ claim, judged, found }: Judged, view: SweepView): Row => ({
  cells: [
    claim.id,
    changeOf(claim, 0, view),
    changeOf(claim, 1, view),
    ...found.means.flat().map(shareCell),
    { text: signed(found.difference), value: found.difference },
    intervalCell(found),
    numberCell(found.permutationP),
    numberCell(judged.p),
    numberCell(judged.adjustedP),
    verdictCell(judged),
  ],
});

/** The interactions that a suite claims. */
export const INTERACTIONS_TABLE: TableKind = {
  id: "interactions",
  make: (view) => {
    const judged = interactionsOf(view);
    if (judged.length === 0) return undefined;
    return {
      id: "interactions",
      title: "Interactions",
      caption:
        "Whether what one change does depends on another: the second change's effect with the first, minus its effect without; means over seeds, Satterthwaite's 95 % interval, exact synchronised permutation test. p, as in the table of claims, is the larger of the exact test's and the interval's; after Holm it is corrected for all tested claims of the suite. Where the seeds of every cell are equal, there is no interval. Accuracies end at 0 and 100 %: two changes that each suffice cannot add up, which is an interaction too.",
      columns: COLUMNS,
      rows: judged.map((one) => rowOf(one, view)),
    };
  },
};
