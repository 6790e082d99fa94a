/** @file The verdicts on a suite's claims. */
import type { Claim } from "../suite/schema";
import { holm } from "../statistics/holm";
import { MISS } from "../statistics/mean-interval";
import type { Sweep } from "../sweep/sweep";
import { judgeDifference } from "./judge-difference";
import { judgeInteraction } from "./judge-interaction";
import { judgeLevel } from "./judge-level";
import { judgeSteps, refuseMeanOfSteps } from "./judge-steps";
import {
  type JudgedClaim,
  type Judgement,
  NOT_CORRECTED,
} from "./judged-claim";
import { isSteps } from "./metric";
import { pWords } from "./words";

const judge = (sweep: Sweep, claim: Claim): Judgement => {
  if (isSteps(claim.metric) && claim.kind !== "better")
    return refuseMeanOfSteps(claim);
  switch (claim.kind) {
    case "reaches":
    case "below":
      return judgeLevel(sweep, claim);
    case "better":
      return isSteps(claim.metric)
        ? judgeSteps(sweep, claim)
        : judgeDifference(sweep, claim);
    case "equal-within":
      return judgeDifference(sweep, claim);
    case "interaction":
      return judgeInteraction(sweep, claim);
  }
};

/** Kinds of claims whose verdict a test of "no difference" decides. */
const TESTED: readonly Claim["kind"][] = ["better", "interaction"];

const inSentences = (sentences: readonly string[]) => ({
  sentences,
  sentence: sentences.join(" "),
});

/** A claim with its p after the correction for so many claims, and whether its verdict stands. */
const correctedClaim = (
  judged: JudgedClaim,
  adjustedP: number,
  claims: number,
): JudgedClaim => {
  const { verdict, sentences } = judged;
  const standsCorrected =
    verdict === "undecided" ? undefined : adjustedP <= MISS;
  const lost = `: ${verdict} on its own, but ${NOT_CORRECTED} for ${claims} claims`;
  const words = `After Holm over ${claims} claims ${pWords(adjustedP)}${standsCorrected === false ? lost : ""}.`;
  return {
    ...judged,
    ...inSentences([...sentences, words]),
    ...{ adjustedP, standsCorrected },
  };
};

/** Holm's correction over all such claims of the suite; one without a p as yet counts as one that found nothing. */
const corrected = (judged: readonly JudgedClaim[]): JudgedClaim[] => {
  const tested = judged.filter(({ claim }) => TESTED.includes(claim.kind));
  if (tested.length < 2) return [...judged];
  const adjusted = holm(tested.map(({ p = 1 }) => p));
  return judged.map((one) => {
    const adjustedP = adjusted[tested.indexOf(one)];
    return one.p === undefined || adjustedP === undefined
      ? one
      : correctedClaim(one, adjustedP, tested.length);
  });
};

/**
 * Judges every claim of a sweep's suite by the runs that have ended.
 *
 * No claim is decided by fewer than its minimum of seeds, 3 unless it says otherwise, or while a planned seed has no
 * result. Verdicts are those of each claim on its own; where several claims rest on a test, each such claim also has
 * its p after Holm's correction, and its sentence says where it would not stand.
 *
 * @returns in the order of the claims
 */
export const judgeClaims = (sweep: Sweep): JudgedClaim[] =>
  corrected(
    sweep.plan.suite.claims.map((claim) => {
      const judgement = judge(sweep, claim);
      return { claim, ...judgement, ...inSentences(judgement.sentences) };
    }),
  );
