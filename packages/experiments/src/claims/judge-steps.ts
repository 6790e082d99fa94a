/** @file Claims that one cell reaches an accuracy in fewer train steps than another. */
import {
  type CensoredRun,
  censoredSteps,
  type CensoredSteps,
} from "../statistics/censored-steps";
import { logRank } from "../statistics/log-rank";
import { MISS } from "../statistics/mean-interval";
import { pOfEitherSide } from "../statistics/permutation-test";
import type { Claim } from "../suite/schema";
import type { Sweep } from "../sweep/sweep";
import {
  type ClaimOf,
  concluded,
  type Judgement,
  tooLittle,
  undecided,
} from "./judged-claim";
import { STEPS_TO } from "./metric";
import { type Sample, sampleOf } from "./sample";
import { stepsToThreshold } from "./summarize-cells";
import { metricWords, pWords, selectorWords } from "./words";

/** A number that every record has: what counts is the seeds that have ended. */
const ANY = "trainedSteps";

const runsOf = ({ seeds }: Sample, metric: string) =>
  seeds.flatMap(({ records }) =>
    records.map((record) => stepsToThreshold(record, STEPS_TO[metric]!)),
  );

/** The median, and up to which step seeds were watched in vain: there is no mean of steps that some never came to. */
const stepsWords = (
  { n, reached, median }: CensoredSteps,
  runs: readonly CensoredRun[],
): string => {
  const found = median === undefined ? "no median" : `median ${median}`;
  if (reached === n) return `${found} (reached in all ${n} seeds)`;
  const vain = runs.filter((run) => run.reached === undefined);
  const untils = vain.map(({ until }) => until);
  const [first, last] = [Math.min(...untils), Math.max(...untils)];
  const until = first === last ? `step ${first}` : `steps ${first} to ${last}`;
  return `${found} (not reached by ${until} in ${n - reached} of ${n} seeds)`;
};

/** Steps that some seeds never come to have no mean, which the other kinds of claims are about. */
export const refuseMeanOfSteps = ({ kind, metric }: Claim): Judgement =>
  undecided(
    `${metricWords(metric)} have no mean where a seed does not get there, so that no claim of the kind ${kind} is about them; use "better".`,
  );

/** Why the test would not answer the claim; undefined where it does. */
const refusal = (
  { by, metric }: ClaimOf<"better">,
  samples: readonly Sample[],
): string | undefined => {
  if (by)
    return `No test of ${metricWords(metric)} has a margin; leave \`by\` out.`;
  const wide = samples.find(({ configurations }) => configurations > 1);
  return (
    wide &&
    `${selectorWords(wide.selector)} covers ${wide.configurations} configurations, whose steps have no mean while some do not get there; select one.`
  );
};

/**
 * Judges whether one cell gets to an accuracy sooner than another, runs that ended before it included as censored.
 *
 * The one-sided exact permutation test of the log-rank excess decides at 5 % either way, which takes three seeds a side;
 * the claim's p is {@link pOfEitherSide}.
 */
export const judgeSteps = (
  sweep: Sweep,
  claim: ClaimOf<"better">,
): Judgement => {
  const { cell, than, metric } = claim;
  const samples = [cell, than].map((of) => sampleOf(sweep, of, ANY));
  const short = tooLittle(claim, samples);
  if (short) return short;
  const refused = refusal(claim, samples);
  if (refused !== undefined) return undecided(refused);
  const [a = [], b = []] = samples.map((sample) => runsOf(sample, metric));
  const [sooner, later] = [logRank(a, b), logRank(b, a).test.pGreater];
  const oneSided = Math.min(sooner.test.pGreater, later);
  const [left, right] = [censoredSteps(a), censoredSteps(b)];
  const verdict = sooner.test.pGreater <= MISS ? "holds" : "refuted";
  return concluded(samples, {
    verdict: oneSided <= MISS ? verdict : "undecided",
    sentences: [
      `${selectorWords(cell)} against ${selectorWords(than)}, ${metricWords(metric)}: ${stepsWords(left, a)} against ${stepsWords(right, b)}, log-rank by ${sooner.test.method} permutation, one-sided ${pWords(oneSided)}.`,
    ],
    numbers: { means: [], steps: [left, right], logRank: sooner },
    p: pOfEitherSide(sooner.test.pGreater, later),
  });
};
