/** @file Counts of seeds that succeeded, for outcomes that are all or nothing. */
import type { Interval, Tally } from "@trm/eval/metrics";
import { StatisticsError } from "./errors";
import { incompleteBeta, logGamma, solveRising } from "./special-functions";

const HALF_MISS = 0.025;
/** Tables as likely as the observed one differ from it by rounding only. */
const ROUNDING = 1 + 1e-7;

const requireCounts = ({ correct, count }: Tally): void => {
  const whole = Number.isInteger(correct) && Number.isInteger(count);
  if (whole && count >= 1 && correct >= 0 && correct <= count) return;
  throw new StatisticsError(
    `A count of successes needs whole numbers with 0 <= correct <= count and count >= 1, received ${correct} of ${count}; count successful runs among all runs.`,
  );
};

/**
 * The exact 95 % interval of a proportion: it never covers less often than it says, and is wide for few trials.
 *
 * lower: I_lower(k, n - k + 1) = 0.025; upper: I_upper(k + 1, n - k) = 0.975
 *
 * Three successes of three give 29 % to 100 %.
 *
 * @param tally - successes among all trials
 * @throws {StatisticsError} when the counts are not whole, count < 1, or correct is outside [0, count]
 * @see Clopper and Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the binomial".
 */
export const clopperPearson = (tally: Tally): Interval => {
  requireCounts(tally);
  const { correct: k, count: n } = tally;
  const end = (a: number, b: number, p: number) =>
    solveRising((x) => incompleteBeta(x, a, b), p, [0, 1]);
  return {
    lower: k === 0 ? 0 : end(k, n - k + 1, HALF_MISS),
    upper: k === n ? 1 : end(k + 1, n - k, 1 - HALF_MISS),
  };
};

const logChoose = (n: number, k: number): number =>
  logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/**
 * Fisher's exact test of two counts of successes, two-sided.
 *
 * p = sum of the probabilities of all tables with these margins that are no likelier than the observed one
 *
 * 3 of 3 against 0 of 3 gives 0.1: three seeds a side cannot reach 5 %; four can (0.029).
 *
 * @throws {StatisticsError} as {@link clopperPearson}
 * @see Fisher 1935, "The logic of inductive inference".
 */
export const fisherExact = (a: Tally, b: Tally): number => {
  requireCounts(a);
  requireCounts(b);
  const successes = a.correct + b.correct;
  const fewest = Math.max(0, successes - b.count);
  const most = Math.min(a.count, successes);
  const probability = (k: number) =>
    Math.exp(
      logChoose(a.count, k) +
        logChoose(b.count, successes - k) -
        logChoose(a.count + b.count, successes),
    );
  const observed = probability(a.correct) * ROUNDING;
  let p = 0;
  for (let k = fewest; k <= most; k++) {
    const likely = probability(k);
    if (likely <= observed) p += likely;
  }
  return Math.min(1, p);
};
