/** @file The verdicts on a suite's claims. */
import type { Claim } from "../suite/schema";
import type { Sweep } from "../sweep/sweep";
import { judgeDifference } from "./judge-difference";
import { judgeInteraction } from "./judge-interaction";
import { judgeLevel } from "./judge-level";
import type { JudgedClaim, Judgement } from "./judged-claim";

const judge = (sweep: Sweep, claim: Claim): Judgement => {
  switch (claim.kind) {
    case "reaches":
    case "below":
      return judgeLevel(sweep, claim);
    case "better":
    case "equal-within":
      return judgeDifference(sweep, claim);
    case "interaction":
      return judgeInteraction(sweep, claim);
  }
};

/**
 * Judges every claim of a sweep's suite by the runs that have ended.
 *
 * No claim is decided by fewer than its minimum of seeds, 3 unless it says otherwise.
 *
 * @returns in the order of the claims
 */
export const judgeClaims = (sweep: Sweep): JudgedClaim[] =>
  sweep.plan.suite.claims.map((claim) => ({ claim, ...judge(sweep, claim) }));
