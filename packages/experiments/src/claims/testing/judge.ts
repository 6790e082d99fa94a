/** @file Judges one claim about given results, and short forms of the cells that most claims compare; for tests. */
import type { Claim } from "../../suite/schema";
import { judgeClaims } from "../judge-claims";
import type { JudgedClaim } from "../judged-claim";
import { type GivenCell, resultSweep } from "./result-sweep";

/** The verdict on a claim about a sweep with these cells. */
export const judge = (cells: readonly GivenCell[], claim: Claim): JudgedClaim =>
  judgeClaims(resultSweep(cells, [claim]))[0]!;

/** What a claim about characters right says beside its kind. */
export const ACCURACY_CLAIM = {
  id: "c",
  text: "As the test says.",
  metric: "charAcc",
};

export const DENSE = { arch: "dense" };
export const TRM = { arch: "trm" };

/** A cell of {@link DENSE}, whose seeds have examples of their own. */
export const dense = (...accuracies: (number | undefined)[]): GivenCell => ({
  ...{ labels: DENSE, accuracies },
});
/** A cell of {@link TRM}, evaluated on other examples than the dense one. */
export const trm = (...accuracies: (number | undefined)[]): GivenCell => ({
  ...{ labels: TRM, accuracies, examples: "others" },
});
