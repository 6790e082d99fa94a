/** @file A metric that no record has, or a value that it cannot take, would be found out only after hours of training. */
import {
  isAccuracy,
  isSteps,
  partsOfMetric,
  RESULT_METRICS,
  RUN_METRICS,
  STEPS_TO,
} from "../claims/metric";
import { claimsOf, paperOf } from "./claims-of";
import { didYouMean } from "./did-you-mean";
import type { Claim, PaperNumber, Suite } from "./schema";

const STEPS = Object.keys(STEPS_TO);
const KNOWN = [...RESULT_METRICS, ...RUN_METRICS];
const LENGTH = /^[1-9][0-9]*$/;

const unknownName = (name: string): string => {
  // Two are as near as each other, and mean different things.
  if (name.startsWith("stepsTo")) return `expected ${STEPS.join(" or ")}`;
  return didYouMean(name, KNOWN, `expected one of ${KNOWN.join(", ")}`);
};

/** What is wrong with a metric's name. */
function badName(metric: string): string | undefined {
  const shown = JSON.stringify(metric.slice(0, 80));
  const { name, length } = partsOfMetric(metric);
  if (!KNOWN.includes(name))
    return `is about the metric ${shown}, which no run has; ${unknownName(name)}`;
  if (length === undefined) return undefined;
  if (!RESULT_METRICS.includes(name))
    return `is about the metric ${shown}, but ${name} is of the run, whatever length is asked; did you mean ${name}?`;
  return LENGTH.test(length)
    ? undefined
    : `is about the metric ${shown}; expected one task length behind the @, such as ${name}@20`;
}

/** Steps that some seeds never come to have no mean, and no difference of means. */
function badSteps(subject: Claim | PaperNumber): string | undefined {
  const { metric } = subject;
  if (!isSteps(metric)) return undefined;
  if (!("kind" in subject))
    return `is about ${metric}, which some seeds may never come to, so that there is no mean to set beside it; choose another metric`;
  if (subject.kind !== "better")
    return `is of the kind ${subject.kind}, but ${metric}, which some seeds may never come to, has no mean; the kind for it is better`;
  return subject.by
    ? `has by ${subject.by}, but no test of ${metric} has a margin; leave by out`
    : undefined;
}

const MARKS = ["value", "by", "within"] as const;

/** A value that no fraction has: 95 for 95 %. */
function badMark(subject: Claim | PaperNumber): string | undefined {
  const { metric } = subject;
  if (!isAccuracy(metric)) return undefined;
  const marks = Object.entries(subject).flatMap(([key, mark]) =>
    MARKS.some((name) => name === key) && typeof mark === "number"
      ? [{ key, mark }]
      : [],
  );
  const bad = marks.find(({ mark }) => mark < 0 || mark > 1);
  if (!bad) return undefined;
  const { key, mark } = bad;
  const fix =
    mark > 1 && mark <= 100
      ? `did you mean ${Number((mark / 100).toPrecision(12))}?`
      : "write a number between them";
  return `has ${key} ${mark}, but ${metric} is a fraction from 0 to 1; ${fix}`;
}

/**
 * Looks for a claim or a number of the paper whose metric no record has, whose kind cannot be about it, or whose value
 * it cannot take.
 *
 * @returns what is wrong in words, without a full stop; undefined where nothing is
 */
export function findBadMetric(suite: Suite): string | undefined {
  for (const [what, subject] of [...claimsOf(suite), ...paperOf(suite)]) {
    const problem =
      badName(subject.metric) ?? badSteps(subject) ?? badMark(subject);
    if (problem !== undefined) return `${what} ${problem}`;
  }
  return undefined;
}
