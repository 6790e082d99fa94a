/** @file The verdicts on a suite's claims. */
import { judgeClaims } from "../../claims/judge-claims";
import { NOT_CORRECTED } from "../../claims/judged-claim";
import type { Column, TableKind } from "../table";
import { numberCell } from "./number-cell";
import { VERDICT, verdictCell } from "./verdict-cell";

const COLUMNS: readonly Column[] = [
  { title: "claim" },
  { title: "in words", wide: true },
  VERDICT,
  { title: "p", numeric: true },
  { title: "p after Holm", numeric: true },
  { title: "because", wide: true },
];

/** What the suite claims, and what came of it. */
export const CLAIMS: TableKind = {
  id: "claims",
  make: (view) => {
    const judged = judgeClaims(view);
    if (judged.length === 0) return undefined;
    return {
      id: "claims",
      title: "Claims",
      caption: `What the suite claims, judged by the rule that it states, with the numbers that decide; intervals are 95 %. A claim is undecided where too few seeds speak for it, where they do not tell, and as long as a planned seed has no result. p, of claims that one cell is better or that two factors interact, is how likely a result as far from no difference, or from the difference that the claim asks for, is by chance; where the reason gives a one-sided p, twice that. After Holm it is corrected for all such claims of the suite; a verdict above 5 % there is marked “${NOT_CORRECTED}”.`,
      columns: COLUMNS,
      rows: judged.map((one) => ({
        cells: [
          one.claim.id,
          one.claim.text,
          verdictCell(one),
          numberCell(one.p),
          numberCell(one.adjustedP),
          one.sentence,
        ],
      })),
    };
  },
};
