/** @file Everything of a suite that speaks of a metric, each with what a sentence calls it. */
import { partsOf } from "./suite-parts";
import type { Claim, PaperNumber, Suite } from "./schema";

/** The claims of a suite and of its profiles. */
export const claimsOf = (suite: Suite): readonly (readonly [string, Claim])[] =>
  partsOf(suite).flatMap(({ part }) =>
    (part.claims ?? []).map(
      (claim) => [`the claim ${claim.id}`, claim] as const,
    ),
  );

/** The numbers of the paper. */
export const paperOf = ({
  paper = [],
}: Suite): readonly (readonly [string, PaperNumber])[] =>
  paper.map((number, i) => [`paper.${i}`, number] as const);
