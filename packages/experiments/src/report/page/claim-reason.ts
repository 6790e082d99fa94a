/** @file Why a claim came to its verdict, in few words. */
import type { JudgedClaim } from "../../claims/judged-claim";
import {
  differenceInterval,
  differenceWords,
  valueWords,
} from "../../claims/words";

/** A longer reason is shown by its decisive numbers, and whole on demand. */
const LONG = 240;

/** The difference of two cells with its interval and p; undefined where that is not what decides. */
const differenceReason = ({
  claim: { metric },
  numbers: { difference, means },
}: JudgedClaim): string | undefined => {
  // Without an interval over seeds something else decides, which the judge's own words say.
  if (difference?.low === undefined || difference.degenerate) return undefined;
  const sides = means.map(({ mean }) => valueWords(mean, metric));
  const words = differenceWords(difference.difference, metric);
  return `${sides.join(" against ")}: ${words} (${differenceInterval(difference, metric)}).`;
};

/**
 * What decides a claim.
 *
 * @returns the whole reason unless that is long; else its decisive numbers and whatever qualifies them
 */
export const shortReason = (judged: JudgedClaim): string => {
  const { sentence, sentences } = judged;
  if (sentence.length <= LONG) return sentence;
  const [first = "", ...others] = sentences;
  const qualified = others.filter(({ length }) => length <= LONG);
  return [differenceReason(judged) ?? first, ...qualified].join(" ");
};
