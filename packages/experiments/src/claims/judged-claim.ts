/** @file What a claim came to. */
import type { Interval, Tally } from "@trm/eval/metrics";
import type { Difference } from "../statistics/difference";
import type { CensoredSteps } from "../statistics/censored-steps";
import type { Interaction } from "../statistics/interaction";
import type { LogRank } from "../statistics/log-rank";
import type { MeanInterval } from "../statistics/mean-interval";
import type { ExampleDifference } from "../statistics/paired-examples";
import type { PermutationTest } from "../statistics/permutation-test";
import type { Claim } from "../suite/schema";
import { countedWords } from "../sweep/missing-words";
import type { Sample } from "./sample";
import { metricWords, selectorWords } from "./words";

/** Does the evidence bear a claim out, contradict it, or neither? */
export type Verdict = "holds" | "refuted" | "undecided";

/** Seeds of a cell that reached a mark. */
export interface Successes extends Tally {
  /** the mark */
  readonly mark: number;
  /** 95 %, Clopper-Pearson */
  readonly interval: Interval;
}

/** The numbers behind a verdict; those that do not apply are absent. */
export interface ClaimNumbers {
  /** of the claim's cell, or of each cell of an interaction, in the order [0][0], [0][1], [1][0], [1][1] */
  readonly means: readonly MeanInterval[];
  readonly difference?: Difference;
  /** over the examples that both sides of every seed answered; decides only where there is one seed */
  readonly examples?: ExampleDifference;
  readonly permutation?: PermutationTest;
  /** of either cell, where the claim is about steps */
  readonly steps?: readonly CensoredSteps[];
  readonly logRank?: LogRank;
  readonly interaction?: Interaction;
  /** one per mean */
  readonly successes?: readonly Successes[];
  /** p of Fisher's test between the levels of the first factor, at each level of the second */
  readonly fisher?: readonly number[];
}

/** A claim with its verdict. */
export interface JudgedClaim {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** the verdict's reason with numbers, intervals, n and test: `sentences`, joined */
  readonly sentence: string;
  /** what decides, or why nothing does, and then whatever is to be said about that */
  readonly sentences: readonly string[];
  readonly numbers: ClaimNumbers;
  /** of the test that decides; absent where none does, or not yet */
  readonly p?: number;
  /**
   * the same after Holm's correction for all claims of the suite that rest on such a test; the verdict does not go by it
   */
  readonly adjustedP?: number;
  /** does a verdict stand that this correction is applied to? absent where there is none, or nothing is decided */
  readonly standsCorrected?: boolean;
}

/** A claim of one kind. */
export type ClaimOf<Kind extends Claim["kind"]> = Extract<
  Claim,
  { kind: Kind }
>;

/** Seeds below which a claim is undecided unless it says otherwise. */
export const MINIMUM_SEEDS = 3;

/** What a judge finds, without the claim. */
export type Judgement = Omit<
  JudgedClaim,
  "claim" | "sentence" | "adjustedP" | "standsCorrected"
>;

/** Nothing can be judged, for one reason. */
export const undecided = (sentence: string): Judgement => ({
  ...{ verdict: "undecided", sentences: [sentence], numbers: { means: [] } },
});

/** The mark of a verdict that the correction takes back. */
export const NOT_CORRECTED = "not after correction";

/** A verdict in words, marked where it does not stand after correction. */
export const verdictWords = ({
  verdict,
  standsCorrected,
}: Pick<JudgedClaim, "verdict" | "standsCorrected">): string =>
  standsCorrected === false ? `${verdict}, ${NOT_CORRECTED}` : verdict;

/**
 * Why a claim cannot be judged: no such run, no such metric, too few seeds.
 *
 * @param least - A minimum that the claim cannot lower.
 * @returns Undefined where it can be.
 */
export const tooLittle = (
  { minimumSeeds = MINIMUM_SEEDS, metric }: Claim,
  samples: readonly Sample[],
  least = 1,
): Judgement | undefined => {
  const minimum = Math.max(minimumSeeds, least);
  const short = samples.find(({ seeds }) => seeds.length < minimum);
  if (!short) return undefined;
  const { selector, seeds, planned, absent } = short;
  const why = absent.length > 0 ? ` (${countedWords(absent)})` : "";
  const cell = selectorWords(selector);
  const sentence =
    planned === 0
      ? `No run of the plan is ${cell}.`
      : `${cell} has ${metricWords(metric)} of ${seeds.length} of ${planned} planned seeds${why}, and fewer than ${minimum} decide nothing.`;
  return undecided(sentence);
};

/**
 * A judgement of the results there are, which decides nothing while a planned seed has none.
 *
 * A run that failed may be the very one that would have turned the mean, so that leaving it out would flatter: it counts
 * as little for or against as one still to come, and a sentence says which of both it is.
 */
export const concluded = (
  samples: readonly Sample[],
  judgement: Judgement,
): Judgement => {
  const { sentences, numbers } = judgement;
  const absent = samples.flatMap((sample) => sample.absent);
  if (absent.length === 0) return judgement;
  const words = `Planned seeds without a result: ${countedWords(absent)}; nothing is decided without them.`;
  return { verdict: "undecided", sentences: [...sentences, words], numbers };
};
