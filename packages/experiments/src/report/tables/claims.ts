/** @file The verdicts on a suite's claims. */
import { judgeClaims } from "../../claims/judge-claims";
import type { TableKind } from "../table";

/** What the suite claims, and what came of it. */
export const CLAIMS: TableKind = {
  id: "claims",
  make: (view) => {
    const judged = judgeClaims(view);
    if (judged.length === 0) return undefined;
    return {
      id: "claims",
      title: "Claims",
      caption:
        "What the suite claims, judged by the rule that it states, with the numbers that decide. A claim that too few seeds speak for is undecided.",
      columns: [
        { title: "claim" },
        { title: "in words", wide: true },
        { title: "verdict" },
        { title: "because", wide: true },
      ],
      rows: judged.map(({ claim, verdict, sentence }) => ({
        cells: [claim.id, claim.text, { text: verdict, verdict }, sentence],
      })),
    };
  },
};
